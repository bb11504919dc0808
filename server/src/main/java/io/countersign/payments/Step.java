package io.countersign.payments;

/** What can happen to a payment. Each step is one event: {@code payment.} and the name given here. */
public enum Step {
    VALIDATE("validated"),
    SUBMIT("submitted"),
    APPROVE_PARTLY("approval-given"),
    APPROVE("approved"),
    RELEASE("released"),
    START_SENDING("sending"),
    CONFIRM_SENT("sent"),
    LOSE_TRACK("unknown"),
    ACCEPT("accepted"),
    SETTLE("settled"),
    RECONCILE("reconciled"),
    /** A person undid the match with the statement; what the bank booked is to be explained anew. */
    UNSETTLE("unsettled"),
    HOLD("held"),
    LIFT("hold-lifted"),
    RETURN_TO_CLERK("returned"),
    /** A change to what is signed; voids the signatures. */
    AMEND("amended"),
    /** It stayed in its state longer than policy allows; it stays there, with a case. */
    MISS_CHECKPOINT("overdue"),
    REJECT("rejected"),
    CANCEL("cancelled"),
    EXPIRE("expired"),
    REVERSE("reversed"),
    RESEND("resend-ordered"),
    /** The first of two people says how an unknown outcome is to be treated. */
    PROPOSE_OVERRIDE("override-proposed"),
    /** Its bank connection is down and policy names another one; nothing has left yet. */
    REROUTE("rerouted");

    private final String event;

    Step(String event) {
        this.event = event;
    }

    /** The event type, such as {@code payment.approved}. */
    public String eventType() {
        return "payment." + event;
    }
}
