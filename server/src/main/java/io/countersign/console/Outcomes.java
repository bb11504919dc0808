package io.countersign.console;

import io.countersign.reconciliation.MonthInView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of the entries of a month: the sums for a glance, and a row for each way they were explained.
 *
 * @param entries all of them
 * @param byRule explained without a person: by a strategy or by policy
 * @param byHand explained by a person
 * @param receipts money in, which is left to the ERP
 * @param open without explanation
 */
public record Outcomes(int entries, int byRule, int byHand, int receipts, int open, int payments, List<Row> rows) {

    /** One way in which entries were explained. */
    public record Row(String words, String by, int entries, int payments) {}

    static Outcomes of(List<MonthInView.Outcome> found) {
        Map<String, Row> rows = new TreeMap<>();
        int byRule = 0;
        int byHand = 0;
        int receipts = 0;
        int open = 0;
        for (MonthInView.Outcome each : found) {
            Row row = row(each);
            rows.merge(
                    row.words(),
                    row,
                    (one, other) -> new Row(
                            one.words(), one.by(), one.entries() + other.entries(), one.payments() + other.payments()));
            switch (each.state()) {
                case "RECEIPT", "PENDING" -> receipts += each.entries();
                case "OPEN" -> open += each.entries();
                default -> {
                    if (isByHand(each.state(), each.strategy())) {
                        byHand += each.entries();
                    } else {
                        byRule += each.entries();
                    }
                }
            }
        }
        List<Row> most = rows.values().stream()
                .sorted(Comparator.comparingInt(Row::entries).reversed())
                .toList();
        int payments = most.stream().mapToInt(Row::payments).sum();
        return new Outcomes(byRule + byHand + receipts + open, byRule, byHand, receipts, open, payments, most);
    }

    private static boolean isByHand(String state, @Nullable String strategy) {
        return state.equals("NOT_OURS") || "BY_HAND".equals(strategy) || "WRITE_OFF".equals(strategy);
    }

    private static Row row(MonthInView.Outcome each) {
        String state = each.state();
        if (state.equals("MATCHED") || (state.equals("NOT_OURS") && each.strategy() != null)) {
            boolean byHand = isByHand(state, each.strategy());
            return new Row(words(each.strategy()), byHand ? "a person" : "rule", each.entries(), each.payments());
        }
        return switch (state) {
            case "OPEN" -> new Row("No explanation yet: a break", "nobody yet", each.entries(), 0);
            case "RECEIPT" -> new Row("Money in, left to the ERP", "rule", each.entries(), 0);
            case "PENDING" -> new Row("Announced, not booked yet", "nobody yet", each.entries(), 0);
            default -> new Row("Not one of our payments", "a person", each.entries(), 0);
        };
    }

    private static String words(@Nullable String strategy) {
        return switch (strategy) {
            case null -> "Matched";
            case "END_TO_END_ID" -> "By the end-to-end id that we gave";
            case "INSTRUCTION_ID" -> "By our reference in the order";
            case "BATCH" -> "The total of a file of ours";
            case "STRUCTURED_REFERENCE" -> "By the creditor's structured reference";
            case "RETURN" -> "Money that came back, by the id of its payment";
            case "ACCOUNT_FEE" -> "A fee that policy accepts";
            case "BY_HAND" -> "By hand";
            case "WRITE_OFF" -> "Written off";
            default -> strategy;
        };
    }
}
