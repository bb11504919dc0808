package violations.cycle.payments.ports;

import org.jspecify.annotations.Nullable;
import violations.cycle.payments.First;

/** The other half. */
public final class Second {
    @Nullable
    First first;
}
