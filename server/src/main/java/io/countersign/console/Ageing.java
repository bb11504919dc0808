package io.countersign.console;

import io.countersign.payments.PaymentState;
import io.countersign.reconciliation.InTransit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What left and is not booked yet, as a table: one row a currency and state, one column an age. */
public final class Ageing {

    private static final List<String> AGES = List.of("DUE", "1", "2_3", "4_7", "OLDER");

    private Ageing() {}

    /** @param due the sum not past its date; the others by days past it */
    public record Row(
            String currency,
            Look look,
            int payments,
            BigDecimal due,
            BigDecimal one,
            BigDecimal twoToThree,
            BigDecimal fourToSeven,
            BigDecimal older) {}

    static List<Row> of(List<InTransit.Bucket> buckets) {
        Map<String, List<InTransit.Bucket>> groups = new TreeMap<>();
        for (InTransit.Bucket bucket : buckets) {
            groups.computeIfAbsent(bucket.currency() + " " + bucket.state(), _ -> new ArrayList<>())
                    .add(bucket);
        }
        return groups.values().stream().map(Ageing::row).toList();
    }

    private static Row row(List<InTransit.Bucket> buckets) {
        List<BigDecimal> sums = AGES.stream()
                .map(age -> buckets.stream()
                        .filter(b -> b.age().equals(age))
                        .map(InTransit.Bucket::amount)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .toList();
        InTransit.Bucket first = buckets.getFirst();
        return new Row(
                first.currency(),
                Look.of(PaymentState.valueOf(first.state())),
                buckets.stream().mapToInt(InTransit.Bucket::payments).sum(),
                sums.get(0),
                sums.get(1),
                sums.get(2),
                sums.get(3),
                sums.get(4));
    }
}
