package io.countersign.bench.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** Time that passes only when the simulation says so. */
final class SimulatedClock extends Clock {

    static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    void begin() {
        now.set(START);
    }

    void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }
}
