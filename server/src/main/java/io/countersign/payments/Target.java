package io.countersign.payments;

import java.util.UUID;

/** What an act is about: one payment, or all payments of a run that can take the step. */
public sealed interface Target {

    UUID id();

    record OnePayment(UUID id) implements Target {}

    record WholeRun(UUID id) implements Target {}

    static Target payment(UUID id) {
        return new OnePayment(id);
    }

    static Target run(UUID id) {
        return new WholeRun(id);
    }
}
