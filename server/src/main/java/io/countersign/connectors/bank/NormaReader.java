package io.countersign.connectors.bank;

import static io.countersign.connectors.bank.FixedText.at;

import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.StatementPart.Balance;
import io.countersign.reconciliation.StatementPart.BankCode;
import io.countersign.reconciliation.StatementPart.Counterparty;
import io.countersign.reconciliation.StatementPart.Exchange;
import io.countersign.reconciliation.StatementPart.References;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the records 11, 22, 23, 24, 33 and 88. Totals and counts are proved: a file whose totals do not hold is refused. */
final class NormaReader {

    private static final String DEBIT = "1";
    private static final String CREDIT = "2";
    private static final int MOST_CONCEPTS = 5;

    private final SourceLines lines;
    private final Oddities oddities;
    private final Consumer<StatementPart> out;
    private int records;
    private boolean any;
    private @Nullable Account account;
    private @Nullable Movement movement;

    NormaReader(SourceLines lines, Oddities oddities, Consumer<StatementPart> out) {
        this.lines = lines;
        this.oddities = oddities;
        this.out = out;
    }

    /** One account of the file, and what its movements add up to. */
    private static final class Account {
        final String digits;
        final String currency;
        int debits;
        int credits;
        BigDecimal debit = BigDecimal.ZERO;
        BigDecimal credit = BigDecimal.ZERO;
        final BigDecimal opening;

        Account(String digits, String currency, BigDecimal opening) {
            this.digits = digits;
            this.currency = currency;
            this.opening = opening;
        }
    }

    /** A movement whose further records may follow. */
    private static final class Movement {
        final int line;
        final String record;
        final List<String> concepts = new ArrayList<>();

        @Nullable
        Exchange exchange;

        Movement(int line, String record) {
            this.line = line;
            this.record = record;
        }
    }

    void read() {
        boolean ended = false;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isBlank()) {
                continue;
            }
            if (ended) {
                throw fault("a record follows the end of the file (88)");
            }
            records++;
            switch (at(line, 1, 2)) {
                case "11" -> open(line);
                case "22" -> begin(line);
                case "23" -> concept(line);
                case "24" -> exchange(line);
                case "33" -> close(line);
                case "88" -> {
                    end(line);
                    ended = true;
                }
                default -> throw fault("the record type is not one of Norma 43");
            }
        }
        if (account != null) {
            throw fault("the file ends inside an account; it is cut");
        }
        if (!any) {
            throw Unreadable.file("the file holds no account");
        }
        if (!ended) {
            oddities.add(lines.number(), "the file has no end record (88)");
        }
    }

    private void open(String line) {
        if (account != null) {
            throw fault("an account begins before the one before it ended (33)");
        }
        String currency = FixedText.currencyOfNumber(lines.number(), at(line, 48, 50));
        LocalDate from = FixedText.yearFirst(lines.number(), at(line, 21, 26));
        LocalDate to = FixedText.yearFirst(lines.number(), at(line, 27, 32));
        boolean credit = isCredit(at(line, 33, 33));
        BigDecimal amount = amount(line, 34, 47, currency);
        account = new Account(at(line, 3, 20), currency, credit ? amount : amount.negate());
        any = true;
        out.accept(new StatementPart.Opened(
                StatementPart.Kind.STATEMENT,
                new StatementPart.About(
                        NormaFormat.NAME, FixedText.orNull(at(line, 52, 77)), at(line, 3, 6), null, null, null),
                lines.number(),
                null,
                from + "/" + to,
                FixedText.account(
                        lines.number(), NationalAccount.spanish(at(line, 3, 6), at(line, 7, 10), at(line, 11, 20))),
                currency,
                null,
                null,
                from,
                to,
                List.of(new Balance("OPBD", amount, currency, credit, from))));
    }

    private void begin(String line) {
        flush();
        Account in = account();
        BigDecimal amount = amount(line, 29, 42, in.currency);
        if (isCredit(at(line, 28, 28))) {
            in.credits++;
            in.credit = in.credit.add(amount);
        } else {
            in.debits++;
            in.debit = in.debit.add(amount);
        }
        movement = new Movement(lines.number(), line);
    }

    private void concept(String line) {
        Movement of = movement("a concept (23)");
        if (of.concepts.size() >= 2 * MOST_CONCEPTS) {
            throw fault("a movement has more than %d concepts (23)".formatted(MOST_CONCEPTS));
        }
        of.concepts.add(at(line, 5, 42));
        of.concepts.add(at(line, 43, 80));
    }

    private void exchange(String line) {
        Movement of = movement("an equivalent amount (24)");
        String currency = FixedText.currencyOfNumber(lines.number(), at(line, 5, 7));
        BigDecimal amount = amount(line, 8, 21, currency);
        of.exchange = new Exchange(amount, currency, null, null, null, null, null);
    }

    private void flush() {
        Movement of = movement;
        if (of == null) {
            return;
        }
        movement = null;
        Account in = account();
        String line = of.record;
        out.accept(new StatementPart.Entry(
                in.credits + in.debits,
                of.line,
                amount(line, 29, 42, in.currency),
                in.currency,
                isCredit(at(line, 28, 28)),
                false,
                "BOOK",
                FixedText.yearFirst(of.line, at(line, 11, 16)),
                FixedText.yearFirst(of.line, at(line, 17, 22)),
                null,
                null,
                BankCode.own(at(line, 23, 24) + "/" + at(line, 25, 27), "AEB43"),
                null,
                List.of(),
                of.exchange));
        List<String> texts = of.concepts.stream().filter(t -> !t.isEmpty()).toList();
        String second = reference(at(line, 65, 80));
        String first = reference(at(line, 53, 64));
        out.accept(StatementPart.Detail.of(
                of.line,
                new References(
                        null,
                        null,
                        first,
                        second,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        others(reference(at(line, 43, 52)))),
                Counterparty.NONE,
                texts));
        out.accept(new StatementPart.EntryClosed(null));
    }

    private static List<String> others(@Nullable String document) {
        return document == null ? List.of() : List.of(document);
    }

    /** Unused references are zeros. */
    private static @Nullable String reference(String text) {
        return text.chars().allMatch(c -> c == '0') ? null : text;
    }

    private void close(String line) {
        Account of = account();
        // The last movement was counted when it began.
        flush();
        if (!at(line, 3, 20).equals(of.digits)) {
            throw fault("the end of the account (33) is about another account");
        }
        prove("debits", of.debits, FixedText.count(lines.number(), at(line, 21, 25)));
        prove("debits", of.debit, amount(line, 26, 39, of.currency));
        prove("credits", of.credits, FixedText.count(lines.number(), at(line, 40, 44)));
        prove("credits", of.credit, amount(line, 45, 58, of.currency));
        BigDecimal closing = amount(line, 60, 73, of.currency);
        BigDecimal expected = of.opening.add(of.credit).subtract(of.debit);
        boolean credit = closingIsCredit(at(line, 59, 59), closing, expected);
        if ((credit ? closing : closing.negate()).compareTo(expected) != 0) {
            oddities.add(lines.number(), "opening balance and movements do not give the closing balance");
        }
        out.accept(new StatementPart.Closed(
                of.credits + of.debits,
                List.of(new Balance("CLBD", closing, of.currency, credit, null)),
                oddities.ofStatement()));
        account = null;
    }

    /** Some banks write a zero for the sign; the movements tell it then, if they lead to the balance. */
    private boolean closingIsCredit(String sign, BigDecimal closing, BigDecimal expected) {
        if (sign.equals("0") && closing.compareTo(expected.abs()) == 0) {
            oddities.add(lines.number(), "the closing balance has no sign; the movements tell it");
            return expected.signum() >= 0;
        }
        return isCredit(sign);
    }

    private void prove(String what, int counted, int told) {
        if (counted != told) {
            throw fault("the account's end (33) tells %d %s, there are %d".formatted(told, what, counted));
        }
    }

    private void prove(String what, BigDecimal summed, BigDecimal told) {
        if (summed.compareTo(told) != 0) {
            throw fault("the total of %s (33) differs from their sum by %s"
                    .formatted(what, told.subtract(summed).toPlainString()));
        }
    }

    /** Banks count the end record itself, or do not. */
    private void end(String line) {
        if (account != null) {
            throw fault("the file ends (88) inside an account");
        }
        int told = FixedText.count(lines.number(), at(line, 21, 26));
        if (told != records && told != records - 1) {
            throw fault("the end of the file (88) tells %d records, there are %d".formatted(told, records - 1));
        }
    }

    private Account account() {
        if (account == null) {
            throw fault("a record stands outside of an account (11)");
        }
        return account;
    }

    private Movement movement(String what) {
        if (movement == null) {
            throw fault(what + " follows no movement (22)");
        }
        return movement;
    }

    private BigDecimal amount(String line, int from, int to, String currency) {
        return FixedText.minor(lines.number(), at(line, from, to), FixedText.decimals(currency));
    }

    private boolean isCredit(String sign) {
        if (!sign.equals(DEBIT) && !sign.equals(CREDIT)) {
            throw fault("a sign is neither 1 (debit) nor 2 (credit)");
        }
        return sign.equals(CREDIT);
    }

    private Unreadable fault(String why) {
        return Unreadable.at(lines.number(), why);
    }
}
