package io.countersign.connectors.odoo;

import java.io.Serial;

/** A conversation with Odoo ended early, by a refusal or a failure. */
final class OdooTrouble extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient Outcome outcome;

    OdooTrouble(Call call, Outcome outcome) {
        super(call + ": " + outcome, null, false, false);
        this.outcome = outcome;
    }

    /** {@link Outcome.Refused} or {@link Outcome.Failed}. */
    Outcome outcome() {
        return outcome;
    }
}
