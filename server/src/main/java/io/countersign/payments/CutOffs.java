package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells until when what waits has to be released. Business days are Monday to Friday. */
@Component
class CutOffs {

    private static final String WAITING = """
            select p.connection, p.scheme, p.currency, count(*)::int, sum(p.amount)
            from payments.payment p
            where p.state in ('AWAITING_APPROVAL', 'APPROVED') and p.connection is not null and %s
            group by p.connection, p.scheme, p.currency order by p.connection, p.scheme, p.currency
            """.formatted(Checks.inScope("p.legal_entity"));

    private final JdbcClient jdbc;
    private final Policies policies;
    private final Clock clock;

    CutOffs(JdbcClient jdbc, Policies policies, Clock clock) {
        this.jdbc = jdbc;
        this.policies = policies;
        this.clock = clock;
    }

    private record Route(String connection, String scheme) {}

    List<PaymentQueries.CutOff> next(Caller caller) {
        Map<Route, List<Views.CurrencySum>> waiting = new LinkedHashMap<>();
        jdbc.sql(WAITING).param("scope", Checks.scope(caller)).query(row -> {
            waiting.computeIfAbsent(new Route(row.getString(1), row.getString(2)), _ -> new ArrayList<>())
                    .add(new Views.CurrencySum(row.getString(3), row.getInt(4), row.getBigDecimal(5)));
        });
        Instant now = clock.instant();
        List<PaymentQueries.CutOff> cutOffs = new ArrayList<>();
        waiting.forEach((route, sums) -> policies.cutOff(route.scheme()).ifPresent(rule -> {
            ZonedDateTime at = next(rule, now);
            cutOffs.add(new PaymentQueries.CutOff(
                    route.connection(),
                    route.scheme(),
                    List.copyOf(sums),
                    at.toInstant(),
                    rule.zone(),
                    at.toLocalDate().equals(LocalDate.ofInstant(now, rule.zone())),
                    rule.policy()));
        }));
        cutOffs.sort(Comparator.comparing(PaymentQueries.CutOff::at));
        return cutOffs;
    }

    /** Today's cut-off if it has not passed, else that of the next business day. */
    static ZonedDateTime next(Policies.CutOff rule, Instant now) {
        ZonedDateTime there = now.atZone(rule.zone());
        ZonedDateTime at = there.toLocalDate().atTime(rule.at()).atZone(rule.zone());
        while (!at.isAfter(there) || isWeekend(at.getDayOfWeek())) {
            at = at.toLocalDate().plusDays(1).atTime(rule.at()).atZone(rule.zone());
        }
        return at;
    }

    private static boolean isWeekend(DayOfWeek day) {
        return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
    }
}
