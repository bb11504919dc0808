package io.countersign.cases;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads cases, narrowed to what a caller may see. */
@Component
class CaseReader {

    /**
     * A case is seen by who may work its queue and by the role that owns it, each within their legal entities. A treasurer
     * thus sees the unknown outcomes that only treasurers can decide.
     */
    private static final String VISIBLE = """
             (queue = any(:queues) or owner = any(:roles))
             and (:everywhere or legal_entity is null or legal_entity = any(:scope))
            """;

    /** What is wrong with a salary may name its amount or its account, so the detail is for who sees salaries. */
    private static final String SELECT = """
            select record.*, payment_id is not null and not :salaries and payments.confidential(payment_id) as hidden
            from cases.record
            """;

    private static final String COUNTS = """
            select count(*) filter (where state <> 'RESOLVED')::int as open,
                   count(*) filter (where state <> 'RESOLVED' and due_at < :now)::int as late,
                   count(*) filter (where state = 'RESOLVED')::int as solved
            from cases.record where queue = :queue and (state <> 'RESOLVED' or resolved_at >= :since) and
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    CaseReader(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A case with what acting on it needs. */
    record Full(CaseView view, @Nullable UUID sourceId) {}

    CaseView.Page list(Caller caller, Cases.Filter filter, @Nullable String after, int limit) {
        Map<String, Object> params = new LinkedHashMap<>();
        StringBuilder sql = new StringBuilder(SELECT + "where queue = :queue and " + VISIBLE);
        params.put("queue", filter.queue().name());
        add(sql, params, "owner", filter.owner());
        add(sql, params, "kind", filter.kind());
        add(sql, params, "legal_entity", filter.legalEntity());
        add(sql, params, "payment_id", filter.paymentId());
        if (!filter.states().isEmpty()) {
            sql.append(" and state = any(:states)");
            params.put("states", filter.states().stream().map(Enum::name).toArray(String[]::new));
        }
        if (filter.text() != null && !filter.text().isBlank()) {
            sql.append(" and (number ilike :text or subject ilike :text or title ilike :text or reason ilike :text)");
            params.put("text", "%" + escaped(filter.text().strip()) + "%");
        }
        if (after != null) {
            Place place = Place.of(after);
            sql.append(" and (due_at, id) > (:dueAt, cast(:id as uuid))");
            params.put("dueAt", utc(place.dueAt()));
            params.put("id", place.id().toString());
        }
        sql.append(" order by due_at, id limit :limit");
        List<CaseView> found = visible(jdbc.sql(sql.toString()), caller)
                .params(params)
                .param("limit", limit + 1)
                .query((row, number) -> full(row).view())
                .list();
        boolean more = found.size() > limit;
        List<CaseView> page = more ? found.subList(0, limit) : found;
        return new CaseView.Page(List.copyOf(page), more ? Place.behind(page.getLast()) : null);
    }

    Optional<Full> find(Caller caller, UUID id) {
        return visible(jdbc.sql(SELECT + "where id = :id and " + VISIBLE), caller)
                .param("id", id)
                .query((row, number) -> full(row))
                .optional();
    }

    Optional<Full> find(Caller caller, String number) {
        return visible(jdbc.sql(SELECT + "where number = upper(:number) and " + VISIBLE), caller)
                .param("number", number)
                .query((row, n) -> full(row))
                .optional();
    }

    List<CaseView> ofPayment(Caller caller, UUID payment) {
        String sql =
                SELECT + "where payment_id = :payment and " + VISIBLE + " order by opened_at desc, id desc limit 200";
        return visible(jdbc.sql(sql), caller)
                .param("payment", payment)
                .query((row, number) -> full(row).view())
                .list();
    }

    CaseView.Counts counts(Caller caller, CaseQueue queue, Instant solvedSince) {
        return visible(jdbc.sql(COUNTS + VISIBLE), caller)
                .param("queue", queue.name())
                .param("now", utc(clock.instant()))
                .param("since", utc(solvedSince))
                .query((row, number) ->
                        new CaseView.Counts(row.getInt("open"), row.getInt("late"), row.getInt("solved")))
                .single();
    }

    List<CaseView.Note> notes(UUID id) {
        return jdbc.sql("select at, author_id, author_name, text from cases.note where case_id = :id order by id")
                .param("id", id)
                .query((row, number) -> new CaseView.Note(
                        instant(row, "at"),
                        row.getString("author_id"),
                        row.getString("author_name"),
                        row.getString("text")))
                .list();
    }

    private static void add(StringBuilder sql, Map<String, Object> params, String column, @Nullable Object value) {
        if (value != null) {
            sql.append(" and ").append(column).append(" = :f_").append(column);
            params.put("f_" + column, value);
        }
    }

    private static JdbcClient.StatementSpec visible(JdbcClient.StatementSpec statement, Caller caller) {
        String[] queues = java.util.Arrays.stream(CaseQueue.values())
                .filter(queue -> caller.may(queue.capability()))
                .map(Enum::name)
                .toArray(String[]::new);
        return statement
                .param("salaries", caller.may(Capability.PAYROLL_DETAILS))
                .param("queues", queues)
                .param("roles", caller.roles().toArray(String[]::new))
                .param("everywhere", caller.legalEntities().isEmpty())
                .param("scope", caller.legalEntities().toArray(String[]::new));
    }

    private Full full(ResultSet row) throws SQLException {
        UUID source = row.getObject("source_id", UUID.class);
        CaseState state = CaseState.valueOf(row.getString("state"));
        Instant dueAt = instant(row, "due_at");
        OffsetDateTime resolvedAt = row.getObject("resolved_at", OffsetDateTime.class);
        CaseView view = new CaseView(
                row.getObject("id", UUID.class),
                row.getString("number"),
                CaseQueue.valueOf(row.getString("queue")),
                row.getString("kind"),
                row.getString("reason"),
                row.getString("title"),
                row.getBoolean("hidden") ? "Confidential; seeing it needs payroll:details" : row.getString("detail"),
                state,
                row.getString("owner"),
                dueAt,
                state != CaseState.RESOLVED && dueAt.isBefore(clock.instant()),
                row.getString("policy"),
                row.getString("legal_entity"),
                row.getObject("payment_id", UUID.class),
                row.getString("subject"),
                row.getString("correlation_id"),
                row.getInt("occurrences"),
                instant(row, "opened_at"),
                instant(row, "last_arisen_at"),
                row.getString("taken_by"),
                row.getString("taken_name"),
                row.getString("resolution"),
                row.getString("resolved_by"),
                row.getString("resolved_name"),
                row.getString("resolved_why"),
                resolvedAt == null ? null : resolvedAt.toInstant(),
                row.getInt("version"),
                state == CaseState.RESOLVED ? List.of() : CaseKinds.actions(row.getString("kind"), source));
        return new Full(view, source);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /** Where a page ends. */
    private record Place(Instant dueAt, UUID id) {

        static String behind(CaseView view) {
            byte[] plain = (view.dueAt() + "/" + view.id()).getBytes(StandardCharsets.US_ASCII);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
        }

        static Place of(String cursor) {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split("/", -1);
            try {
                return new Place(Instant.parse(parts[0]), UUID.fromString(parts[parts.length - 1]));
            } catch (DateTimeException notATime) {
                throw new IllegalArgumentException("Not a cursor of a case list", notATime);
            }
        }
    }
}
