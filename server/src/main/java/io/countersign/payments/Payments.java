package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

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

    private final SingleIntake intake;
    private final Submission submission;
    private final Signatures signatures;
    private final Withdrawals withdrawals;
    private final Exceptions exceptions;

    Payments(
            SingleIntake intake,
            Submission submission,
            Signatures signatures,
            Withdrawals withdrawals,
            Exceptions exceptions) {
        this.intake = intake;
        this.submission = submission;
        this.signatures = signatures;
        this.withdrawals = withdrawals;
        this.exceptions = exceptions;
    }

    /** Takes in one instruction. Needs {@code payments:initiate}. All faults are answered at once. */
    public Intake initiate(Caller caller, NewPayment payment, @Nullable IdempotencyKey key) {
        return intake.take(caller, payment, key);
    }

    /** Hands validated payments to the approvers the policy names. Needs {@code payments:initiate}. */
    @Transactional
    public ActResult submit(Caller caller, Target target) {
        return submission.submit(caller, target);
    }

    /**
     * Signs. Needs {@code payments:approve} and a role the policy still asks for; refused to the initiator and
     * to whoever submitted or amended it, to an earlier approver and to an editor of the creditor's account.
     *
     * @param seenHash the hash that was shown with what is signed ({@link Views.ToSign#hash}); if it no longer is the
     *     hash of the content, nothing is signed
     */
    @Transactional
    public ActResult approve(Caller caller, Target target, String seenHash) {
        return signatures.approve(caller, target, seenHash);
    }

    /**
     * Releases approved payments to the bank. Needs {@code payments:release}; refused to whoever initiated, submitted,
     * amended or approved it and to an editor of the creditor's account.
     */
    @Transactional
    public ActResult release(Caller caller, Target target, String seenHash) {
        return signatures.release(caller, target, seenHash);
    }

    /** Ends payments that wait for a signature. Needs {@code payments:approve} or {@code payments:release}. */
    @Transactional
    public ActResult reject(Caller caller, Target target, String why) {
        return withdrawals.reject(caller, target, why);
    }

    /** Ends payments that have not left. Needs {@code payments:cancel}. */
    @Transactional
    public ActResult cancel(Caller caller, Target target, String why) {
        return withdrawals.cancel(caller, target, why);
    }

    /** Gives payments that wait for a signature back to their initiator; signatures given are void. */
    @Transactional
    public ActResult returnToClerk(Caller caller, Target target, String why) {
        return withdrawals.returnToClerk(caller, target, why);
    }

    /**
     * Changes the date or the remittance text of a payment that has not been released. Needs {@code payments:initiate}.
     * What was signed is void; the payment has to be submitted again.
     */
    @Transactional
    public ActResult amend(Caller caller, UUID payment, LocalDate requestedOn, @Nullable String remittance) {
        return withdrawals.amend(caller, payment, requestedOn, remittance);
    }

    /**
     * Lifts one hold; the payment goes on when it was the last. Needs {@code cases:business}; never by its initiator. A
     * hold for something that is still wrong, such as an invalid account, comes back when the payment is checked again.
     */
    @Transactional
    public ActResult liftHold(Caller caller, UUID holdId, String why) {
        return exceptions.lift(caller, holdId, why);
    }

    /**
     * Proposes, or as the second person confirms, how an unknown outcome is treated. Needs {@code payments:release}
     * from two different people. The first call answers {@code Done(0, ...)}; nothing moves until the second. It covers
     * the whole bank file, since a file is with the bank or it is not.
     */
    @Transactional
    public ActResult override(Caller caller, UUID paymentId, Outcome outcome, String why) {
        return exceptions.override(caller, paymentId, outcome, why);
    }
}
