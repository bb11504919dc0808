package io.countersign.reconciliation;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One line for several payments, and several lines for one payment: equal sums within one counterparty's account. Bounded:
 * at most {@value #MOST_CANDIDATES} candidates a line, groups of at most {@value #LARGEST_GROUP}, and {@value #MOST_LINES}
 * lines an ingest. Only suggests; where several groups have the sum, all are shown as equally unsure.
 */
final class CombinedSums {

    static final int MOST_CANDIDATES = 12;
    static final int LARGEST_GROUP = 6;
    private static final int MOST_LINES = 200;
    private static final int MOST_ANSWERS = 3;

    /** More than these within one counterparty's account are not looked at: their sums would prove nothing. */
    private static final int MOST_ALIKE = 4 * ByLikeness.MOST_ALIKE;

    private static final String WITHOUT_SUGGESTION =
            "i.counterparty_account is not null and not exists (select from reconciliation.suggestion s where s.line_id = i.line)";

    private static final String SAME_ACCOUNT = """
            m.account = i.account and m.creditor = i.counterparty_account and m.currency = i.currency
            and abs(i.on_date - m.requested_on) <= 10""";

    private static final String PAYMENTS_OF_A_LINE = """
            select i.line as one, i.amount, array_agg(m.payment order by m.payment) as ids,
                   array_agg(m.amount order by m.payment) as amounts
            from unexplained i join candidate m on SAME_ACCOUNT and m.amount < i.amount and m.same_creditor <= %d
            where WITHOUT_SUGGESTION
            group by 1, 2, i.n having count(*) between 2 and %d order by i.n limit %d
            """.replace("SAME_ACCOUNT", SAME_ACCOUNT)
            .replace("WITHOUT_SUGGESTION", WITHOUT_SUGGESTION)
            .formatted(MOST_ALIKE, MOST_CANDIDATES, MOST_LINES);

    private static final String LINES_OF_A_PAYMENT = """
            select m.payment as one, m.amount, array_agg(i.line order by i.n) as ids,
                   array_agg(i.amount order by i.n) as amounts
            from candidate m join unexplained i on SAME_ACCOUNT and m.amount > i.amount and i.same_counterparty <= %d
            where WITHOUT_SUGGESTION
            group by 1, 2 having count(*) between 2 and %d order by 1 limit %d
            """.replace("SAME_ACCOUNT", SAME_ACCOUNT)
            .replace("WITHOUT_SUGGESTION", WITHOUT_SUGGESTION)
            .formatted(MOST_ALIKE, MOST_CANDIDATES, MOST_LINES);

    private static final String INSERT = """
            insert into reconciliation.suggestion (line_id, strategy, payments, lines, score, reasons, made_at)
            values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """;

    private final JdbcTemplate jdbc;
    private final OffsetDateTime now;

    CombinedSums(JdbcTemplate jdbc, OffsetDateTime now) {
        this.jdbc = jdbc;
        this.now = now;
    }

    /** One thing whose amount may be the sum of others. */
    private record Sum(UUID one, BigDecimal amount, List<UUID> ids, List<BigDecimal> amounts) {}

    void suggest() {
        for (Sum line : jdbc.query(PAYMENTS_OF_A_LINE, (row, n) -> sum(row))) {
            List<List<Integer>> groups = groups(line.amounts(), line.amount());
            for (List<Integer> group : groups) {
                List<UUID> payments = group.stream().map(line.ids()::get).toList();
                insert(line.one(), "SEVERAL_PAYMENTS", payments, List.of(), groups.size());
            }
        }
        for (Sum payment : jdbc.query(LINES_OF_A_PAYMENT, (row, n) -> sum(row))) {
            List<List<Integer>> groups = groups(payment.amounts(), payment.amount());
            for (List<Integer> group : groups) {
                List<UUID> lines = group.stream().map(payment.ids()::get).toList();
                for (UUID line : lines) {
                    List<UUID> others =
                            lines.stream().filter(l -> !l.equals(line)).toList();
                    insert(line, "SEVERAL_LINES", List.of(payment.one()), others, groups.size());
                }
            }
        }
    }

    /** Every group of two or more with this sum, at most {@value #MOST_ANSWERS}: more prove only that nothing is proved. */
    static List<List<Integer>> groups(List<BigDecimal> amounts, BigDecimal sum) {
        List<List<Integer>> found = new ArrayList<>();
        search(amounts, sum, 0, new ArrayList<>(), found);
        return found;
    }

    private static void search(
            List<BigDecimal> amounts, BigDecimal rest, int from, List<Integer> taken, List<List<Integer>> found) {
        if (rest.signum() == 0 && taken.size() > 1) {
            found.add(List.copyOf(taken));
            return;
        }
        if (taken.size() == LARGEST_GROUP) {
            return;
        }
        for (int i = from; i < amounts.size() && found.size() < MOST_ANSWERS; i++) {
            if (amounts.get(i).compareTo(rest) <= 0) {
                taken.add(i);
                search(amounts, rest.subtract(amounts.get(i)), i + 1, taken, found);
                taken.removeLast();
            }
        }
    }

    private void insert(UUID line, String strategy, List<UUID> payments, List<UUID> lines, int answers) {
        List<String> reasons = new ArrayList<>(List.of(
                "The account of the counterparty is the creditor's",
                strategy.equals("SEVERAL_PAYMENTS")
                        ? "%d payments together have the amount".formatted(payments.size())
                        : "%d entries together have the amount of the payment".formatted(lines.size() + 1)));
        if (answers > 1) {
            reasons.add("More than one group has this sum");
        }
        int score = answers > 1 ? 30 : 75;
        jdbc.update(connection -> {
            var statement = connection.prepareStatement(INSERT);
            statement.setObject(1, line);
            statement.setString(2, strategy);
            statement.setArray(3, connection.createArrayOf("uuid", payments.toArray()));
            statement.setArray(4, connection.createArrayOf("uuid", lines.toArray()));
            statement.setInt(5, score);
            statement.setArray(6, connection.createArrayOf("text", reasons.toArray()));
            statement.setObject(7, now);
            return statement;
        });
    }

    private static Sum sum(ResultSet row) throws SQLException {
        Array ids = row.getArray("ids");
        Array amounts = row.getArray("amounts");
        return new Sum(
                row.getObject("one", UUID.class),
                row.getBigDecimal("amount"),
                Arrays.asList((UUID[]) ids.getArray()),
                Arrays.asList((BigDecimal[]) amounts.getArray()));
    }
}
