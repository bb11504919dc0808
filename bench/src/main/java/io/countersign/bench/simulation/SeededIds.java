package io.countersign.bench.simulation;

import io.countersign.model.Ids;
import java.time.Clock;
import java.util.Random;
import java.util.UUID;

/** Time-ordered identifiers as the product makes them, with what is random in them taken from the seed. */
final class SeededIds implements Ids {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private Random random = new Random(0);
    private long made;

    SeededIds(Clock clock) {
        this.clock = clock;
    }

    synchronized void begin(long seed) {
        random = new Random(seed);
        made = 0;
    }

    @Override
    public synchronized UUID next() {
        long milliseconds = clock.millis() << 16;
        // Ids of one millisecond keep their order, as those of the product do.
        long counter = made++ & 0xFFF;
        return new UUID(milliseconds | VERSION_7 | counter, VARIANT | (random.nextLong() >>> 2));
    }
}
