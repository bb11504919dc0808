package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads payment runs: what they hold, who signed, and what waits for whom. */
@Component
class RunReading {

    private static final String RUN = """
            select r.id, r.reference, r.name, r.kind, r.initiated_by, r.initiated_name, r.source, r.correlation_id,
                   r.complete, r.created_at
            from payments.run r
            """;

    /** A run is in scope if a payment of it is. */
    private static final String IN_SCOPE = """
            (cast(:scope as text[]) is null or exists (select 1 from payments.payment p where p.run_id = r.id
                                                       and p.legal_entity = any (cast(:scope as text[]))))
            """;

    private static final String PAGE = RUN + "where " + IN_SCOPE + """
              and (cast(:text as text) is null or r.name ilike '%' || :text || '%' or r.reference ilike '%' || :text || '%')
              and (cast(:after as uuid) is null or r.id < cast(:after as uuid))
            order by r.id desc limit :rows
            """;

    private static final String STATES = """
            select p.run_id, p.state, count(*)::int from payments.payment p
            where p.run_id = any (cast(:runs as uuid[])) and %s group by p.run_id, p.state
            """.formatted(Checks.inScope("p.legal_entity"));

    /** Without a right to see salaries they are summed by bank: one that waits without a route would be a sum of its own. */
    private static final String TOTALS = """
            select p.run_id, p.legal_entity, e.name,
                   case when p.kind = 'PAYROLL' and not :salaries then a.connection else p.connection end as connection,
                   case when p.kind = 'PAYROLL' and not :salaries then null else p.scheme end as scheme,
                   p.currency, count(*)::int, sum(p.amount)
            from payments.payment p join payments.legal_entity e on e.code = p.legal_entity
            join payments.own_account a on a.id = p.debtor_account
            where p.run_id = any (cast(:runs as uuid[])) and p.state not in ('REJECTED', 'CANCELLED', 'EXPIRED') and %s
            group by p.run_id, p.legal_entity, e.name, 4, 5, p.currency
            order by sum(p.amount) desc
            """.formatted(Checks.inScope("p.legal_entity"));

    /** Of the payment that asks for most; which one it is does not matter. */
    private static final String OPEN_ROLES = """
            select p.open_roles from payments.payment p
            where p.run_id = :run and p.state = 'AWAITING_APPROVAL' and p.open_roles is not null and %s
            order by cardinality(p.open_roles) desc limit 1
            """.formatted(Checks.inScope("p.legal_entity"));

    private static final String SIGNATURES = """
            select (min(a.payment_id::text))::uuid as payment_id, a.approver, a.name, a.role, max(a.at) as at,
                   bool_and(a.voided) as voided, '' as hash
            from payments.approval a join payments.payment p on p.id = a.payment_id
            where p.run_id = :run group by a.approver, a.name, a.role order by max(a.at)
            """;

    private static final String OPEN_HOLDS = """
            select h.id, h.payment_id, h.reason, h.placed_at, h.lifted_at, h.lifted_by, h.lifted_why,
                   case when p.kind = 'PAYROLL' and not :salaries then 'Confidential' else h.detail end as detail
            from payments.hold h join payments.payment p on p.id = h.payment_id
            where p.run_id = :run and h.lifted_at is null and %s order by h.placed_at, h.id limit :rows
            """.formatted(Checks.inScope("p.legal_entity"));

    private static final String WAITING = """
            select p.run_id, case when p.run_id is null then p.id end as payment_id,
                   coalesce(r.reference, p.reference) as reference, coalesce(r.name, case when p.kind = 'PAYROLL' and not :salaries then 'A salary'
                                        else p.creditor_name end) as name,
                   coalesce(r.initiated_name, p.initiated_name) as initiated_name, min(p.due_at) as due_at
            from payments.payment p left join payments.run r on r.id = p.run_id
            where p.state = :state and %s
            group by 1, 2, 3, 4, 5
            order by min(p.due_at) nulls last limit :rows
            """.formatted(Checks.inScope("p.legal_entity"));

    private final JdbcClient jdbc;
    private final Signing signing;

    RunReading(JdbcClient jdbc, Signing signing) {
        this.jdbc = jdbc;
        this.signing = signing;
    }

    Views.Page<Views.Run> page(Caller caller, @Nullable String text, @Nullable String after, int limit) {
        List<Views.Run> heads = jdbc.sql(PAGE)
                .param("scope", Checks.scope(caller))
                .param("text", text)
                .param("after", Keyset.decodeId(after))
                .param("rows", Keyset.rows(limit))
                .query(RunReading::head)
                .list();
        return Keyset.page(filled(caller, heads), limit, run -> run.id().toString());
    }

    Optional<Views.Run> run(Caller caller, UUID id) {
        List<Views.Run> head = jdbc.sql(RUN + "where r.id = :id and " + IN_SCOPE)
                .param("id", id)
                .param("scope", Checks.scope(caller))
                .query(RunReading::head)
                .list();
        return filled(caller, head).stream().findFirst();
    }

    List<String> openRoles(Caller caller, UUID run) {
        return jdbc.sql(OPEN_ROLES)
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .query((row, n) -> List.of((String[]) row.getArray(1).getArray()))
                .optional()
                .orElse(List.of());
    }

    List<Views.Signature> signatures(Caller caller, UUID run) {
        return run(caller, run).isEmpty()
                ? List.of()
                : jdbc.sql(SIGNATURES)
                        .param("run", run)
                        .query(PaymentReading::signature)
                        .list();
    }

    List<Views.Hold> openHolds(Caller caller, UUID run, int limit) {
        return jdbc.sql(OPEN_HOLDS)
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .param("rows", limit)
                .query(PaymentReading::hold)
                .list();
    }

    List<PaymentQueries.Waiting> waitingFor(Caller caller, int limit) {
        List<PaymentQueries.Waiting> waiting = new ArrayList<>();
        if (caller.may(Capability.PAYMENTS_APPROVE)) {
            waiting.addAll(waiting(caller, Step.APPROVE, PaymentState.AWAITING_APPROVAL, limit));
        }
        if (caller.may(Capability.PAYMENTS_RELEASE)) {
            waiting.addAll(waiting(caller, Step.RELEASE, PaymentState.APPROVED, limit));
        }
        return waiting.stream()
                .filter(w -> w.toSign().refused() == null)
                .limit(limit)
                .toList();
    }

    private List<PaymentQueries.Waiting> waiting(Caller caller, Step step, PaymentState state, int limit) {
        return jdbc
                .sql(WAITING)
                .param("state", state.name())
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .param("rows", limit * 2)
                .query((row, n) -> {
                    UUID run = row.getObject("run_id", UUID.class);
                    Target target =
                            run == null ? Target.payment(row.getObject("payment_id", UUID.class)) : Target.run(run);
                    OffsetDateTime due = row.getObject("due_at", OffsetDateTime.class);
                    return new PaymentQueries.Waiting(
                            target,
                            row.getString("reference"),
                            row.getString("name"),
                            step,
                            new Views.ToSign(step, 0, List.of(), "", 0, null, null),
                            row.getString("initiated_name"),
                            due == null ? null : due.toInstant());
                })
                .list()
                .stream()
                .map(w -> new PaymentQueries.Waiting(
                        w.target(),
                        w.reference(),
                        w.name(),
                        w.step(),
                        signing.look(caller, w.target(), step),
                        w.initiatedName(),
                        w.dueAt()))
                .toList();
    }

    private List<Views.Run> filled(Caller caller, List<Views.Run> heads) {
        if (heads.isEmpty()) {
            return heads;
        }
        String[] ids = heads.stream().map(run -> run.id().toString()).toArray(String[]::new);
        Map<UUID, List<Row<Views.RunState>>> states = jdbc
                .sql(STATES)
                .param("runs", ids)
                .param("scope", Checks.scope(caller))
                .query((row, n) -> new Row<>(
                        row.getObject(1, UUID.class),
                        new Views.RunState(PaymentState.valueOf(row.getString(2)), row.getInt(3))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::run));
        Map<UUID, List<Row<Views.RunTotal>>> totals = jdbc
                .sql(TOTALS)
                .param("runs", ids)
                .param("scope", Checks.scope(caller))
                .param("salaries", Checks.salaries(caller))
                .query((row, n) -> new Row<>(
                        row.getObject(1, UUID.class),
                        new Views.RunTotal(
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getInt(7),
                                row.getBigDecimal(8))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::run));
        return heads.stream()
                .map(head -> filled(head, values(states.get(head.id())), values(totals.get(head.id()))))
                .toList();
    }

    private record Row<T>(UUID run, T value) {}

    private static <T> List<T> values(@Nullable List<Row<T>> rows) {
        return rows == null ? List.of() : rows.stream().map(Row::value).toList();
    }

    private static Views.Run filled(Views.Run head, List<Views.RunState> states, List<Views.RunTotal> totals) {
        List<Views.RunState> ordered =
                states.stream().sorted((a, b) -> a.state().compareTo(b.state())).toList();
        return new Views.Run(
                head.id(),
                head.reference(),
                head.name(),
                head.kind(),
                head.initiatedBy(),
                head.initiatedName(),
                head.source(),
                head.correlationId(),
                head.complete(),
                head.createdAt(),
                ordered.stream().mapToInt(Views.RunState::payments).sum(),
                ordered,
                totals);
    }

    private static Views.Run head(ResultSet row, int n) throws SQLException {
        return new Views.Run(
                row.getObject("id", UUID.class),
                row.getString("reference"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("initiated_by"),
                row.getString("initiated_name"),
                row.getString("source"),
                row.getString("correlation_id"),
                row.getBoolean("complete"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                0,
                List.of(),
                List.of());
    }
}
