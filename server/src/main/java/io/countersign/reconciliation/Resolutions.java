package io.countersign.reconciliation;

import io.countersign.governance.Journal;
import io.countersign.governance.identity.Caller;
import io.countersign.model.Ids;
import java.math.BigDecimal;
import java.sql.Array;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The record of what people did about breaks: the row of the act, the break's change, its event and audit entry. */
@Component
class Resolutions {

    private static final String KEEP = """
            insert into reconciliation.resolution (id, break_id, act, by_id, by_name, why, payments, amount, currency, policy, at)
            select gen_random_uuid(), b, :act, :by, :name, :why, cast(:payments as uuid[]), :amount, :currency, :policy, :at
            from unnest(cast(:breaks as uuid[])) as b
            """;

    private static final String CHANGE = """
            with changed as (
                update reconciliation.break b set %s, version = b.version + 1
                from unnest(cast(:breaks as uuid[]), cast(:versions as int[])) as c(id, version)
                where b.id = c.id and b.version = c.version
                returning b.*),
            journal as (
                select %s as type, id::text as subject, version as sequence, legal_entity, correlation_id,
                       cast(:why as text) as why, cast(:policy as text) as policy,
                       jsonb_strip_nulls(jsonb_build_object('breakId', id, 'kind', kind, 'resolution', cast(:kept as text),
                                          'paymentId', payment_id, 'amount', cast(:amount as text),
                                          'currency', cast(:currency as text))) as data
                from changed)
            """;

    private static final String CLOSE = CHANGE.formatted("""
            resolution = :kept, resolution_id = :resolution, resolved_by = :by, resolved_name = :name, resolved_why = :why,
            resolved_at = :at, payment_id = coalesce(cast(:payment as uuid), b.payment_id)""", "'break.resolved'");

    private static final String PROPOSE = CHANGE.formatted(
            "proposed_kind = :kept, proposed_by = :by, proposed_why = :why", "'break.write-off-proposed'");

    private static final String REOPEN = CHANGE.formatted("""
            resolution = null, resolution_id = null, resolved_by = null, resolved_name = null, resolved_why = null,
            resolved_at = null, proposed_kind = null, proposed_by = null, proposed_why = null""", "'break.reopened'");

    /** Whether lines have since been explained by another act, or wait for one. */
    private static final String OUTDATED = """
            select exists (select from reconciliation.match
                           where line_id = any(cast(:lines as uuid[])) and undone_at is null
                             and resolution is distinct from :resolution)
                or exists (select from reconciliation.difference
                           where line_id = any(cast(:lines as uuid[])) and undone_at is null
                             and resolution is distinct from :resolution)
                or exists (select from reconciliation.break b join reconciliation.resolution r on r.break_id = b.id
                           where b.line_id = any(cast(:lines as uuid[])) and b.resolution_id is distinct from :resolution
                             and b.opened_at > (select min(x.resolved_at) from reconciliation.break x
                                                where x.resolution_id = :resolution))
                or exists (select from reconciliation.break
                           where line_id = any(cast(:lines as uuid[])) and resolution is null)
            """;

    private static final String HISTORY = """
            select r.*, array(select m.reference from payments.matchable m where m.id = any(r.payments)) as names
            from reconciliation.resolution r where r.break_id = :id order by r.at, r.id
            """;

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Clock clock;
    private final Ids ids;

    Resolutions(JdbcClient jdbc, Journal journal, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.clock = clock;
        this.ids = ids;
    }

    /** Who does what about which breaks, why and when. */
    record Act(UUID id, Caller caller, String name, String why, List<Breaks.View> breaks, OffsetDateTime at) {

        JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement) {
            return statement
                    .param("resolution", id)
                    .param("by", caller.id())
                    .param("name", caller.cause().actor().name())
                    .param("at", at);
        }
    }

    Act begin(Caller caller, String name, String why, List<Breaks.View> breaks) {
        return new Act(
                ids.next(),
                caller,
                name,
                why,
                List.copyOf(breaks),
                OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    List<Breaks.View> close(Act act, String resolution, List<UUID> payments, Allocation.@Nullable Rest rest) {
        keep(act, act.name(), payments, rest);
        return change(act, CLOSE, resolution, rest, payments.size() == 1 ? payments.getFirst() : null);
    }

    List<Breaks.View> propose(Act act, Allocation.Rest rest) {
        keep(act, "PROPOSE_WRITE_OFF", List.of(), rest);
        return change(act, PROPOSE, rest.kind(), rest, null);
    }

    boolean isOutdated(UUID resolution, List<UUID> lines) {
        return jdbc.sql(OUTDATED)
                .param("resolution", resolution)
                .param("lines", Allocation.array(lines))
                .query(Boolean.class)
                .single();
    }

    List<Breaks.View> reopen(Act act) {
        keep(act, act.name(), List.of(), null);
        return change(act, REOPEN, null, null, null);
    }

    /** What was done, oldest first. */
    List<Breaks.Done> history(UUID breakId) {
        return jdbc.sql(HISTORY)
                .param("id", breakId)
                .query((row, n) -> {
                    Array names = row.getArray("names");
                    return new Breaks.Done(
                            row.getString("act"),
                            row.getString("by_name"),
                            row.getString("why"),
                            Arrays.asList((String[]) names.getArray()),
                            row.getBigDecimal("amount"),
                            row.getString("currency"),
                            row.getString("policy"),
                            row.getObject("at", OffsetDateTime.class).toInstant());
                })
                .list();
    }

    private void keep(Act act, String name, List<UUID> payments, Allocation.@Nullable Rest rest) {
        jdbc.sql(KEEP)
                .param(
                        "breaks",
                        Allocation.array(
                                act.breaks().stream().map(Breaks.View::id).toList()))
                .param("act", name)
                .param("by", act.caller().id())
                .param("name", act.caller().cause().actor().name())
                .param("why", act.why())
                .param("payments", Allocation.array(payments))
                .param("amount", rest == null ? null : rest.amount())
                .param("currency", rest == null ? null : rest.currency())
                .param("policy", rest == null ? null : rest.policy())
                .param("at", act.at())
                .update();
    }

    private List<Breaks.View> change(
            Act act, String sql, @Nullable String kept, Allocation.@Nullable Rest rest, @Nullable UUID payment) {
        BigDecimal amount = rest == null ? null : rest.amount();
        return act.bind(journal.bind(
                        jdbc.sql(sql + journal.append("select * from changed")),
                        act.caller().cause()))
                .param(
                        "breaks",
                        Allocation.array(
                                act.breaks().stream().map(Breaks.View::id).toList()))
                .param(
                        "versions",
                        act.breaks().stream().map(Breaks.View::version).toArray(Integer[]::new))
                .param("kept", kept)
                .param("why", act.why())
                .param("payment", payment)
                .param("policy", rest == null ? null : rest.policy())
                .param("amount", amount == null ? null : amount.toPlainString())
                .param("currency", rest == null ? null : rest.currency())
                .query((row, n) -> BreakBook.view(row))
                .list();
    }
}
