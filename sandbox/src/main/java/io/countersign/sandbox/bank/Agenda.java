package io.countersign.sandbox.bank;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What the banks will do and when, in order of time and of entry. */
final class Agenda {

    /** One thing to do. */
    interface Act {
        void run() throws IOException;
    }

    private record Item(Instant at, long number, Act act) {}

    private final Clock clock;
    private final PriorityQueue<Item> items =
            new PriorityQueue<>(Comparator.comparing(Item::at).thenComparing(Item::number));
    private long numbers;

    Agenda(Clock clock) {
        this.clock = clock;
    }

    void in(Duration delay, Act act) {
        items.add(new Item(clock.instant().plus(delay), numbers++, act));
    }

    /** Does what is due; answers whether there was anything. */
    boolean work() throws IOException {
        boolean any = false;
        for (@Nullable Item next = items.peek();
                next != null && !next.at().isAfter(clock.instant());
                next = items.peek()) {
            items.remove();
            next.act().run();
            any = true;
        }
        return any;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }
}
