package io.countersign.payments;

import io.countersign.controls.calendar.BusinessDays;
import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells until when what waits has to be released, by the calendars of its scheme, its currency and its bank. */
@Component
class CutOffs {

    private static final String WAITING = """
            select p.connection, p.scheme, p.currency, count(*)::int, sum(p.amount)
            from payments.payment p
            where p.state in ('AWAITING_APPROVAL', 'APPROVED') and p.connection is not null and %s
            group by p.connection, p.scheme, p.currency order by p.connection, p.scheme, p.currency
            """.formatted(Checks.inScope("p.legal_entity"));

    private final JdbcClient jdbc;
    private final ValueDates dates;
    private final Clock clock;

    CutOffs(JdbcClient jdbc, ValueDates dates, Clock clock) {
        this.jdbc = jdbc;
        this.dates = dates;
        this.clock = clock;
    }

    /** Payments of one way that share their next cut-off. */
    private record Waiting(String connection, String scheme, ZonedDateTime at, String policy, List<String> why) {}

    List<PaymentQueries.CutOff> next(Caller caller) {
        Instant now = clock.instant();
        Map<Waiting, List<Views.CurrencySum>> waiting = new LinkedHashMap<>();
        jdbc.sql(WAITING).param("scope", Checks.scope(caller)).query(row -> {
            ValueDates.Way way = new ValueDates.Way(row.getString(1), row.getString(2), row.getString(3));
            Views.CurrencySum sum = new Views.CurrencySum(row.getString(3), row.getInt(4), row.getBigDecimal(5));
            waiting(way, now)
                    .ifPresent(one ->
                            waiting.computeIfAbsent(one, _ -> new ArrayList<>()).add(sum));
        });
        List<PaymentQueries.CutOff> cutOffs = new ArrayList<>();
        waiting.forEach((one, sums) -> cutOffs.add(new PaymentQueries.CutOff(
                one.connection(),
                one.scheme(),
                List.copyOf(sums),
                one.at().toInstant(),
                one.at().getZone(),
                one.at().toLocalDate().equals(LocalDate.ofInstant(now, one.at().getZone())),
                one.policy(),
                one.why())));
        cutOffs.sort(Comparator.comparing(PaymentQueries.CutOff::at));
        return cutOffs;
    }

    /** What runs at all hours, and what no row of the policy is for, has no cut-off to watch. */
    private Optional<Waiting> waiting(ValueDates.Way way, Instant now) {
        Optional<Policies.CutOff> rule = dates.rule(way).filter(one -> !one.always());
        BusinessDays days = dates.days(way, rule);
        return rule.map(one -> {
            ZonedDateTime at = ValueDate.nextCutOff(one, days, now);
            LocalDate today = LocalDate.ofInstant(now, one.zone());
            return new Waiting(
                    String.valueOf(way.connection()),
                    way.scheme(),
                    at,
                    one.policy(),
                    ClosingWords.of(days.closings(today, at.toLocalDate())));
        });
    }
}
