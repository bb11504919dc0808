package io.countersign.connectors.bank;

import static io.countersign.connectors.bank.FixedText.at;
import static io.countersign.connectors.bank.FixedText.orNull;

import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.Balance;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records 0 (header), 1 (old balance), 2.1 to 2.3 (movement), 3.1 to 3.3 (information), 8 (new balance), 4 (free
 * message) and 9 (trailer). What the trailer tells is proved; where it does not hold, or the balances do not, the file is
 * read and that is told with it.
 */
final class CodaReader {

    private static final int LENGTH = 128;

    private final SourceLines lines;
    private final Oddities oddities;
    private final Consumer<StatementPart> out;

    private @Nullable String header;
    private @Nullable String fileReference;
    private boolean any;
    private int records;
    private BigDecimal debits = BigDecimal.ZERO;
    private BigDecimal credits = BigDecimal.ZERO;

    private @Nullable Sheet sheet;
    private @Nullable CodaMovement movement;

    CodaReader(SourceLines lines, Oddities oddities, Consumer<StatementPart> out) {
        this.lines = lines;
        this.oddities = oddities;
        this.out = out;
    }

    /** The statement that is being read. */
    private static final class Sheet {
        final String currency;
        int entries;
        BigDecimal balance;
        final List<Balance> balances = new ArrayList<>();
        boolean closed;

        Sheet(String currency, BigDecimal opening) {
            this.currency = currency;
            this.balance = opening;
        }
    }

    /** Answers the bank's reference of the file. */
    @Nullable
    String read() {
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isBlank()) {
                continue;
            }
            if (line.length() > LENGTH && !line.substring(LENGTH).isBlank()) {
                throw fault("the line is longer than %d characters".formatted(LENGTH));
            }
            record(line);
        }
        if (header != null) {
            throw fault("the file ends without its trailer (9); it is cut");
        }
        if (!any) {
            throw Unreadable.file("the file holds no statement");
        }
        return fileReference;
    }

    private void record(String line) {
        char type = line.charAt(0);
        if (header == null && type != '0') {
            throw fault("a record stands outside of a header (0) and its trailer (9)");
        }
        if (type != '0' && type != '9') {
            records++;
        }
        switch (type) {
            case '0' -> begin(line);
            case '1' -> open(line);
            case '2' -> movement(line);
            case '3' -> information(line);
            case '4' -> oddities.add(lines.number(), "a free message of the bank (4) is kept only in the original");
            case '8' -> close(line);
            case '9' -> end(line);
            default -> throw fault("the record type is not one of CODA");
        }
    }

    private void begin(String line) {
        if (header != null) {
            throw fault("a header (0) begins before the trailer (9) of the one before it");
        }
        if (line.length() == LENGTH && line.charAt(LENGTH - 1) == '1') {
            throw fault("the file is CODA version 1, which is not read");
        }
        header = line;
        fileReference = orNull(at(line, 25, 34));
        records = 0;
        debits = BigDecimal.ZERO;
        credits = BigDecimal.ZERO;
    }

    private void open(String line) {
        leave();
        String head = header == null ? "" : header;
        boolean national = line.startsWith("10");
        String currency = FixedText.currency(lines.number(), national ? at(line, 19, 21) : at(line, 40, 42));
        String account = FixedText.account(
                lines.number(),
                national
                        ? NationalAccount.belgian(at(line, 6, 17))
                        : at(line, 6, 39).replace(" ", ""));
        boolean credit = isCredit(at(line, 43, 43));
        BigDecimal amount = amount(line, 44, 58);
        LocalDate on = FixedText.dayFirst(lines.number(), at(line, 59, 64));
        Sheet next = new Sheet(currency, credit ? amount : amount.negate());
        sheet = next;
        any = true;
        String number = at(line, 126, 128);
        out.accept(new StatementPart.Opened(
                StatementPart.Kind.STATEMENT,
                new StatementPart.About(
                        CodaFormat.NAME,
                        orNull(at(line, 65, 90)),
                        orNull(at(head, 61, 71)),
                        null,
                        null,
                        at(head, 17, 17).equals("D") ? "DUPL" : null),
                lines.number(),
                fileReference,
                number,
                account,
                currency,
                number.chars().allMatch(Character::isDigit) && !number.isEmpty() && !number.equals("000")
                        ? new BigDecimal(number)
                        : null,
                FixedText.dayFirst(lines.number(), at(head, 6, 11))
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant(),
                null,
                null,
                List.of(new Balance("OPBD", amount, currency, credit, on))));
    }

    private void movement(String line) {
        switch (at(line, 2, 2)) {
            case "1" -> first(line);
            case "2", "3" ->
                continued("the continuation of a movement (2.2, 2.3)").add(line);
            default -> throw fault("the record type is not one of CODA");
        }
    }

    /** Detail number 0 is a movement of the account; others explain the movement before them. */
    private void first(String line) {
        Sheet in = sheet();
        boolean credit = isCredit(at(line, 32, 32));
        BigDecimal amount = amount(line, 33, 47);
        if (at(line, 7, 10).equals("0000")) {
            flush();
            in.entries++;
            in.balance = credit ? in.balance.add(amount) : in.balance.subtract(amount);
            debits = credit ? debits : debits.add(amount);
            credits = credit ? credits.add(amount) : credits;
            movement = new CodaMovement(
                    new CodaMovement.Part(lines.number(), line, amount, credit), in.currency, in.entries, out);
        } else {
            continued("a detail (2.1)").detail(new CodaMovement.Part(lines.number(), line, amount, credit));
        }
    }

    private void information(String line) {
        if (!"123".contains(at(line, 2, 2))) {
            throw fault("the record type is not one of CODA");
        }
        continued("an information (3)").information(line);
    }

    private CodaMovement continued(String what) {
        if (movement == null) {
            throw fault(what + " follows no movement (2.1)");
        }
        movement.mayGrow(lines.number());
        return movement;
    }

    private void flush() {
        if (movement != null) {
            movement.end();
        }
        movement = null;
    }

    private void close(String line) {
        flush();
        Sheet of = sheet();
        boolean credit = isCredit(at(line, 42, 42));
        BigDecimal amount = amount(line, 43, 57);
        LocalDate on = FixedText.dayFirst(lines.number(), at(line, 58, 63));
        if (of.closed) {
            throw fault("a statement has two new balances (8)");
        }
        of.closed = true;
        of.balances.add(new Balance("CLBD", amount, of.currency, credit, on));
        if ((credit ? amount : amount.negate()).compareTo(of.balance) != 0) {
            oddities.add(lines.number(), "old balance and movements do not give the new balance");
        }
    }

    /** The statement is complete when the next one begins, or the trailer comes: messages may follow the new balance. */
    private void leave() {
        flush();
        Sheet of = sheet;
        if (of == null) {
            return;
        }
        if (!of.closed) {
            oddities.add(lines.number(), "a statement has no new balance (8)");
        }
        out.accept(new StatementPart.Closed(of.entries, List.copyOf(of.balances), oddities.ofStatement()));
        sheet = null;
    }

    private void end(String line) {
        int told = FixedText.count(lines.number(), at(line, 17, 22));
        if (told != records) {
            oddities.add(lines.number(), "the trailer (9) tells %d records, there are %d".formatted(told, records));
        }
        prove("debits", debits, amount(line, 23, 37));
        prove("credits", credits, amount(line, 38, 52));
        leave();
        header = null;
    }

    private void prove(String what, BigDecimal summed, BigDecimal told) {
        if (summed.compareTo(told) != 0) {
            oddities.add(
                    lines.number(),
                    "the total of %s (9) differs from their sum by %s"
                            .formatted(what, told.subtract(summed).toPlainString()));
        }
    }

    private Sheet sheet() {
        if (sheet == null) {
            throw fault("a record stands outside of a statement, of which the old balance (1) is missing");
        }
        return sheet;
    }

    private BigDecimal amount(String line, int from, int to) {
        return FixedText.minor(lines.number(), at(line, from, to), 3);
    }

    private boolean isCredit(String sign) {
        if (!sign.equals("0") && !sign.equals("1")) {
            throw fault("a sign is neither 0 (credit) nor 1 (debit)");
        }
        return sign.equals("0");
    }

    private Unreadable fault(String why) {
        return Unreadable.at(lines.number(), why);
    }
}
