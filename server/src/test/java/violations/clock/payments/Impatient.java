package violations.clock.payments;

import java.time.Instant;

/** Looks at the clock by itself. */
final class Impatient {
    Instant now = Instant.now();
}
