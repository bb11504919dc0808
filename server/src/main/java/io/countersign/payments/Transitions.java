package io.countersign.payments;

import static java.util.stream.Collectors.joining;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.Journal;
import io.countersign.model.Cause;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * Moves payments from state to state. The only writer of states: each move is one statement that changes the rows,
 * raises their versions, appends the events and the audit entries, and sets the next checkpoint.
 */
@Component
class Transitions {

    /**
     * One move of many payments.
     *
     * @param chosen a select that locks the payments in order of their ids and offers {@code id, why, policy} and
     *     {@code extra}, a JSON object for the event; further columns are for {@code also}
     * @param also more assignments, such as {@code file_id = c.file_id}; may read {@code p} and the chosen row {@code c}
     * @param beside further parts of the statement that may read {@code chosen} and {@code moved}, such as the insert
     *     of signatures
     * @param then the step that follows at once; the rows change once, and each step leaves its own event and audit entry
     * @param due the checkpoint of where it leads, if that is not the policy's
     */
    record Move(
            Step step,
            String chosen,
            String also,
            List<String> beside,
            @Nullable Step then,
            @Nullable Instant due) {
        static Move of(Step step, String chosen) {
            return new Move(step, chosen, "", List.of(), null, null);
        }

        Move setting(String assignments) {
            return new Move(step, chosen, assignments, beside, then, due);
        }

        Move beside(String part) {
            return new Move(step, chosen, also, List.of(part), then, due);
        }

        /** Only for steps that both lead to one state, whatever they start from. */
        Move then(Step next) {
            return new Move(step, chosen, also, beside, next, due);
        }

        Move due(@Nullable Instant at) {
            return new Move(step, chosen, also, beside, then, at);
        }
    }

    /** How many payments moved, and how many of them got beyond {@code AWAITING_APPROVAL}. */
    record Tally(int moved, int complete) {}

    /** A payment that moved, with what a case about it needs. */
    record Moved(UUID id, String reference, String legalEntity, String correlationId, PaymentState state) {}

    /**
     * The state is compared as an expression on purpose: right after a large step the statistics still say that nobody is
     * in the state it led to, and with them the planner would join a hundred thousand payments by nested loops over
     * {@code chosen}. Without them it looks each payment up by its id.
     */
    private static final String MOVE = """
            with chosen as materialized (%s),
            moved as (
                update payments.payment p
                   set state = %s, held_from = %s, version = p.version + %s, state_since = :journal_at,
                       due_at = %s, overdue = %s %s
                  from chosen c
                 where p.id = c.id and p.state || '' in (%s)
                returning p.id, p.reference, p.run_id, p.kind, p.state, p.version, p.legal_entity, p.correlation_id, p.amount,
                          p.currency, p.creditor_number, c.why, c.policy, c.extra)
            %s,
            journal as (%s)
            """;

    /** What an event says of the money; of a salary nobody's pay, account or name, whoever reads the log. */
    private static final String TOLD = """
            || case when kind <> 'PAYROLL' then
                jsonb_build_object('amount', amount::text, 'creditorAccount', payments.masked(creditor_number)) || extra
                when jsonb_exists(extra, 'detail') then extra || '{"detail": "Confidential"}'
                when jsonb_exists(extra, 'bankMessage') then extra - 'reason' else extra end as data
            """;

    private static final String ONE_STEP = """
            select %s as type, id::text as subject, version as sequence, legal_entity, correlation_id, why, policy,
                   jsonb_build_object('payment', reference, 'run', run_id, 'state', state, 'currency', currency)
            """ + TOLD + """
            from moved
            """;

    /** Readers of the event log see the steps of a payment in their order. */
    private static final String TWO_STEPS = """
            select s.type, id::text as subject, version - 1 + s.n as sequence, legal_entity, correlation_id, why, policy,
                   jsonb_build_object('payment', reference, 'run', run_id, 'state', s.state, 'currency', currency)
            """ + TOLD + """
            from moved cross join (values (0, '%s', '%s'), (1, '%s', '%s')) as s(n, type, state)
            order by id, s.n
            """;

    /** What ends unpaid frees its invoices, unless the ERP already counts the payment and will say so itself. */
    private static final String FREE_INVOICES = """
            update payments.invoice i set allocated = i.allocated - a.amount
            from (select invoice_id, sum(abs(amount)) as amount from payments.allocation
                  where not registered and payment_id in (select id from moved) group by invoice_id) a
            where i.id = a.invoice_id
            """;

    /** What ends unpaid frees its key of the duplicate guard. */
    private static final String FREE_CLAIMS = "delete from payments.claim where payment_id in (select id from moved)";

    private static final String VOID_SIGNATURES = """
            update payments.approval set voided = true
            where not voided and payment_id in (select id from moved)
            """;

    /** Whoever does this step takes part in initiating the payment, and may not sign it. */
    static final String PREPARED = """
            prepared_by = case when :journal_actor = any (p.prepared_by) then p.prepared_by
                               else p.prepared_by || cast(:journal_actor as text) end""";

    private static final String COUNT = "select count(*)::int from moved";
    private static final String TALLY =
            "select count(*)::int, (count(*) filter (where state <> 'AWAITING_APPROVAL'))::int from moved";
    private static final String LIST = "select id, reference, legal_entity, correlation_id, state from moved";

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Policies policies;
    private final Clock clock;

    Transitions(JdbcClient jdbc, Journal journal, Policies policies, Clock clock) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.policies = policies;
        this.clock = clock;
    }

    /** Moves and counts. */
    int move(Move move, Cause cause, Map<String, ?> parameters) {
        return statement(move, COUNT, cause, parameters).query(Integer.class).single();
    }

    /** Moves and counts those that are fully approved as well. */
    Tally tally(Move move, Cause cause, Map<String, ?> parameters) {
        return statement(move, TALLY, cause, parameters)
                .query((row, n) -> new Tally(row.getInt(1), row.getInt(2)))
                .single();
    }

    /** Moves and tells which; for moves whose payments fit in memory. */
    List<Moved> moveAndTell(Move move, Cause cause, Map<String, ?> parameters) {
        return statement(move, LIST, cause, parameters)
                .query((row, n) -> new Moved(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        PaymentState.valueOf(row.getString(5))))
                .list();
    }

    private StatementSpec statement(Move move, String result, Cause cause, Map<String, ?> parameters) {
        Step step = move.step();
        Step then = move.then();
        Set<PaymentState> from = Lifecycle.from(step);
        Set<PaymentState> between = targets(step, from);
        Set<PaymentState> reached = then == null ? between : targets(then, between);
        String to = then == null ? target(step, from) : quoted(only(reached));
        StatementSpec statement = jdbc.sql(MOVE.formatted(
                        move.chosen(),
                        to,
                        heldFrom(step),
                        then == null ? "1" : "2",
                        stays(step) ? "p.due_at" : dueAt(step, reached, to),
                        stays(step) ? "p.overdue or " + (step == Step.MISS_CHECKPOINT) : "false",
                        move.also().isEmpty() ? "" : ", " + move.also(),
                        from.stream().map(Transitions::quoted).collect(joining(", ")),
                        beside(move),
                        then == null
                                ? ONE_STEP.formatted(eventType(step))
                                : twoSteps(step, only(between), then, only(reached)))
                + journal.append(result));
        for (PaymentState state : reached) {
            statement = statement.param("due_" + state.name(), move.due() == null ? due(state) : utc(move.due()));
        }
        for (Map.Entry<String, ?> parameter : parameters.entrySet()) {
            statement = statement.param(parameter.getKey(), parameter.getValue());
        }
        return journal.bind(statement, cause);
    }

    /** The state after the step, as SQL made from {@link Lifecycle}, so that the two cannot differ. */
    private static String target(Step step, Set<PaymentState> from) {
        if (step == Step.LIFT) {
            return "p.held_from";
        }
        if (step == Step.APPROVE) {
            // The last signature completes it; an earlier one leaves it waiting.
            return "case when cardinality(c.rest) = 0 then 'APPROVED' else p.state end";
        }
        return "case p.state "
                + from.stream()
                        .map(state -> "when %s then %s"
                                .formatted(
                                        quoted(state),
                                        quoted(Lifecycle.next(state, step, null).orElseThrow())))
                        .collect(joining(" "))
                + " end";
    }

    private static String beside(Move move) {
        List<String> parts = new ArrayList<>(move.beside());
        switch (move.step()) {
            case REJECT, CANCEL, EXPIRE, REVERSE -> parts.addAll(List.of(FREE_INVOICES, FREE_CLAIMS));
            case RETURN_TO_CLERK, AMEND -> parts.add(VOID_SIGNATURES);
            default -> {
                // Nothing else is bound to these steps.
            }
        }
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            sql.append(", beside_%d as (%s)".formatted(i, parts.get(i)));
        }
        return sql.toString();
    }

    private static String eventType(Step step) {
        if (step == Step.APPROVE) {
            return "case when state = 'APPROVED' then '%s' else '%s' end"
                    .formatted(Step.APPROVE.eventType(), Step.APPROVE_PARTLY.eventType());
        }
        return "'" + step.eventType() + "'";
    }

    /** Whether the step leaves the payment where it is, checkpoint included. */
    private static boolean stays(Step step) {
        return step == Step.MISS_CHECKPOINT || step == Step.PROPOSE_OVERRIDE || step == Step.REROUTE;
    }

    private static String heldFrom(Step step) {
        return switch (step) {
            case HOLD -> "case p.state when 'HELD' then p.held_from else p.state end";
            case MISS_CHECKPOINT, PROPOSE_OVERRIDE, REROUTE -> "p.held_from";
            default -> "null";
        };
    }

    private static String twoSteps(Step first, PaymentState between, Step second, PaymentState end) {
        return TWO_STEPS.formatted(first.eventType(), between, second.eventType(), end);
    }

    private static PaymentState only(Set<PaymentState> states) {
        if (states.size() != 1) {
            throw new IllegalArgumentException("Steps that follow at once lead to one state, not to " + states);
        }
        return states.iterator().next();
    }

    private static String dueAt(Step step, Set<PaymentState> targets, String to) {
        if (step == Step.APPROVE) {
            return "case when cardinality(c.rest) = 0 then cast(:due_APPROVED as timestamptz) else p.due_at end";
        }
        if (targets.size() == 1) {
            return "cast(:due_%s as timestamptz)".formatted(only(targets));
        }
        return "case " + to + " "
                + targets.stream()
                        .map(state -> "when %s then cast(:due_%s as timestamptz)".formatted(quoted(state), state))
                        .collect(joining(" "))
                + " end";
    }

    private static Set<PaymentState> targets(Step step, Set<PaymentState> from) {
        Set<PaymentState> targets = new TreeSet<>(Comparator.naturalOrder());
        switch (step) {
            case LIFT ->
                targets.addAll(List.of(
                        PaymentState.RECEIVED,
                        PaymentState.VALIDATED,
                        PaymentState.AWAITING_APPROVAL,
                        PaymentState.APPROVED,
                        PaymentState.RELEASED));
            case APPROVE -> targets.add(PaymentState.APPROVED);
            case MISS_CHECKPOINT, PROPOSE_OVERRIDE, REROUTE -> {
                // It keeps its checkpoint.
            }
            default ->
                from.forEach(
                        state -> targets.add(Lifecycle.next(state, step, null).orElseThrow()));
        }
        return targets;
    }

    private @Nullable OffsetDateTime due(PaymentState state) {
        if (state.isEnd()) {
            return null;
        }
        Instant now = clock.instant();
        return policies.checkpoint(state.name())
                .map(checkpoint -> utc(now.plus(checkpoint.within())))
                .orElse(null);
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static String quoted(PaymentState state) {
        return "'" + state.name() + "'";
    }
}
