package io.countersign.payments.ports;

/**
 * Asks a bank or a provider whether an account belongs to a name (verification of payee, EPC218-23; article 5c of the SEPA
 * regulation as changed by (EU) 2024/886). A connector implements it; without one nothing is asked. It is called by
 * several threads at once, must be bounded in time, and never throws for what happens outside.
 */
public interface PayeeVerification {

    /** Who is asked, for the record. */
    String provider();

    /**
     * @param name the creditor's name as the payment has it
     * @param iban without spaces
     */
    Answer ask(String name, String iban);

    /** What came back. */
    sealed interface Answer {
        /** The account is held under that name. */
        record Match() implements Answer {}

        /** Nearly: the creditor's bank tells the name it has. */
        record CloseMatch(String name) implements Answer {}

        /** The account is held under another name, which the bank must not tell. */
        record NoMatch() implements Answer {}

        /** The creditor's bank answered that it cannot verify this account. */
        record NotPossible(String why) implements Answer {}

        /** Nobody answered; it may be asked again soon. */
        record Unanswered(String why) implements Answer {}
    }
}
