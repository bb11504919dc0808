package io.countersign.reconciliation;

/** Why something on a statement needs a person. */
public enum BreakKind {
    /** Money left an account of ours and no payment explains it. */
    UNMATCHED_DEBIT("A debit that no payment explains"),
    /** A payment came back that we do not know. */
    UNMATCHED_RETURN("A return that names no payment of ours"),
    AMOUNT_DIFFERS("The bank booked another amount than was ordered"),
    /** The total of a file of ours is not the sum of its payments. */
    BATCH_DIFFERS("A batch total that differs from the file"),
    /** The payment was booked before by another entry. */
    BOOKED_TWICE("One payment booked twice"),
    /** The payment had ended: the bank rejected it and booked it all the same. */
    BOOKED_AFTER_REJECTION("A rejected payment was booked"),
    OPENING_DIFFERS("The opening balance is not the previous closing balance"),
    CLOSING_DIFFERS("Opening balance and entries do not give the closing balance"),
    SEQUENCE_GAP("A statement is missing");

    private final String title;

    BreakKind(String title) {
        this.title = title;
    }

    /** How people call it. */
    public String title() {
        return title;
    }
}
