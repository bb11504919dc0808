package io.countersign.reconciliation;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.Journal;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.model.ReasonCodes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the breaks: opens them after an ingest, closes those that are over, and tells both in the same transaction. */
@Component
class BreakBook {

    private static final int PORTION = 1_000;

    private static final Map<String, String> RETURNED = ReasonCodes.RETURN.all();

    private static final String JOURNAL_OPENED = """
            , journal as (
                select 'break.opened' as type, id::text as subject, 1 as sequence, legal_entity, correlation_id,
                       case when payments.confidential(payment_id) then 'Confidential' else detail end as why,
                       cast(null as text) as policy,
                       jsonb_build_object('breakId', id, 'kind', kind, 'reference', reference, 'statementId', statement_id,
                                          'paymentId', payment_id, 'currency', currency, 'amount',
                                          case when not payments.confidential(payment_id) then amount::text end) as data
                from opened)
            """;

    /** One break for each line that needs one; the break has the line's id, so that it cannot be opened twice. */
    private static final String OPEN_LINES = """
            with opened as (
                insert into reconciliation.break
                    (id, kind, statement_id, line_id, payment_id, account, legal_entity, reference, detail, amount, currency,
                     credit, booked_on, counterparty, remittance, correlation_id, opened_at, owner, due_at)
                select i.id, i.break_kind, i.statement_id, coalesce(i.first_id, i.id), i.payment_id, i.account,
                       s.legal_entity,
                       right(i.account, 4) || ' ' || coalesce(s.sequence::text, s.bank_id) || '/' || i.entry
                           || case when i.part > 0 then '.' || i.part else '' end,
                       case i.break_kind
                           when 'UNMATCHED_DEBIT' then 'No payment of the hub explains this debit'
                           when 'UNMATCHED_RETURN' then 'Money came back that names no payment of the hub'
                               || coalesce('; the bank''s reason: ' || coalesce(r.meaning || ' (' || i.return_code || ')',
                                   i.return_code), '')
                           when 'CHARGE' then case when i.strategy is null
                               then 'The bank took ' || reconciliation.money(i.amount, i.currency) || ' for itself'
                               else 'The bank took ' || reconciliation.money(i.charges, coalesce(i.charges_currency, i.currency))
                                   || ' with a payment of ' || reconciliation.money(i.pay_amount, i.pay_currency) end
                           when 'BATCH_DIFFERS' then 'The bank booked ' || reconciliation.money(i.amount, i.currency) || ' for file '
                               || i.matched_message || ', its ' || i.pay_count || ' payments are '
                               || reconciliation.money(i.pay_amount, i.pay_currency)
                           when 'BOOKED_TWICE' then 'Another entry booked the same before'
                           when 'BOOKED_AFTER_REJECTION' then 'The bank had rejected this payment'
                           else 'The bank booked ' || coalesce(reconciliation.money(i.amount, i.currency), 'no amount')
                               || ', the payment is ' || reconciliation.money(i.pay_amount, i.pay_currency)
                               || case when i.currency = i.pay_currency then '' else
                                   coalesce(', 1 ' || i.pay_currency || ' = ' || round(i.amount / i.pay_amount, 6) || ' '
                                       || i.currency, '')
                                   || coalesce('; the reference rate of ' || i.reference_on || ', 1 ' || i.pay_currency || ' = '
                                       || round(i.reference_rate, 6) || ' ' || i.currency || ', gives '
                                       || reconciliation.money(i.expected, i.currency), '; there is no reference rate')
                                   || coalesce('; the rate of the bank is ' || i.exchange_rate, '') end end,
                       i.amount, i.currency, i.credit, i.booked_on, i.counterparty,
                       coalesce(i.remittance, i.structured_ref), :correlation, :at, :owner, :due
                from incoming i join reconciliation.statement s on s.id = i.statement_id
                left join unnest(cast(:codes as text[]), cast(:meanings as text[])) as r(code, meaning)
                  on r.code = i.return_code
                where i.break_kind is not null and not exists (
                    select from reconciliation.break b
                    where b.line_id = coalesce(i.first_id, i.id) and b.kind = i.break_kind)
                returning *)
            """;

    private static final String OPEN_STATEMENT = """
            with opened as (
                insert into reconciliation.break
                    (id, kind, statement_id, account, legal_entity, reference, detail, currency, correlation_id, opened_at,
                     owner, due_at)
                select :id, :kind, s.id, s.account, s.legal_entity,
                       right(s.account, 4) || ' ' || coalesce(s.sequence::text, s.bank_id), :detail, s.currency,
                       :correlation, :at, :owner, :due
                from reconciliation.statement s where s.id = :statement
                returning *)
            """;

    /**
     * Payments that the bank accepted and whose booking is overdue; the case of the payment is theirs. A payment of which
     * an open break tells that it was booked otherwise than ordered, by itself or in the total of its file, is not missing.
     */
    private static final String OPEN_UNSETTLED = """
            with opened as (
                insert into reconciliation.break
                    (id, kind, payment_id, account, legal_entity, reference, detail, amount, currency, credit, counterparty,
                     correlation_id, opened_at, owner, due_at)
                select x.break, 'SETTLEMENT_MISSING', m.id, m.debtor_number, m.legal_entity, m.reference,
                       'Ordered for ' || m.requested_on || ', accepted by the bank, and no statement shows it',
                       m.amount, m.currency, false, m.creditor_name, m.correlation_id, :at, :owner, :due
                from unnest(cast(:breaks as uuid[]), cast(:payments as uuid[])) as x(break, payment)
                join payments.matchable m on m.id = x.payment and m.state = 'ACCEPTED'
                where not exists (
                    select from reconciliation.break b where b.payment_id = m.id and b.resolution is null)
                  and not exists (
                    select from reconciliation.break b join reconciliation.line l on l.id = b.line_id
                    where b.kind = 'BATCH_DIFFERS' and b.resolution is null and b.account = m.debtor_number
                      and m.message_id = coalesce(l.batch_message, l.message_id))
                on conflict do nothing
                returning *)
            """;

    /** Days of accounts whose statement is late. */
    private static final String OPEN_LATE = """
            with opened as (
                insert into reconciliation.break
                    (id, kind, account, legal_entity, reference, detail, currency, correlation_id, opened_at, owner, due_at,
                     expected_on)
                select x.break, 'STATEMENT_MISSING', a.number, a.legal_entity, right(a.number, 4) || ' ' || x.on_date,
                       'No statement of ' || x.on_date || ' has arrived; the bank is ' || a.connection, a.currency,
                       :correlation, :at, :owner, :due, x.on_date
                from unnest(cast(:breaks as uuid[]), cast(:accounts as text[]), cast(:dates as date[]))
                     as x(break, account, on_date)
                join payments.account_directory a on a.number = x.account
                on conflict do nothing
                returning *)
            """;

    /** A line whose match a person undid. */
    private static final String OPEN_UNDONE = """
            with opened as (
                insert into reconciliation.break
                    (id, kind, statement_id, line_id, account, legal_entity, reference, detail, amount, currency, credit,
                     booked_on, counterparty, remittance, correlation_id, opened_at, owner, due_at)
                select :id, 'MATCH_UNDONE', s.id, l.id, l.account, s.legal_entity,
                       right(l.account, 4) || ' ' || coalesce(s.sequence::text, s.bank_id) || '/' || l.entry, :why, l.amount,
                       l.currency, l.credit, l.booked_on, l.counterparty, coalesce(l.remittance, l.structured_ref),
                       :correlation, :at, :owner, :due
                from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id
                where l.id = :line
                returning *)
            """;

    /** Breaks of lines that this ingest explained, and of statements whose missing predecessor has come. */
    private static final String CLOSE = """
            with closed as (
                update reconciliation.break b
                set resolution = 'OVER_BY_ITSELF', resolved_by = 'system:reconciliation', resolved_name = 'Countersign',
                    resolved_why = :why, resolved_at = :at, version = version + 1
                where b.resolution is null and (%s)
                returning *),
            journal as (
                select 'break.resolved' as type, id::text as subject, version as sequence, legal_entity, correlation_id,
                       resolved_why as why, cast(null as text) as policy,
                       jsonb_build_object('breakId', id, 'kind', kind, 'resolution', resolution) as data
                from closed)
            """;

    private static final String EXPLAINED = CLOSE.formatted(
            "b.line_id in (select first_id from incoming where state = 'MATCHED' and first_id is not null)");

    private static final String HEALED = CLOSE.formatted(
            "b.statement_id = :statement and b.kind in ('OPENING_DIFFERS', 'SEQUENCE_GAP', 'PAGE_MISSING')");

    private static final String ARRIVED = CLOSE.formatted(
            "b.kind = 'STATEMENT_MISSING' and b.account = :account and b.expected_on <= cast(:on as date)");

    private static final String SETTLED = CLOSE.formatted("""
            b.kind = 'SETTLEMENT_MISSING' and exists (select from payments.matchable m
                where m.id = b.payment_id and m.state not in ('SENDING', 'UNKNOWN', 'SENT', 'ACCEPTED'))""");

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Policies policies;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;

    BreakBook(
            JdbcClient jdbc,
            Journal journal,
            Policies policies,
            ApplicationEventPublisher events,
            Clock clock,
            Ids ids) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.policies = policies;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    /** Opens and closes what the staged lines and the statements ask for; answers how many were opened. */
    int afterIngest(List<StatementIntake.Taken> taken, Cause cause) {
        int opened = tell(opening(OPEN_LINES, cause)
                .param("codes", RETURNED.keySet().toArray(String[]::new))
                .param("meanings", RETURNED.values().toArray(String[]::new)));
        over(bind(EXPLAINED, "closed", cause), "A later message of the bank explains it");
        Continuity continuity = new Continuity(jdbc);
        for (StatementIntake.Taken statement : taken) {
            for (Continuity.Fault fault : statement.faults()) {
                opened += tell(opening(OPEN_STATEMENT, cause)
                        .param("id", ids.next())
                        .param("kind", fault.kind().name())
                        .param("statement", statement.id())
                        .param("detail", fault.detail()));
            }
            if (!statement.repeated() && statement.sheet().kind() == StatementPart.Kind.STATEMENT) {
                over(
                        bind(ARRIVED, "closed", cause)
                                .param("account", statement.sheet().account())
                                .param("on", statement.sheet().on()),
                        "The statement has arrived, late");
                continuity.healed(statement.sheet()).ifPresent(next -> heal(next, cause));
            }
        }
        wentOn(cause);
        return opened;
    }

    /** Closes the breaks of payments that were missed on a statement and have gone on, booked or rejected. */
    void wentOn(Cause cause) {
        over(bind(SETTLED, "closed", cause), "The payment has gone on");
    }

    /** Accepted payments whose booking is overdue. Their cases are there already: payments opened them. */
    void unsettled(List<UUID> payments, Cause cause) {
        each(
                bindOpening(OPEN_UNSETTLED, cause)
                        .param(
                                "breaks",
                                payments.stream()
                                        .map(_ -> ids.next().toString())
                                        .toArray(String[]::new))
                        .param("payments", payments.stream().map(UUID::toString).toArray(String[]::new)),
                _ -> {});
    }

    /** A statement that policy expected. */
    record Late(String account, LocalDate day) {}

    void late(List<Late> late, Cause cause) {
        tell(opening(OPEN_LATE, cause)
                .param("breaks", late.stream().map(_ -> ids.next().toString()).toArray(String[]::new))
                .param("accounts", late.stream().map(Late::account).toArray(String[]::new))
                .param("dates", late.stream().map(l -> l.day().toString()).toArray(String[]::new)));
    }

    Breaks.View undone(UUID line, String why, Cause cause) {
        Breaks.View opened = opening(OPEN_UNDONE, cause)
                .param("id", ids.next())
                .param("line", line)
                .param("why", why)
                .query((row, n) -> view(row))
                .single();
        events.publishEvent(new Breaks.Arose(List.of(opened)));
        return opened;
    }

    private JdbcClient.StatementSpec bindOpening(String sql, Cause cause) {
        Optional<Policies.Checkpoint> rule = policies.caseRule("BREAK");
        Instant due = clock.instant().plus(rule.map(Policies.Checkpoint::within).orElse(Duration.ofDays(1)));
        return bind(sql + JOURNAL_OPENED, "opened", cause)
                .param("owner", rule.map(Policies.Checkpoint::owner).orElse("reconciliation-clerk"))
                .param("due", OffsetDateTime.ofInstant(due, ZoneOffset.UTC));
    }

    /** Opens what the statement inserts and tells of it; answers how many. A file may open any number of them. */
    private int tell(JdbcClient.StatementSpec opening) {
        return each(opening, portion -> events.publishEvent(new Breaks.Arose(portion)));
    }

    private void over(JdbcClient.StatementSpec closing, String why) {
        each(closing.param("why", why), portion -> events.publishEvent(new Breaks.Over(portion, why)));
    }

    /** Runs a statement and hands over what it returns, a portion at a time. */
    private static int each(JdbcClient.StatementSpec statement, Consumer<List<Breaks.View>> out) {
        List<Breaks.View> portion = new ArrayList<>();
        int[] all = {0};
        statement.withFetchSize(PORTION).query(row -> {
            all[0]++;
            portion.add(view(row));
            if (portion.size() == PORTION) {
                out.accept(List.copyOf(portion));
                portion.clear();
            }
        });
        if (!portion.isEmpty()) {
            out.accept(List.copyOf(portion));
        }
        return all[0];
    }

    private JdbcClient.StatementSpec opening(String sql, Cause cause) {
        return bindOpening(sql, cause).param("correlation", cause.correlationId());
    }

    private void heal(UUID statement, Cause cause) {
        over(bind(HEALED, "closed", cause).param("statement", statement), "The statement that was missing has arrived");
    }

    private JdbcClient.StatementSpec bind(String sql, String rows, Cause cause) {
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        return journal.bind(jdbc.sql(sql + journal.append("select * from " + rows + " order by opened_at, id")), cause)
                .param("at", now);
    }

    static Breaks.View view(ResultSet row) throws SQLException {
        OffsetDateTime resolved = row.getObject("resolved_at", OffsetDateTime.class);
        OffsetDateTime due = row.getObject("due_at", OffsetDateTime.class);
        return new Breaks.View(
                row.getObject("id", UUID.class),
                BreakKind.valueOf(row.getString("kind")),
                row.getString("reference"),
                row.getString("detail"),
                row.getString("account"),
                row.getString("legal_entity"),
                row.getObject("statement_id", UUID.class),
                row.getObject("line_id", UUID.class),
                row.getObject("payment_id", UUID.class),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getObject("credit", Boolean.class),
                row.getObject("booked_on", LocalDate.class),
                row.getString("counterparty"),
                row.getString("remittance"),
                row.getString("resolution"),
                row.getString("resolved_by"),
                row.getString("resolved_why"),
                resolved == null ? null : resolved.toInstant(),
                row.getString("correlation_id"),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                row.getString("owner"),
                due == null ? null : due.toInstant(),
                row.getString("proposed_by"),
                row.getString("proposed_why"),
                row.getInt("version"));
    }
}
