package io.countersign.sandbox.bank;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;

/** What one bank calls its messages and movements. Unique over restarts as long as time goes on. */
final class Names {

    private final String bank;
    private final Clock clock;
    private long messages;
    private long movements;

    Names(String bic, Clock clock) {
        this.bank = bic.substring(0, 4);
        this.clock = clock;
    }

    String message() {
        Instant now = clock.instant();
        return "%s%d%06d".formatted(bank, now.getEpochSecond(), ++messages % 1_000_000);
    }

    /** At most 16 characters: there is no room for more in field 61 of an MT940. */
    String movement() {
        String second = Long.toString(clock.instant().getEpochSecond(), 36);
        return bank + (second + "%05d".formatted(++movements % 100_000)).toUpperCase(Locale.ROOT);
    }
}
