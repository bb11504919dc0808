package io.countersign.connectors;

import io.countersign.governance.Journal;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The systems outside that we depend on, each with a circuit breaker. One that is down stops only what needs it. The
 * breaker is of this process; that the dependency is degraded is written once for all processes.
 */
@Component
public class Dependencies {

    private static final Logger LOG = LoggerFactory.getLogger(Dependencies.class);
    private static final int FAILURES_THAT_OPEN = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final String DEGRADE = """
            insert into connectors.dependency as d (name, state, since, last_error, version)
            values (:name, 'DEGRADED', :at, :error, 1)
            on conflict (name) do update set state = 'DEGRADED', since = :at, last_error = :error, version = d.version + 1
            where d.state <> 'DEGRADED'
            returning version
            """;

    private static final String RECOVER = """
            update connectors.dependency set state = 'UP', since = :at, version = version + 1
            where name = :name and state = 'DEGRADED'
            returning version
            """;

    private static final String ALL = "select name, state, since, last_error from connectors.dependency order by name";

    /** How a dependency is, as last written by any process. */
    public record Health(
            String name,
            boolean degraded,
            Instant since,
            @Nullable String lastError) {}

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Clock clock;
    private final Ids ids;
    private final TransactionTemplate transaction;
    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();

    Dependencies(JdbcClient jdbc, Journal journal, Clock clock, Ids ids, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.clock = clock;
        this.ids = ids;
        this.transaction = transaction;
    }

    /** Whether a call to the dependency may be tried now; after a pause one call at a time may. */
    public boolean mayTry(String name) {
        return breaker(name).mayTry(clock.instant());
    }

    /** The dependency answered. */
    public void answered(String name) {
        if (breaker(name).close()) {
            write(name, RECOVER, "dependency.recovered", null);
        }
    }

    /** The dependency did not answer, or not as it should. */
    public void failed(String name, String error) {
        if (breaker(name).fail(clock.instant())) {
            write(name, DEGRADE, "dependency.degraded", error);
        }
    }

    public List<Health> health() {
        return jdbc.sql(ALL)
                .query((row, n) -> new Health(
                        row.getString("name"),
                        row.getString("state").equals("DEGRADED"),
                        row.getObject("since", OffsetDateTime.class).toInstant(),
                        row.getString("last_error")))
                .list();
    }

    private Breaker breaker(String name) {
        return breakers.computeIfAbsent(name, n -> new Breaker());
    }

    /** A database that is down as well must not hide the first trouble; the state is written at the next change. */
    private void write(String name, String sql, String event, @Nullable String error) {
        try {
            transaction.executeWithoutResult(t -> writeOnce(name, sql, event, error));
        } catch (RuntimeException databaseDown) {
            LOG.warn("Cannot record {} of {}", event, name, databaseDown);
        }
    }

    private void writeOnce(String name, String sql, String event, @Nullable String error) {
        var statement = jdbc.sql(sql)
                .param("name", name)
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        if (sql.equals(DEGRADE)) {
            statement = statement.param("error", error);
        }
        statement.query(Integer.class).optional().ifPresent(version -> {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("dependency", name);
            if (error != null) {
                data.put("error", error);
            }
            journal.record(
                    new Journal.Entry(event, name, version, null, error, null, data),
                    Cause.system("connectors", ids.next()));
        });
    }

    /** Closed until three failures in a row; then open for a pause that doubles up to five minutes. */
    private static final class Breaker {
        private int failures;
        private Duration pause = FIRST_PAUSE;
        private Instant openUntil = Instant.MIN;
        private boolean unknownToOthers = true;

        synchronized boolean mayTry(Instant now) {
            if (failures < FAILURES_THAT_OPEN) {
                return true;
            }
            if (now.isBefore(openUntil)) {
                return false;
            }
            openUntil = now.plus(pause);
            return true;
        }

        /** Answers whether the recovery is worth writing; the first answer after a start clears an old state. */
        synchronized boolean close() {
            boolean news = unknownToOthers || failures >= FAILURES_THAT_OPEN;
            unknownToOthers = false;
            failures = 0;
            pause = FIRST_PAUSE;
            return news;
        }

        /** Answers whether this failure opened the breaker. */
        synchronized boolean fail(Instant now) {
            failures++;
            if (failures < FAILURES_THAT_OPEN) {
                return false;
            }
            openUntil = now.plus(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            return failures == FAILURES_THAT_OPEN;
        }
    }
}
