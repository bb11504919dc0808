package io.countersign.connectors.bank;

import io.countersign.connectors.bank.BaiRecords.Logical;
import io.countersign.reconciliation.StatementPart.Kind;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a group of BAI2 (record 02) tells of its accounts.
 *
 * @param originator the bank, by its routing number or BIC
 * @param kind final figures are a statement; interim ones (as-of modifier 1 and 3) a report
 */
record BaiGroup(@Nullable String originator, LocalDate asOf, String currency, Kind kind) {

    static BaiGroup of(Logical record, Oddities oddities) {
        BaiFields fields = record.fields();
        fields.next();
        String originator = fields.next();
        String status = fields.next();
        switch (status) {
            case "1" -> {}
            case "3" -> oddities.add(record.line(), "the group says that it corrects an earlier one");
            case "2" -> throw Unreadable.at(record.line(), "the group deletes an earlier one, which is not done here");
            case "4" -> throw Unreadable.at(record.line(), "the group is only a test");
            default -> throw Unreadable.at(record.line(), "the status of a group is not one of BAI2");
        }
        LocalDate asOf = FixedText.yearFirst(record.line(), fields.next());
        fields.next();
        String currency = fields.next();
        String modifier = fields.next();
        return new BaiGroup(
                FixedText.orNull(originator),
                asOf,
                currency.isEmpty() ? "USD" : FixedText.currency(record.line(), currency),
                kind(record.line(), modifier));
    }

    private static Kind kind(int line, String modifier) {
        return switch (modifier) {
            case "", "2", "4" -> Kind.STATEMENT;
            case "1", "3" -> Kind.REPORT;
            default -> throw Unreadable.at(line, "the as-of modifier of a group is not one of BAI2");
        };
    }
}
