package io.countersign.connectors.odoo;

import tools.jackson.databind.JsonNode;

/** How a call to Odoo ended. */
sealed interface Outcome {

    /** Odoo did it; the value is the null node where the method returns nothing. */
    record Answered(JsonNode value) implements Outcome {}

    /** Odoo understood and will not: a business matter. Its transaction was rolled back. */
    record Refused(Reason reason, String message) implements Outcome {}

    /**
     * A technical matter: Odoo did not answer, or not as Odoo.
     *
     * @param inDoubt whether the call may have been committed all the same
     */
    record Failed(String message, boolean inDoubt) implements Outcome {}

    enum Reason {
        /** The technical user lacks a right, or the record belongs to a company that is not its own. */
        ACCESS,
        /** A rule of the accounting says no: a locked period, something already paid, a value that cannot be. */
        RULE,
        /** The record is gone. */
        MISSING
    }
}
