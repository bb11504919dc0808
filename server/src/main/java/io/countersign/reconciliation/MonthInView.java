package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The last month at a glance: what matched by which strategy, what is open by kind, and where each account stands. */
@Component
public class MonthInView {

    private static final int DAYS = 31;

    /**
     * Entries of one outcome; each movement counts once, whichever messages tell it.
     *
     * @param strategy how they were matched; null for what no payment explains
     * @param state MATCHED, OPEN, NOT_OURS, RECEIPT or PENDING
     * @param payments that they explain
     */
    public record Outcome(String state, @Nullable String strategy, int entries, int payments) {}

    /** Open breaks of a kind, and since when the oldest of them is open. */
    public record OpenKind(BreakKind kind, int breaks, Instant oldest, int overdue) {}

    /**
     * An account and its last final statement.
     *
     * @param statement whose certificate proves the day
     * @param days of the month with a final statement
     * @param provedDays those of them whose statements all add up and continue the one before
     */
    public record Account(
            String number,
            @Nullable String name,
            @Nullable String legalEntity,
            UUID statement,
            LocalDate day,
            @Nullable BigDecimal closing,
            @Nullable String currency,
            int openBreaks,
            int days,
            int provedDays) {}

    private static final String OUTCOMES = """
            select l.state, l.strategy, count(*)::int as entries, sum(l.payments)::int as payments
            from reconciliation.statement s join reconciliation.line l on l.statement_id = s.id
            where s.ordered_on >= cast(:since as date) and s.repeats is null and l.first_id is null
              and l.state not in ('KNOWN', 'TOTAL') and s.legal_entity is not null
              and (:all or s.legal_entity = any(:entities))
            group by 1, 2
            """;

    private static final String OPEN = """
            select b.kind, count(*)::int as breaks, min(b.opened_at) as oldest,
                   (count(*) filter (where b.due_at < :now))::int as overdue
            from reconciliation.break b
            where b.resolution is null and (:all or b.legal_entity = any(:entities))
            group by b.kind order by 3, 1
            """;

    /** A day may have several statements; it is proved by all of them. */
    private static final String ACCOUNTS = """
            with final as (
                select s.* from reconciliation.statement s
                where s.kind = 'STATEMENT' and s.repeats is null and s.ordered_on >= cast(:since as date)
                  and s.legal_entity is not null and (:all or s.legal_entity = any(:entities))
                  and not exists (select from reconciliation.statement c where c.corrects = s.id)),
            day as (
                select account, ordered_on, bool_and(cardinality(faults) = 0) as proved
                from final group by account, ordered_on),
            month as (
                select account, count(*)::int as days, (count(*) filter (where proved))::int as proved
                from day group by account)
            select distinct on (f.account) f.account, f.account_name, f.legal_entity, f.id, f.ordered_on, f.closing,
                   f.currency, m.days, m.proved,
                   (select count(*)::int from reconciliation.break b
                    where b.account = f.account and b.resolution is null) as open_breaks
            from final f join month m on m.account = f.account
            order by f.account, f.ordered_on desc, f.created_at desc, f.id desc
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    MonthInView(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public List<Outcome> outcomes(Caller caller) {
        return scoped(OUTCOMES, caller)
                .param("since", since())
                .query((row, n) -> new Outcome(
                        row.getString("state"),
                        row.getString("strategy"),
                        row.getInt("entries"),
                        row.getInt("payments")))
                .list();
    }

    public List<OpenKind> open(Caller caller) {
        return scoped(OPEN, caller)
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .query((row, n) -> new OpenKind(
                        BreakKind.valueOf(row.getString("kind")),
                        row.getInt("breaks"),
                        row.getObject("oldest", OffsetDateTime.class).toInstant(),
                        row.getInt("overdue")))
                .list();
    }

    public List<Account> accounts(Caller caller) {
        return scoped(ACCOUNTS, caller)
                .param("since", since())
                .query((row, n) -> new Account(
                        row.getString("account"),
                        row.getString("account_name"),
                        row.getString("legal_entity"),
                        row.getObject("id", UUID.class),
                        row.getObject("ordered_on", LocalDate.class),
                        row.getBigDecimal("closing"),
                        row.getString("currency"),
                        row.getInt("open_breaks"),
                        row.getInt("days"),
                        row.getInt("proved")))
                .list();
    }

    private LocalDate since() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(DAYS);
    }

    private JdbcClient.StatementSpec scoped(String sql, Caller caller) {
        StatementReads.check(caller);
        return jdbc.sql(sql)
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new));
    }
}
