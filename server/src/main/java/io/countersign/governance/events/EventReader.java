package io.countersign.governance.events;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the table of the event log. */
@Component
class EventReader {

    /**
     * The page and the end of what may be read come from one snapshot: a page that is not full has reached that end, also
     * if the filter let nothing through.
     */
    private static final String PAGE_HEAD = """
            select e.tx as end_tx, e.seq as end_seq, p.*
            from (select tx, seq from governance.event where tx < pg_snapshot_xmin(pg_current_snapshot())
                  order by tx desc, seq desc limit 1) e
            left join (
                select tx, seq, at, type, subject, sequence, legal_entity, correlation_id, traceparent, actor, data
                from governance.event
                where (tx, seq) > (cast(:tx as text)::xid8, :seq) and tx < pg_snapshot_xmin(pg_current_snapshot())
            """;

    private static final String PAGE_TAIL = """
                order by tx, seq limit :limit) p on true
            order by p.tx, p.seq
            """;

    private static final String END = """
            select tx::text::bigint as tx, seq from governance.event where tx < pg_snapshot_xmin(pg_current_snapshot())
            order by governance.event.tx desc, seq desc limit 1
            """;

    private final JdbcClient jdbc;

    EventReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    EventCursor end() {
        return jdbc.sql(END)
                .query((row, number) -> new EventCursor(row.getLong("tx"), row.getLong("seq")))
                .optional()
                .orElse(EventCursor.START);
    }

    EventLog.Page page(EventFilter filter, EventCursor after, int limit) {
        List<LoggedEvent> events = new ArrayList<>();
        EventCursor[] end = {after};
        JdbcClient.StatementSpec statement = jdbc.sql(PAGE_HEAD + where(filter) + PAGE_TAIL)
                .param("tx", Long.toString(after.tx()))
                .param("seq", after.seq())
                .param("limit", limit);
        bind(statement, filter).query((ResultSet row) -> {
            end[0] = new EventCursor(row.getLong("end_tx"), row.getLong("end_seq"));
            if (row.getString("type") != null) {
                events.add(event(row));
            }
        });
        boolean full = events.size() == limit;
        String next = full ? events.getLast().cursor() : end[0].orLater(after).toString();
        return new EventLog.Page(List.copyOf(events), next, full);
    }

    private static String where(EventFilter filter) {
        return (filter.types().isEmpty() ? "" : " and (type = any(:types) or type like any(:families))")
                + (filter.subject() == null ? "" : " and subject = :subject")
                + (filter.legalEntities().isEmpty() ? "" : " and legal_entity = any(:entities)");
    }

    private static JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement, EventFilter filter) {
        if (!filter.types().isEmpty()) {
            Set<String> types = filter.types();
            statement.param("types", types.toArray(String[]::new));
            statement.param(
                    "families",
                    types.stream()
                            .filter(type -> type.endsWith(".*"))
                            .map(type -> type.substring(0, type.length() - 1).replace("_", "\\_") + "%")
                            .toArray(String[]::new));
        }
        if (filter.subject() != null) {
            statement.param("subject", filter.subject());
        }
        if (!filter.legalEntities().isEmpty()) {
            statement.param("entities", filter.legalEntities().toArray(String[]::new));
        }
        return statement;
    }

    private static LoggedEvent event(ResultSet row) throws SQLException {
        return new LoggedEvent(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("type"),
                row.getString("subject"),
                row.getInt("sequence"),
                row.getString("legal_entity"),
                row.getString("correlation_id"),
                row.getString("traceparent"),
                row.getString("actor"),
                row.getString("data"),
                new EventCursor(row.getLong("tx"), row.getLong("seq")).toString());
    }
}
