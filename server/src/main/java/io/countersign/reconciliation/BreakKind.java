package io.countersign.reconciliation;

/** Why something on a statement needs a person. */
public enum BreakKind {
    /** Money left an account of ours and no payment explains it. */
    UNMATCHED_DEBIT("A debit that no payment explains"),
    /** A payment came back that we do not know. */
    UNMATCHED_RETURN("A return that names no payment of ours"),
    AMOUNT_OVER("The bank booked more than was ordered"),
    AMOUNT_UNDER("The bank booked less than was ordered"),
    CURRENCY_DIFFERS("The bank booked another currency than was ordered"),
    /** The bank took a fee above what policy accepts by itself. */
    CHARGE("A charge above what policy accepts"),
    /** The total of a file of ours is not the sum of its payments. */
    BATCH_DIFFERS("A batch total that differs from the file"),
    /** The payment was booked before by another entry. */
    BOOKED_TWICE("One payment booked twice"),
    /** The payment had ended: the bank rejected it and booked it all the same. */
    BOOKED_AFTER_REJECTION("A rejected payment was booked"),
    /** The bank accepted it and its booking is overdue by the policy checkpoints. */
    SETTLEMENT_MISSING("An accepted payment that is not booked"),
    /** A person undid a match. */
    MATCH_UNDONE("An entry whose match was undone"),
    OPENING_DIFFERS("The opening balance is not the previous closing balance"),
    CLOSING_DIFFERS("Opening balance and entries do not give the closing balance"),
    /** A bank tells a statement in pages, and one is not here. */
    PAGE_MISSING("A page of a statement is missing"),
    SEQUENCE_GAP("A statement is missing"),
    /** Policy expected the statement of a day, and it is not here. */
    STATEMENT_MISSING("The statement of a day has not arrived"),
    /** The bank sent another version of a statement it had sent. */
    STATEMENT_CORRECTED("The bank corrected a statement"),
    /** A statement of an account that the ERP does not know as ours. */
    UNKNOWN_ACCOUNT("A statement of an account that is not ours");

    private final String title;

    BreakKind(String title) {
        this.title = title;
    }

    /** How people call it. */
    public String title() {
        return title;
    }
}
