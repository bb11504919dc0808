package io.countersign.governance.events;

import io.countersign.governance.identity.Caller;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the event log. Readers go by writing transaction and number, and stop below the oldest transaction still running,
 * so that an event that commits late is neither skipped nor told twice. Cursors are opaque.
 */
@Component
public class EventLog {

    /**
     * Events in order.
     *
     * @param next where to go on, also when {@code events} is empty
     * @param more whether more may be read at once; if not, the reader has caught up
     */
    public record Page(List<LoggedEvent> events, String next, boolean more) {}

    /** Reads on from a cursor; null starts at the beginning. Needs {@code events:read}; narrowed to the caller's scope. */
    public Page page(Caller caller, EventFilter filter, @Nullable String cursor, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The cursor behind everything that can be read now. */
    public String end() {
        throw new UnsupportedOperationException();
    }

    /**
     * Hands the next events to a named consumer and commits its cursor in the same transaction as its work. Of all
     * processes, one at a time serves a consumer; the others are answered 0 at once. A consumer that is new starts at
     * the beginning of the log.
     *
     * @return how many events were handled; 0 means that there was nothing to do here
     */
    public int consume(String consumer, EventFilter filter, int limit, Consumer<List<LoggedEvent>> work) {
        throw new UnsupportedOperationException();
    }

    /** Follows the log from a cursor (null: from now). Needs {@code events:read}. Close it; followers are bounded. */
    public Following follow(Caller caller, EventFilter filter, @Nullable String cursor) {
        throw new UnsupportedOperationException();
    }

    /** A reader that waits for what comes. */
    public interface Following extends AutoCloseable {

        /** The next events, waiting for at most so long; none means that nothing came. */
        Page next(Duration wait) throws InterruptedException;

        @Override
        void close();
    }
}
