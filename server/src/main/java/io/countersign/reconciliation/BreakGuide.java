package io.countersign.reconciliation;

import java.util.List;

/**
 * What a kind of break is to somebody who knows no bank. The only place that says it; the documentation repeats it.
 *
 * @param means what happened, in plain words
 * @param likely what probably lies behind it
 * @param next what to do, in this order
 * @param acts which of the acts on a line can end it, the usual one first; none means that only an explanation can
 */
public record BreakGuide(String means, String likely, List<String> next, List<Act> acts) {

    /** What a person can do with the line of a break. */
    public enum Act {
        MATCH,
        WRITE_OFF,
        NOT_OURS
    }

    private static final List<Act> ANY = List.of(Act.MATCH, Act.WRITE_OFF, Act.NOT_OURS);
    private static final List<Act> OF_THE_BANK = List.of(Act.WRITE_OFF, Act.NOT_OURS);
    private static final List<Act> ONLY_EXPLAINED = List.of(Act.NOT_OURS);
    private static final List<Act> NO_LINE = List.of();

    public static BreakGuide of(BreakKind kind) {
        return switch (kind) {
            case UNMATCHED_DEBIT -> unmatchedDebit();
            case UNMATCHED_RETURN -> unmatchedReturn();
            case CHARGE -> charge();
            case MATCH_UNDONE -> matchUndone();
            case AMOUNT_OVER -> amountOver();
            case AMOUNT_UNDER -> amountUnder();
            case CURRENCY_DIFFERS -> currencyDiffers();
            case BATCH_DIFFERS -> batchDiffers();
            case BOOKED_TWICE -> bookedTwice();
            case BOOKED_AFTER_REJECTION -> bookedAfterRejection();
            case SETTLEMENT_MISSING -> settlementMissing();
            case OPENING_DIFFERS -> openingDiffers();
            case CLOSING_DIFFERS -> closingDiffers();
            case SEQUENCE_GAP -> sequenceGap();
            case PAGE_MISSING -> pageMissing();
            case STATEMENT_MISSING -> statementMissing();
            case STATEMENT_CORRECTED -> statementCorrected();
            case UNKNOWN_ACCOUNT -> unknownAccount();
        };
    }

    public boolean offers(Act act) {
        return acts.contains(act);
    }

    private static BreakGuide unmatchedDebit() {
        return new BreakGuide(
                "Money left our account, and none of our payments says why.",
                "A card, a direct debit or a standing order that was agreed at the bank. Or one of our payments whose references the bank lost.",
                List.of(
                        "If a suggestion fits, accept it.",
                        "If it is a payment of ours, match it by its reference.",
                        "If it is something else, say what it is with “not ours”.",
                        "If nobody knows it, call the bank today: somebody may have taken the money."),
                ANY);
    }

    private static BreakGuide unmatchedReturn() {
        return new BreakGuide(
                "Money came back to us, and the bank does not say of which payment.",
                "A supplier or their bank sent back something that was paid long ago or not by this hub.",
                List.of(
                        "Look for a payment of this amount to this party; below are those of the last weeks.",
                        "If it is one of them, match it: the payment is reversed and its bills are open again.",
                        "If it belongs to something older, have it booked in the ERP and say so with “not ours”."),
                List.of(Act.MATCH, Act.NOT_OURS));
    }

    private static BreakGuide charge() {
        return new BreakGuide(
                "The bank took a charge that is higher than our policy accepts without a person.",
                "A quarterly or yearly fee, or the charges of other banks on the way of a payment abroad.",
                List.of(
                        "Compare it with the price list of the bank.",
                        "If it is right, write it off; above your limit a second person confirms.",
                        "If it is wrong, ask the bank to give it back and say so with “not ours”."),
                OF_THE_BANK);
    }

    private static BreakGuide matchUndone() {
        return new BreakGuide(
                "Somebody undid a match, so this entry is unexplained again.",
                "The match was wrong. The reason of the person who undid it stands above.",
                List.of("Match it with the right payment, or say what it is with “not ours”."),
                ANY);
    }

    private static BreakGuide amountOver() {
        return new BreakGuide(
                "More left our account than we ordered for this payment.",
                "The bank or a correspondent added its charges, or somebody keyed the amount again and made a mistake.",
                List.of(
                        "Compare the two amounts: exchanged digits are a mistake of the bank, round sums are charges.",
                        "If it is a charge, write the difference off; the payment is then reconciled.",
                        "If it is a mistake, ask the bank to give the difference back and match the payment with the rest “not ours”."),
                ANY);
    }

    private static BreakGuide amountUnder() {
        return new BreakGuide(
                "Less left our account than we ordered, so the creditor has probably been paid too little.",
                "A mistake of the bank, or it split the payment and a second entry follows.",
                List.of(
                        "Look for a second entry of the difference in the next days.",
                        "Ask the creditor what arrived, and the bank to send the rest.",
                        "Match the payment with the rest “not ours” once it is settled how the rest is paid."),
                ANY);
    }

    private static BreakGuide currencyDiffers() {
        return new BreakGuide(
                "The bank booked another currency than we ordered, did not say what it made of the order, and took more or less than policy accepts for an exchange.",
                "The account is kept in another currency, and the bank exchanged the money at a bad rate or with charges in it.",
                List.of(
                        "Compare the two rates above: the bank’s, and the reference rate of the ERP for that day.",
                        "If the rate is what was agreed with the bank, write the difference off as a difference of exchange rates.",
                        "If it is not, ask the bank to give the difference back.",
                        "For the next time: pay from an account in the currency of the payment."),
                OF_THE_BANK);
    }

    private static BreakGuide batchDiffers() {
        return new BreakGuide(
                "The bank booked a whole file of ours as one total, and the total is not the sum of its payments.",
                "The bank left a payment out, or booked one by itself, and did not tell that it rejected it.",
                List.of(
                        "If one payment is exactly the difference, it was most likely left out: it stands below, unless it is a salary that you may not see.",
                        "Ask the bank which payments the total holds.",
                        "Match the payments that it holds; what was left out is paid again only when the bank has said that it never left."),
                ANY);
    }

    private static BreakGuide bookedTwice() {
        return new BreakGuide(
                "The same payment was taken from our account a second time. We ordered it once.",
                "A mistake of the bank: it executed a payment twice.",
                List.of(
                        "Tell the bank today and ask for the second booking back; the first one is below.",
                        "Tell the creditor, who may send the money back by itself.",
                        "Say with “not ours” who gives it back. The credit then stands on a later statement."),
                ONLY_EXPLAINED);
    }

    private static BreakGuide bookedAfterRejection() {
        return new BreakGuide(
                "The bank told us that it rejected this payment, and then booked it all the same.",
                "A mistake of the bank. The bill is open again at our side, so that it may be paid twice.",
                List.of(
                        "Do not pay the bill again before this is cleared.",
                        "Ask the bank what is true: did the creditor get the money?",
                        "If so, close the bill in the ERP by hand; if not, the bank gives the money back. Say which with “not ours”."),
                ONLY_EXPLAINED);
    }

    private static BreakGuide settlementMissing() {
        return new BreakGuide(
                "The bank accepted this payment, and no statement shows that it was made.",
                "The bank holds it (a question about the creditor, a day on which it is closed), or lost it.",
                List.of(
                        "Ask the bank where it is, with our reference and the name of the file.",
                        "Never send it again before the bank has said that it will not be made.",
                        "The break ends by itself when the payment is booked, rejected or comes back."),
                NO_LINE);
    }

    private static BreakGuide openingDiffers() {
        return new BreakGuide(
                "This statement does not begin with the balance with which the one before it ended.",
                "A statement between the two is missing, or the bank changed one that we have.",
                List.of(
                        "Ask the bank for the statements between the two days.",
                        "The break ends by itself when they arrive and fit."),
                NO_LINE);
    }

    private static BreakGuide closingDiffers() {
        return new BreakGuide(
                "The entries of this statement do not lead from its opening to its closing balance.",
                "An entry is missing in the file, or the bank wrote a wrong balance.",
                List.of(
                        "Ask the bank for the statement again.",
                        "Do not report the balance of this day before it is right."),
                NO_LINE);
    }

    private static BreakGuide sequenceGap() {
        return new BreakGuide(
                "The numbers of the statements have a gap: at least one has not arrived.",
                "A file was lost on its way, or the bank has not laid it out yet.",
                List.of(
                        "Ask the bank to lay out the missing number again.",
                        "The break ends by itself when it arrives."),
                NO_LINE);
    }

    private static BreakGuide pageMissing() {
        return new BreakGuide(
                "The bank tells this statement in pages, and one of them is not here.",
                "A file was lost on its way, or the bank has not laid it out yet.",
                List.of("Ask the bank to lay out the missing page again.", "The break ends by itself when it arrives."),
                NO_LINE);
    }

    private static BreakGuide statementMissing() {
        return new BreakGuide(
                "The statement of a working day is not here, though it should be by now.",
                "The bank is late or was closed, or the line to it is down.",
                List.of(
                        "See under Bank connections whether its line works.",
                        "Ask the bank. Until the statement is here, what it booked that day is not known.",
                        "The break ends by itself when it arrives."),
                NO_LINE);
    }

    private static BreakGuide statementCorrected() {
        return new BreakGuide(
                "The bank sent a statement again, with other content. The new version replaces the old one.",
                "The bank forgot an entry or booked one wrongly and mended it.",
                List.of(
                        "See what changed: below stand both versions side by side, and each entry that differs.",
                        "What only the old version has stays matched as it was: undo it where it is wrong.",
                        "Say with “explain” that you have seen it. If the balance was reported already, report it anew."),
                NO_LINE);
    }

    private static BreakGuide unknownAccount() {
        return new BreakGuide(
                "A bank sends statements of an account that the ERP does not know as ours.",
                "Somebody opened an account and nobody entered it in the ERP, or the bank sends us a statement of somebody else.",
                List.of(
                        "Find out who opened it: whoever may sign for it can move our money past every control.",
                        "If it is ours, enter it in the ERP as a bank account; from then on its entries are matched.",
                        "If it is not ours, tell the bank today that we get somebody else's statements."),
                NO_LINE);
    }
}
