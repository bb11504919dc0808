package io.countersign.cases;

import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import io.countersign.payments.ActResult;
import io.countersign.payments.Payments;
import io.countersign.payments.Target;
import io.countersign.reconciliation.Breaks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Drives on what a case is about, through the doors of payments and reconciliation and with all their checks. */
@Component
class Resolving {

    private final Payments payments;
    private final Breaks breaks;

    Resolving(Payments payments, Breaks breaks) {
        this.payments = payments;
        this.breaks = breaks;
    }

    /** What came of it: resolved, waiting for a second person, or refused. */
    sealed interface Outcome {
        record Resolved() implements Outcome {}

        record Waits() implements Outcome {}

        record Refused(ErrorCode code, String why) implements Outcome {}
    }

    Outcome drive(Caller caller, CaseReader.Full full, CaseAction action, String why) {
        UUID payment = full.view().paymentId();
        return switch (action) {
            case LIFT_HOLD -> of(payments.liftHold(caller, needed(full.sourceId()), why), false);
            case REJECT_PAYMENT -> of(payments.reject(caller, Target.payment(needed(payment)), why), false);
            case CANCEL_PAYMENT -> of(payments.cancel(caller, Target.payment(needed(payment)), why), false);
            case OVERRIDE_SENT -> of(payments.override(caller, needed(payment), Payments.Outcome.SENT, why), true);
            case OVERRIDE_RESEND -> of(payments.override(caller, needed(payment), Payments.Outcome.RESEND, why), true);
            case EXPLAIN_BREAK ->
                switch (breaks.explain(caller, needed(full.sourceId()), why)) {
                    case Breaks.Result.Done done -> new Outcome.Resolved();
                    case Breaks.Result.Waits waits -> new Outcome.Waits();
                    case Breaks.Result.Refused refused -> new Outcome.Refused(refused.code(), refused.why());
                };
            case CLOSE -> new Outcome.Resolved();
        };
    }

    /** An override that moved nothing was only proposed; the case stays until a second person confirms. */
    private static Outcome of(ActResult result, boolean needsTwo) {
        return switch (result) {
            case ActResult.Done done -> needsTwo && done.moved() == 0 ? new Outcome.Waits() : new Outcome.Resolved();
            case ActResult.Refused refused -> new Outcome.Refused(refused.code(), refused.why());
        };
    }

    private static UUID needed(@Nullable UUID id) {
        if (id == null) {
            throw new IllegalStateException("This action is not offered by a case without its subject");
        }
        return id;
    }
}
