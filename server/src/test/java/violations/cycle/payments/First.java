package violations.cycle.payments;

import violations.cycle.payments.ports.Second;

/** Half of a cycle. */
public final class First {
    Second second = new Second();
}
