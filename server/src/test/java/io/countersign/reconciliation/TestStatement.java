package io.countersign.reconciliation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement in the making, line by line, with what the strategies look at. It is final unless it says otherwise. */
public final class TestStatement {

    public static final LocalDate DAY = LocalDate.parse("2026-11-20");

    private final String account;
    private final String number;
    private final LocalDate day;
    private final @Nullable String opening;
    private final List<StatementPart> parts = new ArrayList<>();
    private StatementPart.Kind kind = StatementPart.Kind.STATEMENT;
    private int line;

    public TestStatement(String account, String number, LocalDate day, @Nullable String opening) {
        this.account = account;
        this.number = number;
        this.day = day;
        this.opening = opening;
    }

    public static TestStatement of(String account) {
        return new TestStatement(account, "1", DAY, null);
    }

    /** What the bank says of one debit; null where it says nothing. */
    public record Says(
            @Nullable String endToEndId,
            @Nullable String counterparty,
            @Nullable String text,
            @Nullable String structured) {
        public static Says nothing() {
            return new Says(null, null, null, null);
        }

        public static Says endToEnd(String id) {
            return new Says(id, null, null, null);
        }

        public static Says counterparty(String account) {
            return new Says(null, account, null, null);
        }
    }

    /** Tells the same in advance of the statement. */
    public TestStatement notification() {
        kind = StatementPart.Kind.NOTIFICATION;
        return this;
    }

    public TestStatement debit(String amount, Says says) {
        return entry(amount, "ESCT", says, false, null);
    }

    /** An entry of the bank for itself. */
    public TestStatement fee(String amount) {
        return entry(amount, "CHRG", Says.nothing(), false, null);
    }

    /** Money comes in; with the id of a payment it comes back. */
    public TestStatement credit(String amount, Says says) {
        return entry(amount, "ESCT", says, true, null);
    }

    /** Money comes back for a reason, and the bank names no payment. */
    public TestStatement returned(String amount, String reason) {
        return entry(amount, "ESCT", Says.nothing(), true, new StatementPart.Return(reason, null, null));
    }

    /** The total of a file of ours, named by its message id. */
    public TestStatement total(String amount, String messageId) {
        line++;
        parts.add(new StatementPart.Entry(
                line,
                0,
                new BigDecimal(amount),
                "EUR",
                false,
                false,
                "BOOK",
                day,
                day,
                null,
                "B-" + number + "-" + day + "-" + line,
                new StatementPart.BankCode("PMNT", "ICDT", "ESCT", null, null),
                new StatementPart.Batch(messageId, null, null),
                List.of(),
                null));
        parts.add(new StatementPart.EntryClosed(null));
        return this;
    }

    private TestStatement entry(
            String amount, String code, Says says, boolean credit, StatementPart.@Nullable Return returned) {
        line++;
        BigDecimal money = new BigDecimal(amount);
        parts.add(new StatementPart.Entry(
                line,
                0,
                money,
                "EUR",
                credit,
                false,
                "BOOK",
                day,
                day,
                null,
                "B-" + number + "-" + day + "-" + line,
                new StatementPart.BankCode("PMNT", "ICDT", code, null, null),
                null,
                List.of(),
                null));
        parts.add(new StatementPart.Detail(
                0,
                money,
                "EUR",
                null,
                StatementPart.References.of(says.endToEndId(), null),
                new StatementPart.Counterparty("Creditor", says.counterparty(), null, null),
                says.text() == null ? List.of() : List.of(says.text()),
                says.structured() == null ? List.of() : List.of(StatementPart.Structured.of(says.structured(), "SCOR")),
                returned,
                List.of(),
                null,
                null,
                null,
                null));
        parts.add(new StatementPart.EntryClosed(null));
        return this;
    }

    public List<StatementPart> all() {
        List<StatementPart.Balance> balances = new ArrayList<>();
        if (opening != null) {
            BigDecimal debits = parts.stream()
                    .filter(StatementPart.Entry.class::isInstance)
                    .map(StatementPart.Entry.class::cast)
                    .map(entry -> entry.credit() ? entry.amount().negate() : entry.amount())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal start = new BigDecimal(opening);
            balances.add(new StatementPart.Balance("OPBD", start, "EUR", true, day));
            balances.add(new StatementPart.Balance("CLBD", start.subtract(debits), "EUR", true, day));
        }
        List<StatementPart> all = new ArrayList<>();
        all.add(new StatementPart.Opened(
                kind,
                StatementPart.About.of("test"),
                0,
                "BANK-" + number,
                "S" + number,
                account,
                "EUR",
                new BigDecimal(number),
                day.atStartOfDay().toInstant(ZoneOffset.UTC),
                day,
                day,
                balances));
        all.addAll(parts);
        all.add(new StatementPart.Closed(line));
        return all;
    }
}
