package io.countersign.connectors.bank;

import static io.countersign.connectors.bank.FixedText.at;
import static io.countersign.connectors.bank.FixedText.orNull;

import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.Balance;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the records 01 (old balance), 04 (movement), 05 (more of it) and 07 (new balance). */
final class CfonbReader {

    private static final String PLUS = "{ABCDEFGHI";
    private static final String MINUS = "}JKLMNOPQR";
    private static final int LENGTH = 120;

    private final SourceLines lines;
    private final Oddities oddities;
    private final Consumer<StatementPart> out;
    private boolean any;
    private @Nullable Statement statement;
    private @Nullable CfonbMovement movement;

    CfonbReader(SourceLines lines, Oddities oddities, Consumer<StatementPart> out) {
        this.lines = lines;
        this.oddities = oddities;
        this.out = out;
    }

    private static final class Statement {
        final String bank;
        final String key;
        final String currency;
        final int decimals;
        int entries;

        Statement(String line, String currency, int decimals) {
            this.bank = at(line, 3, 7);
            this.key = key(line);
            this.currency = currency;
            this.decimals = decimals;
        }
    }

    /** Branch, currency, decimals and account: what all records of a statement have in common. */
    private static String key(String line) {
        return at(line, 12, 20) + at(line, 22, 32);
    }

    void read() {
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isBlank()) {
                continue;
            }
            if (line.length() > LENGTH && !line.substring(LENGTH).isBlank()) {
                throw fault("the line is longer than %d characters".formatted(LENGTH));
            }
            switch (at(line, 1, 2)) {
                case "01" -> open(line);
                case "04" -> begin(line);
                case "05" -> more(line);
                case "07" -> close(line);
                default -> throw fault("the record type is not one of CFONB 120");
            }
        }
        if (statement != null) {
            throw fault("the file ends without the new balance (07); it is cut");
        }
        if (!any) {
            throw Unreadable.file("the file holds no statement");
        }
    }

    private void open(String line) {
        if (statement != null) {
            flush();
            oddities.add(lines.number(), "a statement begins, but the one before it has no new balance (07)");
            out.accept(new StatementPart.Closed(statement.entries, List.of(), oddities.ofStatement()));
        }
        String currency = FixedText.currency(lines.number(), at(line, 17, 19));
        Statement next = new Statement(line, currency, FixedText.count(lines.number(), at(line, 20, 20)));
        statement = next;
        any = true;
        LocalDate on = FixedText.dayFirst(lines.number(), at(line, 35, 40));
        out.accept(new StatementPart.Opened(
                StatementPart.Kind.STATEMENT,
                new StatementPart.About(CfonbFormat.NAME, null, at(line, 3, 7), null, null, null),
                lines.number(),
                null,
                at(line, 35, 40),
                FixedText.account(
                        lines.number(), NationalAccount.french(at(line, 3, 7), at(line, 12, 16), at(line, 22, 32))),
                currency,
                null,
                null,
                on,
                null,
                List.of(balance("OPBD", line, next, on))));
    }

    private Balance balance(String type, String line, Statement of, LocalDate on) {
        BigDecimal amount = signed(at(line, 91, 104), of.decimals);
        return new Balance(type, amount.abs(), of.currency, amount.signum() >= 0, on);
    }

    private void begin(String line) {
        flush();
        Statement in = statement("a movement (04)", line);
        in.entries++;
        movement = new CfonbMovement(lines.number(), line, signed(at(line, 91, 104), in.decimals), in.currency);
    }

    private void more(String line) {
        CfonbMovement of = movement;
        if (of == null) {
            throw fault("a complement (05) follows no movement (04)");
        }
        statement("a complement (05)", line);
        of.add(lines.number(), at(line, 46, 48), at(line, 49, 118), oddities);
    }

    private void flush() {
        if (movement != null && statement != null) {
            movement.tell(statement.entries, out);
        }
        movement = null;
    }

    private void close(String line) {
        flush();
        Statement of = statement("a new balance (07)", line);
        LocalDate on = FixedText.dayFirst(lines.number(), at(line, 35, 40));
        out.accept(
                new StatementPart.Closed(of.entries, List.of(balance("CLBD", line, of, on)), oddities.ofStatement()));
        statement = null;
    }

    private Statement statement(String what, String line) {
        if (statement == null) {
            throw fault(what + " stands outside of a statement, of which the old balance (01) is missing");
        }
        if (!statement.key.equals(key(line))) {
            throw fault(what + " is about another account, currency or number of decimals than its statement");
        }
        if (!statement.bank.equals(at(line, 3, 7))) {
            oddities.add(lines.number(), what + " names another bank than its statement");
        }
        return statement;
    }

    /** The last character is a digit and the sign: { and A to I are +0 to +9, } and J to R are -0 to -9. */
    private BigDecimal signed(String text, int decimals) {
        String figures = orNull(text);
        if (figures == null) {
            throw fault("an amount is missing");
        }
        char last = figures.charAt(figures.length() - 1);
        int plus = PLUS.indexOf(last);
        int minus = MINUS.indexOf(last);
        if (plus < 0 && minus < 0) {
            throw fault("an amount does not end with a letter of sign");
        }
        String digits = figures.substring(0, figures.length() - 1) + Math.max(plus, minus);
        if (figures.length() < 14) {
            oddities.add(lines.number(), "an amount is filled with spaces, not with zeros");
        }
        BigDecimal amount = FixedText.minor(lines.number(), digits, decimals);
        return plus >= 0 ? amount : amount.negate();
    }

    private Unreadable fault(String why) {
        return Unreadable.at(lines.number(), why);
    }
}
