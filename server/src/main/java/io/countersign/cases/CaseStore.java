package io.countersign.cases;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.Journal;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes cases, many in one statement, each with its event and audit entry. */
@Component
class CaseStore {

    /** A case to open, with what the hub knows beyond {@link NewCase}. */
    record Opening(NewCase what, @Nullable UUID sourceId) {}

    /** How a case ended. */
    record Ending(String resolution, String why, Cause cause) {}

    private static final Duration DEFAULT_TIME = Duration.ofDays(1);

    private static final String OPEN = """
            with given as (
                select * from unnest(
                    cast(:ids as uuid[]), cast(:keys as text[]), cast(:queues as text[]), cast(:kinds as text[]),
                    cast(:reasons as text[]), cast(:titles as text[]), cast(:details as text[]), cast(:owners as text[]),
                    cast(:dues as timestamptz[]), cast(:policies as text[]), cast(:entities as text[]),
                    cast(:payments as uuid[]), cast(:sources as uuid[]), cast(:subjects as text[]),
                    cast(:correlations as text[]))
                as g(id, key, queue, kind, reason, title, detail, owner, due_at, policy, legal_entity, payment_id,
                     source_id, subject, correlation_id)),
            opened as (
                insert into cases.record as r
                    (id, number, queue, kind, reason, title, detail, owner, due_at, policy, legal_entity, payment_id,
                     source_id, subject, correlation_id, dedup_key, opened_at, last_arisen_at)
                select id, case queue when 'BUSINESS' then 'BC-' || nextval('cases.business_number')
                                      else 'TC-' || nextval('cases.technical_number') end,
                       queue, kind, reason, title, detail, owner, due_at, policy, legal_entity, payment_id, source_id,
                       subject, correlation_id, key, :journal_at, :journal_at
                from given order by key
                on conflict (dedup_key) where state <> 'RESOLVED' do update
                    set occurrences = r.occurrences + 1, last_arisen_at = excluded.last_arisen_at,
                        detail = excluded.detail
                returning r.*),
            journal as (
                select 'case.opened' as type, id::text as subject, version as sequence, legal_entity, correlation_id,
                       title as why, policy,
                       jsonb_build_object('case', number, 'queue', queue, 'kind', kind, 'reason', reason, 'owner', owner,
                           'dueAt', to_json(due_at), 'payment', payment_id, 'about', subject) as data
                from opened where occurrences = 1)
            """;

    private static final String CLOSE_HEAD = """
            with closed as (
                update cases.record r
                   set state = 'RESOLVED', resolution = :resolution, resolved_by = :journal_actor,
                       resolved_name = :journal_name, resolved_why = :why, resolved_at = :journal_at,
                       version = r.version + 1
                 where r.state <> 'RESOLVED' and
            """;

    private static final String CLOSE_TAIL = """
                returning r.*),
            journal as (
                select 'case.resolved' as type, id::text as subject, version as sequence, legal_entity, correlation_id,
                       cast(:why as text) as why, null::text as policy,
                       jsonb_build_object('case', number, 'queue', queue, 'kind', kind, 'resolution', resolution,
                           'payment', payment_id, 'about', subject) as data
                from closed)
            """;

    private static final String CHANGE = """
            with changed as (
                update cases.record r set version = r.version + 1 %s
                 where r.id = :id and r.state <> 'RESOLVED' returning r.*)
            %s,
            journal as (
                select '%s' as type, id::text as subject, version as sequence, legal_entity, correlation_id,
                       cast(:why as text) as why, null::text as policy,
                       jsonb_build_object('case', number, 'queue', queue, 'kind', kind, 'payment', payment_id,
                           'about', subject) as data
                from changed)
            """;

    private static final String ADD_NOTE = """
            , noted as (
                insert into cases.note (case_id, at, author_id, author_name, text)
                select id, :journal_at, :journal_actor, :journal_name, :why from changed)
            """;

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Policies policies;
    private final Clock clock;
    private final Ids ids;

    CaseStore(JdbcClient jdbc, Journal journal, Policies policies, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.policies = policies;
        this.clock = clock;
        this.ids = ids;
    }

    /** Opens cases, or counts the trouble on the open case with the same key. Answers the ids by key. */
    Map<String, UUID> open(Collection<Opening> openings, Cause cause) {
        // One row a key: a statement may not touch a row twice. Rows are locked in the order of their keys.
        Map<String, Opening> byKey = new LinkedHashMap<>();
        openings.forEach(opening -> byKey.put(opening.what().key(), opening));
        if (byKey.isEmpty()) {
            return Map.of();
        }
        List<Opening> all = List.copyOf(byKey.values());
        Columns columns = new Columns(all);
        JdbcClient.StatementSpec statement = jdbc.sql(OPEN + journal.append("select dedup_key, id from opened"))
                .param("ids", columns.of(opening -> ids.next()))
                .param("keys", columns.of(opening -> opening.what().key()))
                .param("queues", columns.of(opening -> opening.what().queue()))
                .param("kinds", columns.of(opening -> opening.what().kind()))
                .param("reasons", columns.of(opening -> opening.what().reason()))
                .param("titles", columns.of(opening -> opening.what().title()))
                .param("details", columns.of(opening -> opening.what().detail()))
                .param("entities", columns.of(opening -> opening.what().legalEntity()))
                .param("payments", columns.of(opening -> opening.what().paymentId()))
                .param("sources", columns.of(Opening::sourceId))
                .param("subjects", columns.of(opening -> opening.what().subject()))
                .param("correlations", columns.of(opening -> correlation(opening, cause)));
        Map<String, UUID> opened = new LinkedHashMap<>();
        journal.bind(bindRules(statement, all), cause).query(row -> {
            opened.put(row.getString("dedup_key"), row.getObject("id", UUID.class));
        });
        return opened;
    }

    /** Owner and due time by the policy in force; looked up once a kind. */
    private JdbcClient.StatementSpec bindRules(JdbcClient.StatementSpec statement, List<Opening> all) {
        Map<String, Policies.Checkpoint> rules = new LinkedHashMap<>();
        all.forEach(opening -> rules.computeIfAbsent(opening.what().kind(), kind -> rule(opening.what())));
        Instant now = clock.instant();
        Columns columns = new Columns(all);
        Function<Opening, Policies.Checkpoint> rule =
                opening -> Objects.requireNonNull(rules.get(opening.what().kind()));
        return statement
                .param("owners", columns.of(opening -> rule.apply(opening).owner()))
                .param(
                        "dues",
                        columns.of(opening -> now.plus(rule.apply(opening).within())))
                .param("policies", columns.of(opening -> {
                    String policy = rule.apply(opening).policy();
                    return policy.isEmpty() ? null : policy;
                }));
    }

    private Policies.Checkpoint rule(NewCase what) {
        String owner = what.queue() == CaseQueue.BUSINESS ? "clerk" : "operator";
        return policies.caseRule(what.kind()).orElse(new Policies.Checkpoint(DEFAULT_TIME, owner, ""));
    }

    private static String correlation(Opening opening, Cause cause) {
        String own = opening.what().correlationId();
        return own == null ? cause.correlationId() : own;
    }

    /** Resolves one case; answers false if it was resolved already. */
    boolean close(UUID id, Ending ending) {
        return close("r.id = :id", ending, Map.of("id", id)) > 0;
    }

    int closeByKey(String key, Ending ending) {
        return closeByKeys(List.of(key), ending);
    }

    int closeByKeys(Collection<String> keys, Ending ending) {
        return close("r.dedup_key = any(:keys)", ending, Map.of("keys", keys.toArray(String[]::new)));
    }

    int closeOfPayments(String kind, Collection<UUID> payments, Ending ending) {
        String[] all = payments.stream().map(UUID::toString).toArray(String[]::new);
        return close(
                "r.kind = :kind and r.payment_id = any(cast(:payments as uuid[]))",
                ending,
                Map.of("kind", kind, "payments", all));
    }

    /** Resolves the cases of payments that have gone on since they were opened. */
    int closeMoved(Collection<String> kinds, Map<UUID, Instant> movedAt, Ending ending) {
        String[] payments = movedAt.keySet().stream().map(UUID::toString).toArray(String[]::new);
        String[] times = movedAt.values().stream().map(Instant::toString).toArray(String[]::new);
        return close("""
                r.kind = any(:kinds) and exists
                    (select 1 from unnest(cast(:payments as uuid[]), cast(:times as timestamptz[])) as m(id, at)
                     where m.id = r.payment_id and m.at > r.opened_at)
                """, ending, Map.of("kinds", kinds.toArray(String[]::new), "payments", payments, "times", times));
    }

    private int close(String which, Ending ending, Map<String, ?> params) {
        String sql = CLOSE_HEAD + which + CLOSE_TAIL + journal.append("select count(*) from closed");
        return journal.bind(jdbc.sql(sql), ending.cause())
                .params(params)
                .param("resolution", ending.resolution())
                .param("why", ending.why())
                .query(Integer.class)
                .single();
    }

    /** Answers false if the case was resolved meanwhile. */
    boolean take(UUID id, Cause cause) {
        String set = ", state = 'IN_PROGRESS', taken_by = :journal_actor, taken_name = :journal_name";
        return change(CHANGE.formatted(set, "", "case.taken"), id, null, cause);
    }

    boolean note(UUID id, String text, Cause cause) {
        return change(CHANGE.formatted("", ADD_NOTE, "case.noted"), id, text, cause);
    }

    private boolean change(String sql, UUID id, @Nullable String why, Cause cause) {
        Optional<Integer> changed = journal.bind(jdbc.sql(sql + journal.append("select 1 from changed")), cause)
                .param("id", id)
                .param("why", why)
                .query(Integer.class)
                .optional();
        return changed.isPresent();
    }

    /** Takes rows apart into the arrays that one statement unnests. */
    private record Columns(List<Opening> rows) {

        @Nullable
        String[] of(Function<Opening, @Nullable Object> column) {
            @Nullable String[] values = new @Nullable String[rows.size()];
            for (int i = 0; i < values.length; i++) {
                Object value = column.apply(rows.get(i));
                values[i] = value == null ? null : value.toString();
            }
            return values;
        }
    }
}
