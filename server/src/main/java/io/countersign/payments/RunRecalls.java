package io.countersign.payments;

import io.countersign.governance.Journal;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.model.Ids;
import io.countersign.payments.RecallCandidates.Asked;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Calls runs back in portions of bounded size, each a transaction: what is done stays done, a process that dies leaves the
 * rest to another one, and every record carries the name of who asked.
 */
@Component
class RunRecalls {

    private static final int PORTION = 10_000;

    private static final String COLUMNS = """
            select id, run_id, reason, why, scope, actor_kind, actor_id, actor_name, correlation_id, traceparent, origin,
                   requested_at, payments, recallable, recalled, frozen, without_party, last_payment, done_at
            from payments.run_recall
            """;

    private static final String ADD = """
            insert into payments.run_recall (id, run_id, reason, why, scope, actor_kind, actor_id, actor_name,
                                             correlation_id, traceparent, origin, requested_at, payments, recallable)
            values (:id, :run, :reason, :why, :scope, :kind, :actor, :name, :correlation, :traceparent, :origin, :now,
                    :payments, :recallable)
            on conflict (run_id) where done_at is null do nothing
            """;

    private static final String NEXT =
            COLUMNS + "where done_at is null order by requested_at, id limit 1 for update skip locked";

    private static final String GOT_ON = """
            update payments.run_recall
               set recalled = recalled + :recalled, frozen = frozen + :frozen,
                   without_party = without_party + :without, last_payment = coalesce(:last, last_payment), done_at = :done
             where id = :id
            """;

    private static final String TOLD = """
            update payments.run set version = version + 1 where id = :run returning version, reference, name, kind, source
            """;

    private final JdbcClient jdbc;
    private final Journal journal;
    private final RecallCandidates candidates;
    private final RecallFiles files;
    private final Clock clock;
    private final Ids ids;

    RunRecalls(JdbcClient jdbc, Journal journal, RecallCandidates candidates, RecallFiles files, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.candidates = candidates;
        this.files = files;
        this.clock = clock;
        this.ids = ids;
    }

    /** One order to call a run back. */
    private record Job(
            Recalls.OfRun order, Caller caller, @Nullable UUID last) {}

    /** Puts the order on record; for use in the transaction of the act. */
    Recalls.Result start(Caller caller, UUID run, Recalls.Preview preview, String why) {
        UUID id = ids.next();
        Cause cause = caller.cause();
        int others =
                preview.left().stream().mapToInt(Recalls.LeftBehind::payments).sum();
        int added = jdbc.sql(ADD)
                .param("id", id)
                .param("run", run)
                .param("reason", preview.reason().name())
                .param("why", why)
                .param("scope", Checks.scope(caller))
                .param("kind", cause.actor().kind().name())
                .param("actor", cause.actor().id())
                .param("name", cause.actor().name())
                .param("correlation", cause.correlationId())
                .param("traceparent", cause.traceparent())
                .param("origin", cause.origin())
                .param("now", now())
                .param("payments", preview.recallable() + others)
                .param("recallable", preview.recallable())
                .update();
        if (added == 0) {
            return new Recalls.Result.Refused(ErrorCode.CHANGED, "This run is being called back already.");
        }
        tell(run, preview, why, cause);
        return new Recalls.Result.Started(
                job("where id = :id", "id", id).getFirst().order());
    }

    /** Every order for a run, the latest first. */
    List<Recalls.OfRun> of(UUID run) {
        return job("where run_id = :run order by requested_at desc, id", "run", run).stream()
                .map(Job::order)
                .toList();
    }

    /** Does one portion if there is any; answers whether there was. Call it in a transaction. */
    boolean workOne() {
        Optional<Job> next = jdbc.sql(NEXT).query((row, n) -> job(row)).optional();
        next.ifPresent(this::portion);
        return next.isPresent();
    }

    private void portion(Job job) {
        Recalls.OfRun order = job.order();
        List<Asked> found =
                candidates.next(job.caller(), Target.run(order.runId()), order.reason(), job.last(), PORTION);
        List<Asked> reached = found.stream()
                .filter(one -> one.window().open()
                        && candidates.message(one.left().connection()).isPresent())
                .toList();
        RecallFiles.Done done = reached.isEmpty()
                ? new RecallFiles.Done(0, 0)
                : files.callBack(reached, order.reason(), order.why(), job.caller());
        jdbc.sql(GOT_ON)
                .param("id", order.id())
                .param("recalled", reached.size())
                .param("frozen", done.frozen())
                .param("without", done.withoutParty())
                .param("last", found.isEmpty() ? null : found.getLast().payment())
                .param("done", found.size() < PORTION ? now() : null)
                .update();
    }

    private void tell(UUID run, Recalls.Preview preview, String why, Cause cause) {
        jdbc.sql(TOLD).param("run", run).query(row -> {
            Map<String, ?> data = Map.of(
                    "run", row.getString("reference"),
                    "name", row.getString("name"),
                    "kind", row.getString("kind"),
                    "source", row.getString("source"),
                    "payments", preview.recallable(),
                    "reason", preview.reason().name());
            journal.record(
                    new Journal.Entry(
                            "run.recall-requested", run.toString(), row.getInt("version"), null, why, null, data),
                    cause);
        });
    }

    private List<Job> job(String where, String name, UUID value) {
        return jdbc.sql(COLUMNS + where)
                .param(name, value)
                .query((row, n) -> job(row))
                .list();
    }

    private static Job job(ResultSet row) throws SQLException {
        Cause cause = new Cause(
                new Actor(
                        Actor.Kind.valueOf(row.getString("actor_kind")),
                        row.getString("actor_id"),
                        row.getString("actor_name")),
                row.getString("correlation_id"),
                row.getString("traceparent"),
                row.getString("origin"));
        Array scope = row.getArray("scope");
        Set<String> entities = scope == null ? Set.of() : Set.of((String[]) scope.getArray());
        OffsetDateTime done = row.getObject("done_at", OffsetDateTime.class);
        return new Job(
                new Recalls.OfRun(
                        row.getObject("id", UUID.class),
                        row.getObject("run_id", UUID.class),
                        Recalls.Reason.valueOf(row.getString("reason")),
                        row.getString("why"),
                        row.getString("actor_name"),
                        row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                        row.getInt("payments"),
                        row.getInt("recallable"),
                        row.getInt("recalled"),
                        row.getInt("frozen"),
                        row.getInt("without_party"),
                        done == null ? null : done.toInstant()),
                new Caller(cause, Set.of(Capability.PAYMENTS_RELEASE), Set.of(), entities),
                row.getObject("last_payment", UUID.class));
    }

    private OffsetDateTime now() {
        Instant now = clock.instant();
        return OffsetDateTime.ofInstant(now, ZoneOffset.UTC);
    }
}
