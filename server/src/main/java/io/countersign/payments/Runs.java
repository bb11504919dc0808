package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

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

    private final BulkIntake bulk;
    private final InvoiceSelection invoices;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;

    Runs(BulkIntake bulk, InvoiceSelection invoices, IdempotencyKeys keys, TransactionTemplate transaction) {
        this.bulk = bulk;
        this.invoices = invoices;
        this.keys = keys;
        this.transaction = transaction;
    }

    /**
     * Makes a run from open invoices: one payment per legal entity, creditor account and currency, credit notes netted.
     * Needs {@code payments:initiate}.
     */
    public Made fromInvoices(Caller caller, String name, List<UUID> chosen, LocalDate requestedOn) {
        if (!caller.may(Capability.PAYMENTS_INITIATE)) {
            return missing();
        }
        return inOneTransaction(() -> invoices.run(caller, name, chosen, requestedOn));
    }

    /**
     * Makes a run from a stream of instructions in bounded memory: all of them or, if one has a fault, none. Needs
     * {@code payments:initiate}.
     */
    public Made fromLines(Caller caller, RunHeader header, Iterator<Line> lines, @Nullable IdempotencyKey key) {
        if (!caller.may(Capability.PAYMENTS_INITIATE)) {
            return missing();
        }
        if (key == null) {
            return inOneTransaction(() -> bulk.run(caller, header, lines));
        }
        return switch (keys.claim(caller.id(), key)) {
            case IdempotencyKeys.Claim.Replay replay ->
                new Made.Run(replay.id(), replay.reference(), replay.payments(), true);
            case IdempotencyKeys.Claim.Refused refused -> refused(refused.code());
            case IdempotencyKeys.Claim.First _ -> first(caller, header, lines, key);
        };
    }

    private Made first(Caller caller, RunHeader header, Iterator<Line> lines, IdempotencyKey key) {
        boolean made = false;
        try {
            Made result = inOneTransaction(() -> {
                Made run = bulk.run(caller, header, lines);
                if (run instanceof Made.Run good) {
                    keys.answer(caller.id(), key, good);
                }
                return run;
            });
            made = result instanceof Made.Run;
            return result;
        } finally {
            if (!made) {
                keys.giveUp(caller.id(), key);
            }
        }
    }

    private Made inOneTransaction(Supplier<Made> making) {
        Made made = transaction.execute(status -> {
            Made result = making.get();
            if (result instanceof Made.Refused) {
                status.setRollbackOnly();
            }
            return result;
        });
        return Objects.requireNonNull(made);
    }

    private static Made missing() {
        return refused(ErrorCode.CAPABILITY_MISSING);
    }

    private static Made refused(ErrorCode code) {
        return new Made.Refused(code, List.of(new Fault("", code, code.title())));
    }
}
