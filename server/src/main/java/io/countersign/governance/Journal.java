package io.countersign.governance;

import io.countersign.model.Cause;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the two records every change leaves: its event and its audit entry. A module that changes rows puts
 * {@link #append} behind its own update, so that the change and both records are one statement and cannot part.
 *
 * <pre>{@code
 * String sql = "with moved as (update payments.payment ... returning ...), " +
 *              "journal as (select 'payment.approved' as type, id::text as subject, version as sequence, ... from moved)"
 *              + journal.append("select count(*) from moved");
 * journal.bind(jdbc.sql(sql), cause)...
 * }</pre>
 *
 * The CTE named {@code journal} must offer the columns {@code type, subject, sequence, legal_entity, correlation_id, why,
 * policy, data}.
 */
@Component
public class Journal {

    /**
     * A type that the catalogue does not declare fails the whole statement, and with it the change. Who acted comes from
     * parameters of the statement or from columns of its rows.
     */
    private static final String APPEND = """
            , journal_event as (
                insert into governance.event
                    (at, type, subject, sequence, legal_entity, correlation_id, traceparent, actor, data)
                select :journal_at,
                       case when type in (%1$s) then type else governance.undeclared_event(type) end, subject,
                       sequence, legal_entity, correlation_id, %2$strace, %2$sactor, data
                from journal)
            , journal_audit as (
                insert into governance.audit_entry
                    (at, actor_kind, actor_id, actor_name, origin, act, subject, sequence, why, policy,
                     correlation_id, detail)
                select :journal_at, %2$skind, %2$sactor, %2$sname, %2$sorigin, type, subject,
                       sequence, why, policy, correlation_id, data
                from journal)
            """;

    private static final String ONE = """
            with journal as (
                select cast(:type as text) as type, cast(:subject as text) as subject, cast(:sequence as int) as sequence,
                       cast(:legal_entity as text) as legal_entity, cast(:correlation as text) as correlation_id,
                       cast(:why as text) as why, cast(:policy as text) as policy, cast(:data as jsonb) as data)
            """;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final JsonMapper json;
    private final DeclaredEvents catalogue;
    private final String append;
    private final String appendEach;

    Journal(JdbcClient jdbc, Clock clock, JsonMapper json, DeclaredEvents catalogue) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.json = json;
        this.catalogue = catalogue;
        String declared =
                catalogue.names().stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        this.append = APPEND.formatted(declared, ":journal_");
        this.appendEach = APPEND.formatted(declared, "journal_");
    }

    /** The SQL that records each row of the CTE {@code journal}, followed by the statement's last select. */
    public String append(String lastSelect) {
        return append + lastSelect;
    }

    /**
     * The same for a statement that carries out what several callers asked for: here the CTE {@code journal} offers the
     * cause of each row as well, as {@code journal_trace, journal_kind, journal_actor, journal_name, journal_origin}.
     */
    public String appendEach(String lastSelect) {
        return appendEach + lastSelect;
    }

    /** Binds what {@link #appendEach} needs: the time. */
    public StatementSpec bindTime(StatementSpec statement) {
        return statement.param("journal_at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** Binds what {@link #append} needs: the time and who acted. */
    public StatementSpec bind(StatementSpec statement, Cause cause) {
        return bindTime(statement)
                .param("journal_trace", cause.traceparent())
                .param("journal_kind", cause.actor().kind().name())
                .param("journal_actor", cause.actor().id())
                .param("journal_name", cause.actor().name())
                .param("journal_origin", cause.origin());
    }

    /**
     * Records one event and its audit entry, for changes that concern one thing. Call it in the transaction of the
     * change.
     *
     * @throws IllegalArgumentException if the catalogue does not declare the type
     */
    public void record(Entry entry, Cause cause) {
        catalogue.require(entry.type());
        bind(jdbc.sql(ONE + append("select 1")), cause)
                .param("type", entry.type())
                .param("subject", entry.subject())
                .param("sequence", entry.sequence())
                .param("legal_entity", entry.legalEntity())
                .param("correlation", cause.correlationId())
                .param("why", entry.why())
                .param("policy", entry.policy())
                .param("data", json.writeValueAsString(entry.data()))
                .query(Integer.class)
                .single();
    }

    /**
     * One event to record.
     *
     * @param type as declared in the catalogue, such as {@code case.opened}
     * @param subject what it is about
     * @param sequence rises by one per subject
     * @param legalEntity whose it is, where it is one's
     * @param why the reason a person gave or the rule that decided
     * @param policy the policy row that decided, {@code id@version#row}
     * @param data the event's data; carries ids and masked forms, never full account numbers
     */
    public record Entry(
            String type,
            String subject,
            int sequence,
            @Nullable String legalEntity,
            @Nullable String why,
            @Nullable String policy,
            Map<String, ?> data) {}
}
