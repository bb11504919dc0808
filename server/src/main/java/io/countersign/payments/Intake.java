package io.countersign.payments;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.util.List;
import java.util.UUID;

/** How an instruction was taken in. */
public sealed interface Intake {

    /** Stored, with its event and audit entry. */
    record Accepted(UUID id, String reference, PaymentState state) implements Intake {}

    /** The same key and body came before; this is the first answer. */
    record Replayed(UUID id, String reference, PaymentState state) implements Intake {}

    /** Nothing was stored. */
    record Refused(ErrorCode code, List<Fault> faults) implements Intake {}
}
