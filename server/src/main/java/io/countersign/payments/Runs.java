package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The door to payment runs: payments that are approved and released together. */
@Component
public class Runs {

    /** How a run was made. */
    public sealed interface Made {
        record Run(UUID id, String reference, int payments, boolean replayed) implements Made {}

        /** Nothing was stored. At most a thousand faults are told. */
        record Refused(ErrorCode code, List<Fault> faults) implements Made {}
    }

    /** One line of an upload, read at the edge. */
    public sealed interface Line {
        record Good(String path, NewPayment payment) implements Line {}

        record Bad(List<Fault> faults) implements Line {}
    }

    /**
     * Makes a run from open invoices: one payment per legal entity, creditor account and currency, credit notes netted.
     * Needs {@code payments:initiate}.
     */
    public Made fromInvoices(Caller caller, String name, List<UUID> invoices, LocalDate requestedOn) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes a run from a stream of instructions in bounded memory: all of them or, if one has a fault, none. Needs
     * {@code payments:initiate}.
     */
    public Made fromLines(
            Caller caller,
            String name,
            String kind,
            String source,
            Iterator<Line> lines,
            @Nullable IdempotencyKey key) {
        throw new UnsupportedOperationException();
    }
}
