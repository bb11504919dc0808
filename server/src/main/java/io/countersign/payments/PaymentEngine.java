package io.countersign.payments;

import org.springframework.stereotype.Component;

/** Moves payments by themselves: validation, bank files, handovers, checkpoints. Any number of processes share the work. */
@Component
public class PaymentEngine {

    /** Does the work that is ready now, one batch of each kind; answers whether there was any. */
    public boolean work() {
        throw new UnsupportedOperationException();
    }
}
