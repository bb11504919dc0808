package io.countersign.payments;

import io.countersign.controls.calendar.BusinessDays;
import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import io.countersign.payments.ports.BankProfiles;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asks {@link ValueDate} with the policies in force and the calendars of scheme, currency and bank. */
@Component
class ValueDates {

    /** What has not left yet, by what decides about its dates. */
    private static final String GROUPS = """
            select coalesce(p.connection, a.connection) as connection, p.scheme, p.currency, p.requested_on,
                   count(*)::int as payments, sum(p.amount) as amount
            from payments.payment p join payments.own_account a on a.id = p.debtor_account
            where p.%s = :target and %s and p.scheme is not null
              and p.state in ('VALIDATED', 'AWAITING_APPROVAL', 'APPROVED', 'RELEASED')
            group by 1, p.scheme, p.currency, p.requested_on
            order by p.requested_on, 1, p.scheme, p.currency
            """;

    private final JdbcClient jdbc;
    private final Policies policies;
    private final BankProfiles profiles;
    private final BankDays bankDays;

    ValueDates(JdbcClient jdbc, Policies policies, BankProfiles profiles, BankDays bankDays) {
        this.jdbc = jdbc;
        this.policies = policies;
        this.profiles = profiles;
        this.bankDays = bankDays;
    }

    /** A way to a bank in one currency. */
    record Way(@Nullable String connection, String scheme, String currency) {}

    ValueDate of(Way way, LocalDate requestedOn, Instant at) {
        Optional<Policies.CutOff> rule = rule(way);
        return ValueDate.of(requestedOn, rule, days(way, rule), at);
    }

    /**
     * What says most about a way decides: a row of the policy for the connection, then the connection's bank profile, then
     * a row of the policy for the scheme. A profile knows nothing of the scheme's calendars; those stay the policy's.
     */
    Optional<Policies.CutOff> rule(Way way) {
        Optional<Policies.CutOff> row = policies.cutOff(way.scheme(), way.connection(), way.currency());
        if (way.connection() == null || row.filter(Policies.CutOff::ofBank).isPresent()) {
            return row;
        }
        List<String> scheme = row.map(Policies.CutOff::calendars).orElse(List.of());
        return profiles.terms(way.connection(), way.scheme())
                .flatMap(terms -> terms.cutOff(way.currency()))
                .map(own -> ofProfile(own, scheme))
                .or(() -> row);
    }

    private static Policies.CutOff ofProfile(BankProfiles.CutOff own, List<String> scheme) {
        return new Policies.CutOff(
                own.at() == null ? LocalTime.MAX : own.at(),
                own.zone(),
                own.at() == null,
                scheme,
                own.days(),
                true,
                own.rule());
    }

    BusinessDays days(Way way, Optional<Policies.CutOff> rule) {
        return bankDays.of(rule.map(Policies.CutOff::calendars).orElse(List.of()), way.currency(), way.connection());
    }

    /**
     * The date a bank file asks for: the requested one, or the next business day where it is none or has passed. A cut-off
     * that has passed does not move it; the bank then executes it a day later by itself.
     */
    LocalDate bankDate(Way way, LocalDate requestedOn, Instant at) {
        ValueDate date = of(way, requestedOn, at);
        LocalDate today = LocalDate.ofInstant(at, date.zone());
        if (!date.bankDate().isBefore(today)) {
            return date.bankDate();
        }
        return date.irrevocable() ? today : days(way, rule(way)).following(today);
    }

    /** What each group of payments of a target makes if it is released at that moment, by requested date. */
    List<Views.ValueDates> of(Caller caller, Target target, Instant at) {
        return jdbc.sql(GROUPS.formatted(Signing.column(target), scope(target)))
                .param("target", target.id())
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .query((row, n) -> group(row, at))
                .list();
    }

    /** The sums of a run are for everybody in scope; one payment is for who sees it. */
    private static String scope(Target target) {
        return switch (target) {
            case Target.OnePayment _ -> Checks.seen("p");
            case Target.WholeRun _ -> Checks.inScope("p.legal_entity");
        };
    }

    private Views.ValueDates group(ResultSet row, Instant at) throws SQLException {
        Way way = new Way(row.getString("connection"), row.getString("scheme"), row.getString("currency"));
        BigDecimal amount = row.getBigDecimal("amount");
        int payments = row.getInt("payments");
        return new Views.ValueDates(
                way.connection(),
                way.scheme(),
                new Views.CurrencySum(way.currency(), payments, amount),
                of(way, row.getObject("requested_on", LocalDate.class), at));
    }
}
