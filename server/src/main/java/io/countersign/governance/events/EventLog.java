package io.countersign.governance.events;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the event log. Readers go by writing transaction and number, and stop below the oldest transaction still running,
 * so that an event that commits late is neither skipped nor told twice. Cursors are opaque; what is no cursor is an
 * {@link IllegalArgumentException}.
 */
@Component
public class EventLog {

    private static final int MOST = 10_000;

    private static final String REGISTER = """
            insert into governance.event_consumer (name, tx, seq, moved_at) values (:name, '0', 0, :now)
            on conflict (name) do nothing
            """;

    /** The row's lock is the fence: it lives and dies with the transaction that does the work. */
    private static final String TAKE = """
            select tx::text::bigint as tx, seq from governance.event_consumer where name = :name for update skip locked
            """;

    private static final String MOVE = """
            update governance.event_consumer set tx = cast(:tx as text)::xid8, seq = :seq, moved_at = :now
            where name = :name
            """;

    private final EventReader reader;
    private final EventTail tail;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate transaction;

    EventLog(
            EventReader reader, EventTail tail, JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
        this.reader = reader;
        this.tail = tail;
        this.jdbc = jdbc;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Events in order.
     *
     * @param next where to go on, also when {@code events} is empty
     * @param more whether more may be read at once; if not, the reader has caught up
     */
    public record Page(List<LoggedEvent> events, String next, boolean more) {}

    /** Reads on from a cursor; null starts at the beginning. Needs {@code events:read}; narrowed to the caller's scope. */
    public Page page(Caller caller, EventFilter filter, @Nullable String cursor, int limit) {
        return reader.page(narrow(caller, filter), EventCursor.of(cursor), Math.clamp(limit, 1, MOST));
    }

    /** The cursor behind everything that can be read now. */
    public String end() {
        return reader.end().toString();
    }

    /**
     * Hands the next events to a named consumer and commits its cursor in the same transaction as its work. Of all
     * processes, one at a time serves a consumer; the others are answered 0 at once. A consumer that is new starts at
     * the beginning of the log. Work that fails is rolled back with the cursor, and the same events come again.
     *
     * @return how many events were handled; 0 means that there was nothing to do here
     */
    public int consume(String consumer, EventFilter filter, int limit, Consumer<List<LoggedEvent>> work) {
        transaction.executeWithoutResult(status ->
                jdbc.sql(REGISTER).param("name", consumer).param("now", now()).update());
        Integer handled = transaction.execute(status -> jdbc.sql(TAKE)
                .param("name", consumer)
                .query((row, number) -> new EventCursor(row.getLong("tx"), row.getLong("seq")))
                .optional()
                .map(from -> advance(consumer, reader.page(filter, from, Math.clamp(limit, 1, MOST)), from, work))
                .orElse(0));
        return handled == null ? 0 : handled;
    }

    /**
     * Follows the log from a cursor (null: from now). Needs {@code events:read}. Close it. Empty if this process has as
     * many followers as it can serve.
     */
    public Optional<Following> follow(Caller caller, EventFilter filter, @Nullable String cursor) {
        EventFilter narrowed = narrow(caller, filter);
        EventCursor from = cursor == null ? reader.end() : EventCursor.of(cursor);
        return tail.enter() ? Optional.of(new Tailing(narrowed, from)) : Optional.empty();
    }

    /** A reader that waits for what comes. For one thread. */
    public interface Following extends AutoCloseable {

        /** The next events, at most 500, waiting for at most so long; none means that nothing came. */
        Page next(Duration wait) throws InterruptedException;

        @Override
        void close();
    }

    private final class Tailing implements Following {

        private static final int BATCH = 500;

        private final EventFilter filter;
        private EventCursor at;
        private boolean closed;

        Tailing(EventFilter filter, EventCursor from) {
            this.filter = filter;
            this.at = from;
        }

        @Override
        public Page next(Duration wait) throws InterruptedException {
            long until = System.nanoTime() + wait.toNanos();
            Page page = reader.page(filter, at, BATCH);
            while (page.events().isEmpty() && System.nanoTime() < until) {
                tail.awaitAfter(EventCursor.of(page.next()), Duration.ofNanos(until - System.nanoTime()));
                page = reader.page(filter, EventCursor.of(page.next()), BATCH);
            }
            at = EventCursor.of(page.next());
            return page;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                tail.leave();
            }
        }
    }

    private int advance(String consumer, Page page, EventCursor from, Consumer<List<LoggedEvent>> work) {
        if (!page.events().isEmpty()) {
            work.accept(page.events());
        }
        EventCursor next = EventCursor.of(page.next());
        if (!next.equals(from)) {
            jdbc.sql(MOVE)
                    .param("name", consumer)
                    .param("tx", Long.toString(next.tx()))
                    .param("seq", next.seq())
                    .param("now", now())
                    .update();
        }
        return page.events().size();
    }

    /** Nobody reads events of legal entities outside their scope, whatever they ask for. */
    private static EventFilter narrow(Caller caller, EventFilter filter) {
        CapabilityMissing.check(caller, Capability.EVENTS_READ);
        Set<String> scope = caller.legalEntities();
        if (scope.isEmpty()) {
            return filter;
        }
        Set<String> asked = filter.legalEntities().isEmpty()
                ? scope
                : filter.legalEntities().stream().filter(scope::contains).collect(Collectors.toUnmodifiableSet());
        return new EventFilter(filter.types(), filter.subject(), asked.isEmpty() ? Set.of("") : asked);
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
