package io.countersign.connectors.bank.profile;

import io.countersign.payments.ports.BankRail.Draft;
import java.math.BigDecimal;

/** What a file announces must be what is in it. */
final class Totals {

    private Totals() {}

    /** @throws IllegalStateException if number or sum differ from what the draft announces */
    static void check(Draft draft, int payments, BigDecimal sum) {
        if (payments != draft.payments() || sum.compareTo(draft.total()) != 0) {
            throw new IllegalStateException("File %s announces %d payments of %s but was given %d of %s"
                    .formatted(draft.fileName(), draft.payments(), draft.total(), payments, sum));
        }
    }
}
