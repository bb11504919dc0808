package io.countersign.cases;

/** What can be done to resolve a case. Each drives the payment on through the door of payments, with its checks. */
public enum CaseAction {
    /** Lifts the hold of a held payment. */
    LIFT_HOLD("Lift the hold"),
    /** Ends a payment that waits for a signature. */
    REJECT_PAYMENT("Reject the payment"),
    /** Ends a payment that has not left. */
    CANCEL_PAYMENT("Cancel the payment"),
    /** Proposes, or confirms as the second person, that the bank has the payment. */
    OVERRIDE_SENT("The bank has it: go on as sent"),
    /** Proposes, or confirms as the second person, that the bank does not have it. */
    OVERRIDE_RESEND("The bank does not have it: send again"),
    /** What differs on the statement is explained by the reason. */
    EXPLAIN_BREAK("Explain the break"),
    /** The matter was settled elsewhere; the reason says how. Moves no payment. */
    CLOSE("Close with a reason");

    private final String label;

    CaseAction(String label) {
        this.label = label;
    }

    /** How people call it. */
    public String label() {
        return label;
    }
}
