package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What left and is not booked yet, by how many days it is past the date it was ordered for. */
@Component
public class InTransit {

    /**
     * Payments of one currency, state and age.
     *
     * @param age DUE (its date is today or later), 1, 2_3, 4_7 or OLDER, in days past the requested date, UTC
     */
    public record Bucket(String currency, String state, String age, int payments, BigDecimal amount) {}

    private static final String BUCKETS = """
            select x.currency, x.state, x.age, count(*)::int as payments, sum(x.amount) as amount
            from (select m.currency, m.state, m.amount,
                         case when cast(:today as date) - m.requested_on <= 0 then 'DUE'
                              when cast(:today as date) - m.requested_on = 1 then '1'
                              when cast(:today as date) - m.requested_on <= 3 then '2_3'
                              when cast(:today as date) - m.requested_on <= 7 then '4_7' else 'OLDER' end as age
                  from payments.matchable m
                  where m.state in ('SENDING', 'UNKNOWN', 'SENT', 'ACCEPTED')
                    and (:all or m.legal_entity = any(:entities))) x
            group by 1, 2, 3 order by 1, 2, 3
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    InTransit(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Needs what reading statements needs. */
    public List<Bucket> buckets(Caller caller) {
        StatementReads.check(caller);
        return jdbc.sql(BUCKETS)
                .param("today", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new))
                .query((row, n) -> new Bucket(
                        row.getString("currency"),
                        row.getString("state"),
                        row.getString("age"),
                        row.getInt("payments"),
                        row.getBigDecimal("amount")))
                .list();
    }
}
