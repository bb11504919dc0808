package io.countersign.payments;

import java.util.Set;

/** Where a payment is in its life. {@link Lifecycle} says which step leads where. */
public enum PaymentState {
    /** Accepted and stored; not yet checked. */
    RECEIVED,
    /** Checked; waits to be submitted by its initiator. */
    VALIDATED,
    AWAITING_APPROVAL,
    APPROVED,
    /** Signed by everyone; waits for its bank file. */
    RELEASED,
    /** The intent and the message id are committed; bytes may be leaving. */
    SENDING,
    /** The bank's side has the file. */
    SENT,
    /** The bank accepted the instruction. */
    ACCEPTED,
    /** The bank booked it. */
    SETTLED,
    /** The entry is on a final statement and matched. */
    RECONCILED,
    /** A hold stops it; returns to where it came from when every hold is lifted. */
    HELD,
    /** It cannot be known whether the bank has it. */
    UNKNOWN,
    /** By a person, a control or the bank: the reason says which. */
    REJECTED,
    CANCELLED,
    EXPIRED,
    /** Returned or recalled after settlement; reopens the invoice and never re-pays by itself. */
    REVERSED;

    private static final Set<PaymentState> ENDS = Set.of(RECONCILED, REJECTED, CANCELLED, EXPIRED, REVERSED);

    /** Whether nothing more is expected to happen. A reconciled payment can still be reversed. */
    public boolean isEnd() {
        return ENDS.contains(this);
    }
}
