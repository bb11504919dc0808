package io.countersign.connectors.odoo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A clock that goes sixty times as fast, so that pauses and leases are waited out in a moment. */
@TestConfiguration(proxyBeanMethods = false)
class FastClock {

    private static final int TIMES = 60;

    @Bean
    @Primary
    Clock fastClock() {
        Instant start = Instant.now();
        long from = System.nanoTime();
        return new Clock() {
            @Override
            public Instant instant() {
                Duration passed = Duration.ofNanos(System.nanoTime() - from).multipliedBy(TIMES);
                return start.plus(passed).truncatedTo(java.time.temporal.ChronoUnit.MICROS);
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
