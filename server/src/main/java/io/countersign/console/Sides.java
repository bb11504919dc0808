package io.countersign.console;

import io.countersign.reconciliation.BreakEvidence;
import io.countersign.reconciliation.BreakKind;
import io.countersign.reconciliation.Breaks;
import io.countersign.reconciliation.Statements;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A break as two columns: what the bank says and what we say.
 *
 * @param bank heading of the bank's column, {@code ours} of the other
 */
public record Sides(String bank, String ours, List<Row> rows) {

    private static final String NOTHING = "—";

    /** One line of the comparison. */
    public record Row(String what, String bank, String ours, boolean differs) {}

    static Sides of(Breaks.View view, BreakEvidence.Found found, Words words) {
        Rows rows = new Rows(words);
        return switch (view.kind()) {
            case UNMATCHED_DEBIT,
                    UNMATCHED_RETURN,
                    CHARGE,
                    MATCH_UNDONE,
                    AMOUNT_OVER,
                    AMOUNT_UNDER,
                    CURRENCY_DIFFERS,
                    BOOKED_AFTER_REJECTION -> new Sides("The bank booked", "We ordered", rows.entry(view, found));
            case BATCH_DIFFERS -> new Sides("The bank booked", "Our file holds", rows.total(view, found));
            case BOOKED_TWICE -> new Sides("The bank booked now", "It had booked before", rows.twice(view, found));
            case SETTLEMENT_MISSING -> new Sides("The bank booked", "We ordered", rows.missing(view, found));
            case STATEMENT_CORRECTED ->
                new Sides("The new version", "The version before", rows.statements(found.statement(), found.other()));
            case OPENING_DIFFERS, CLOSING_DIFFERS, SEQUENCE_GAP, PAGE_MISSING ->
                new Sides("This statement", "The one before it", rows.statements(found.statement(), found.other()));
            case STATEMENT_MISSING -> new Sides("The last statement here", "Expected", rows.late(view, found));
            case UNKNOWN_ACCOUNT -> new Sides("The bank says", "We know", rows.unknown(view, found));
        };
    }

    /** Collects the lines of one comparison. */
    private static final class Rows {
        private final Words words;
        private final List<Row> rows = new ArrayList<>();

        Rows(Words words) {
            this.words = words;
        }

        List<Row> entry(Breaks.View view, BreakEvidence.Found found) {
            BreakEvidence.Payment payment = found.payment();
            compare("Amount", money(view.amount(), view.currency()), payment == null ? null : money(payment));
            if (payment != null && view.amount() != null && view.kind() != BreakKind.CURRENCY_DIFFERS) {
                difference(view.amount().subtract(payment.amount()), payment.currency());
            }
            tell("Date", words.day(view.bookedOn()), payment == null ? null : words.day(payment.requestedOn()));
            tell("With", view.counterparty(), payment == null ? null : payment.creditor());
            Statements.Line line = found.line();
            tell(
                    "Our reference",
                    line == null ? null : line.endToEndId(),
                    payment == null ? null : payment.endToEndId());
            tell("Text", view.remittance(), null);
            tell("State", null, payment == null ? null : state(payment));
            return rows;
        }

        List<Row> total(Breaks.View view, BreakEvidence.Found found) {
            BreakEvidence.OrderedFile file = found.file();
            compare(
                    "Total",
                    money(view.amount(), view.currency()),
                    file == null ? null : words.money(file.total(), file.currency()));
            if (file != null && view.amount() != null) {
                difference(view.amount().subtract(file.total()), file.currency());
                tell("Payments", null, words.count(file.payments(), "payment") + " that the bank did not reject");
                tell("File", null, file.messageId());
            }
            tell("Date", words.day(view.bookedOn()), null);
            return rows;
        }

        List<Row> twice(Breaks.View view, BreakEvidence.Found found) {
            Statements.Line before = found.before();
            tell(
                    "Amount",
                    money(view.amount(), view.currency()),
                    before == null ? null : money(before.amount(), before.currency()));
            tell("Date", words.day(view.bookedOn()), before == null ? null : words.day(before.bookedOn()));
            Statements.Line line = found.line();
            tell(
                    "Reference of the bank",
                    line == null ? null : line.bankReference(),
                    before == null ? null : before.bankReference());
            tell("Our reference", line == null ? null : line.endToEndId(), before == null ? null : before.endToEndId());
            return rows;
        }

        List<Row> missing(Breaks.View view, BreakEvidence.Found found) {
            BreakEvidence.Payment payment = found.payment();
            rows.add(new Row("Amount", "Nothing", payment == null ? NOTHING : money(payment), true));
            Statements.View last = found.statement();
            tell(
                    "Date",
                    last == null || last.to() == null ? null : "Statements are here until " + words.day(last.to()),
                    payment == null ? null : words.day(payment.requestedOn()));
            tell("With", null, payment == null ? view.counterparty() : payment.creditor());
            tell("Our reference", null, payment == null ? null : payment.endToEndId());
            tell("State", null, payment == null ? null : state(payment));
            return rows;
        }

        List<Row> statements(Statements.@Nullable View one, Statements.@Nullable View other) {
            tell("Number", one == null ? null : name(one), other == null ? null : name(other));
            compare("Opening", one == null ? null : opening(one), other == null ? null : opening(other));
            compare(
                    "Entries",
                    one == null ? null : words.number(one.entries()),
                    other == null ? null : words.number(other.entries()));
            compare(
                    "Credits",
                    one == null ? null : money(one.credits(), one.currency()),
                    other == null ? null : money(other.credits(), other.currency()));
            compare(
                    "Debits",
                    one == null ? null : money(one.debits(), one.currency()),
                    other == null ? null : money(other.debits(), other.currency()));
            compare("Closing", one == null ? null : closing(one), other == null ? null : closing(other));
            tell(
                    "Received",
                    one == null ? null : words.when(one.receivedAt()),
                    other == null ? null : words.when(other.receivedAt()));
            return rows;
        }

        List<Row> late(Breaks.View view, BreakEvidence.Found found) {
            Statements.View last = found.statement();
            tell("Statement", last == null ? null : name(last), view.reference());
            tell("Received", last == null ? null : words.when(last.receivedAt()), null);
            tell("Closing", last == null ? null : closing(last), null);
            return rows;
        }

        List<Row> unknown(Breaks.View view, BreakEvidence.Found found) {
            Statements.View statement = found.statement();
            rows.add(new Row("Account", words.mask(view.account()), "No such account", true));
            if (statement != null) {
                tell("Bank", statement.connection(), null);
                tell("Statement", name(statement), null);
                tell("Balance", closing(statement), null);
                tell("Entries", words.number(statement.entries()), null);
            }
            return rows;
        }

        private void difference(BigDecimal difference, String currency) {
            if (difference.signum() != 0) {
                rows.add(new Row(
                        "Difference",
                        (difference.signum() > 0 ? "too much by " : "too little by ")
                                + words.money(difference.abs(), currency),
                        "",
                        true));
            }
        }

        private void compare(String what, @Nullable String bank, @Nullable String ours) {
            if (bank != null || ours != null) {
                rows.add(new Row(what, shown(bank), shown(ours), !Objects.equals(bank, ours)));
            }
        }

        private void tell(String what, @Nullable String bank, @Nullable String ours) {
            if (bank != null || ours != null) {
                rows.add(new Row(what, shown(bank), shown(ours), false));
            }
        }

        private static String shown(@Nullable String text) {
            return text == null ? NOTHING : text;
        }

        private @Nullable String money(@Nullable BigDecimal amount, @Nullable String currency) {
            return amount == null || currency == null ? null : words.money(amount, currency);
        }

        private String money(BreakEvidence.Payment payment) {
            return words.money(payment.amount(), payment.currency());
        }

        private @Nullable String opening(Statements.View statement) {
            return money(statement.opening(), statement.currency());
        }

        private @Nullable String closing(Statements.View statement) {
            return money(statement.closing(), statement.currency());
        }

        private static String name(Statements.View statement) {
            return statement.sequence() == null
                    ? statement.bankId()
                    : statement.sequence().toPlainString();
        }

        private String state(BreakEvidence.Payment payment) {
            return words.phrase(payment.state());
        }
    }
}
