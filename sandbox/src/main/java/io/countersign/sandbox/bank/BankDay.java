package io.countersign.sandbox.bank;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The day the banks book on: that of the clock, unless they are told to make up for another one. */
final class BankDay {

    private final Clock clock;
    private @Nullable LocalDate other;

    BankDay(Clock clock) {
        this.clock = clock;
    }

    LocalDate today() {
        return other == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : other;
    }

    void set(@Nullable LocalDate day) {
        other = day;
    }
}
