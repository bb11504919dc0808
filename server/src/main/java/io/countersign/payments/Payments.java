package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The door to the life of a payment: everything a person or a system may do to payments and runs. */
@Component
public class Payments {

    /** How two people may treat an unknown outcome. */
    public enum Outcome {
        /** The bank has it: go on as sent. */
        SENT,
        /** The bank does not have it: send the same file again under the same message id. */
        RESEND
    }

    /** Takes in one instruction. Needs {@code payments:initiate}. All faults are answered at once. */
    public Intake initiate(Caller caller, NewPayment payment, @Nullable IdempotencyKey key) {
        throw new UnsupportedOperationException();
    }

    /** Hands validated payments to the approvers the policy names. Needs {@code payments:initiate}. */
    public ActResult submit(Caller caller, Target target) {
        throw new UnsupportedOperationException();
    }

    /**
     * Signs. Needs {@code payments:approve} and a role the policy still asks for; refused to the initiator, to an
     * earlier approver and to an editor of the creditor's account.
     *
     * @param seenHash the hash that was shown with what is signed ({@link Views.ToSign#hash}); if it no longer is the
     *     hash of the content, nothing is signed
     */
    public ActResult approve(Caller caller, Target target, String seenHash) {
        throw new UnsupportedOperationException();
    }

    /** Releases approved payments to the bank. Needs {@code payments:release}; refused to whoever initiated or approved. */
    public ActResult release(Caller caller, Target target, String seenHash) {
        throw new UnsupportedOperationException();
    }

    /** Ends payments that wait for a signature. Needs {@code payments:approve} or {@code payments:release}. */
    public ActResult reject(Caller caller, Target target, String why) {
        throw new UnsupportedOperationException();
    }

    /** Ends payments that have not left. Needs {@code payments:cancel}. */
    public ActResult cancel(Caller caller, Target target, String why) {
        throw new UnsupportedOperationException();
    }

    /** Lifts one hold; the payment goes on when it was the last. Needs {@code cases:business}; never by its initiator. */
    public ActResult liftHold(Caller caller, UUID holdId, String why) {
        throw new UnsupportedOperationException();
    }

    /**
     * Proposes, or as the second person confirms, how an unknown outcome is treated. Needs {@code payments:release}
     * from two different people. The first call answers {@code Done(0, ...)}; nothing moves until the second.
     */
    public ActResult override(Caller caller, UUID paymentId, Outcome outcome, String why) {
        throw new UnsupportedOperationException();
    }
}
