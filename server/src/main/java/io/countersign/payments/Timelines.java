package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells the story of a payment, and how many payments are where. */
@Component
class Timelines {

    /** The audit trail carries who and why, and the same data as the event. */
    private static final String STORY = """
            select a.sequence, a.at, a.act, a.actor_kind, a.actor_id, a.actor_name, a.why, a.policy, a.correlation_id,
                   a.detail::text
            from governance.audit_entry a
            where a.subject in (select :id union all select r.id::text from payments.recall r where r.payment_id = cast(:id as uuid)
                                union all select r.id::text from payments.remittance_advice r
                                          where r.payment_id = cast(:id as uuid))
              and exists (select 1 from payments.payment p where p.id = cast(:id as uuid) and %s)
            order by a.at, a.subject <> :id, a.sequence
            """.formatted(Checks.seen("p"));

    /** A state that single payments fall into would give a salary away as a sum of one; a run's own page counts it. */
    private static final String STATES = """
            select p.state, p.currency, count(*)::int, sum(p.amount), count(distinct p.run_id)::int
            from payments.payment p
            where %s and (p.kind <> 'PAYROLL' or :salaries
                          or p.state not in ('HELD', 'REJECTED', 'REVERSED', 'CANCELLED', 'EXPIRED'))
              and (cast(:entity as text) is null or p.legal_entity = :entity)
            group by p.state, p.currency order by p.currency
            """.formatted(Checks.inScope("p.legal_entity"));

    /** Who let a run go is no secret of a salary: of one of its payments, only that is told. */
    private static final String RELEASED = """
            select a.actor_name, a.at from governance.audit_entry a
            where a.act = :type and a.subject = (
                select p.id::text from payments.payment p
                where p.run_id = :run and p.released_by is not null and %s order by p.id limit 1)
            order by a.at desc limit 1
            """.formatted(Checks.inScope("p.legal_entity"));

    private final JdbcClient jdbc;

    Timelines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Views.TimelineEntry> of(Caller caller, UUID payment) {
        return jdbc.sql(STORY)
                .param("id", payment.toString())
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .query((row, n) -> new Views.TimelineEntry(
                        row.getInt(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10)))
                .list();
    }

    Optional<Views.Released> released(Caller caller, UUID run) {
        return jdbc.sql(RELEASED)
                .param("type", Step.RELEASE.eventType())
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .query((row, n) -> new Views.Released(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()))
                .optional();
    }

    List<Views.StateSum> states(Caller caller, @Nullable String legalEntity) {
        return jdbc.sql(STATES)
                .param("entity", legalEntity)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .query((row, n) -> new Views.StateSum(
                        PaymentState.valueOf(row.getString(1)),
                        row.getString(2),
                        row.getInt(3),
                        row.getBigDecimal(4),
                        row.getInt(5)))
                .list();
    }
}
