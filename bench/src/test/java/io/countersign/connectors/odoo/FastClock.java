package io.countersign.connectors.odoo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * A clock that goes sixty times as fast, so that pauses and leases are waited out in a moment. It begins on a Monday
 * morning, whatever day it is outside: what the tests prove does not depend on weekends, year ends or month ends.
 */
@TestConfiguration(proxyBeanMethods = false)
class FastClock {

    /** The simulated Odoo and the product live by the same one. */
    static final Clock CLOCK = from(Instant.parse("2026-11-23T06:00:00Z"));

    private static final int TIMES = 60;
    private static final AtomicReference<Duration> SKIPPED = new AtomicReference<>(Duration.ZERO);

    /** The time that nothing happens in is over at once. */
    static void skip(Duration duration) {
        SKIPPED.updateAndGet(duration::plus);
    }

    @Bean
    @Primary
    Clock fastClock() {
        return CLOCK;
    }

    private static Clock from(Instant start) {
        long from = System.nanoTime();
        return new Clock() {
            @Override
            public Instant instant() {
                Duration passed = Duration.ofNanos(System.nanoTime() - from).multipliedBy(TIMES);
                return start.plus(passed).plus(SKIPPED.get()).truncatedTo(ChronoUnit.MICROS);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}
