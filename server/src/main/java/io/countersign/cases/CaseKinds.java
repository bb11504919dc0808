package io.countersign.cases;

import io.countersign.payments.Trouble;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each kind of case is called and what can be done about it. */
final class CaseKinds {

    /** Over as soon as the payment has gone on to another state. */
    static final Set<String> ABOUT_WAITING =
            Set.of("APPROVAL_OVERDUE", "SETTLEMENT_OVERDUE", "REPLY_OVERDUE", "FILE_NOT_SENT", "FILE_NOT_WRITABLE");

    static final String BREAK = "BREAK";

    private CaseKinds() {}

    static CaseQueue queue(Trouble.Kind kind) {
        return switch (kind) {
            case HELD,
                    REJECTED_BY_BANK,
                    RETURNED,
                    APPROVAL_OVERDUE,
                    SETTLEMENT_OVERDUE,
                    RECALL_REFUSED,
                    RECALL_UNANSWERED,
                    CHANGE_NOTIFIED -> CaseQueue.BUSINESS;
            case UNKNOWN_OUTCOME, REPLY_OVERDUE, FILE_NOT_WRITABLE, FILE_NOT_SENT, REPLY_CONTRADICTS, ADVICE_NOT_SENT ->
                CaseQueue.TECHNICAL;
        };
    }

    static String title(Trouble trouble) {
        return switch (trouble.kind()) {
            case HELD -> held(trouble.reason());
            case REJECTED_BY_BANK -> "Rejected by the bank: " + trouble.reason();
            case RETURNED -> "Returned after settlement: " + trouble.reason();
            case APPROVAL_OVERDUE -> "Signature overdue";
            case SETTLEMENT_OVERDUE -> "Booking overdue";
            case UNKNOWN_OUTCOME -> "Outcome at the bank unknown";
            case REPLY_OVERDUE -> "Bank reply overdue";
            case FILE_NOT_WRITABLE -> "Bank file cannot be written";
            case FILE_NOT_SENT -> "Bank file not handed over";
            case REPLY_CONTRADICTS -> "Bank reply contradicts what we know";
            case RECALL_REFUSED -> "Recall refused: " + trouble.reason();
            case RECALL_UNANSWERED -> "Recall without an answer";
            case CHANGE_NOTIFIED -> "Bank details to correct: " + trouble.reason();
            case ADVICE_NOT_SENT -> "Remittance advice not sent";
        };
    }

    /**
     * What resolves a case. A held payment and an unknown outcome cannot just be closed: the payment would stand still
     * with nobody looking.
     */
    static List<CaseAction> actions(String kind, @Nullable Object sourceId) {
        return switch (kind) {
            case "HELD" ->
                sourceId == null
                        ? List.of(CaseAction.REJECT_PAYMENT, CaseAction.CANCEL_PAYMENT)
                        : List.of(CaseAction.LIFT_HOLD, CaseAction.REJECT_PAYMENT, CaseAction.CANCEL_PAYMENT);
            case "UNKNOWN_OUTCOME" -> List.of(CaseAction.OVERRIDE_SENT, CaseAction.OVERRIDE_RESEND);
            case "APPROVAL_OVERDUE" -> List.of(CaseAction.REJECT_PAYMENT, CaseAction.CANCEL_PAYMENT, CaseAction.CLOSE);
            case "FILE_NOT_SENT", "FILE_NOT_WRITABLE" -> List.of(CaseAction.CANCEL_PAYMENT, CaseAction.CLOSE);
            case BREAK -> List.of(CaseAction.EXPLAIN_BREAK);
            default -> List.of(CaseAction.CLOSE);
        };
    }

    private static String held(String reason) {
        return switch (reason) {
            case "DUPLICATE" -> "Possible duplicate invoice";
            case "ACCOUNT_UNTRUSTED" -> "Account not trusted by the ERP";
            case "ACCOUNT_INVALID" -> "Account number not valid";
            case "ACCOUNT_UNKNOWN" -> "Account of nobody we know";
            case "INVOICE_BLOCKED" -> "Invoice blocked in the ERP";
            case "BANK_REFUSES" -> "The bank would refuse it";
            case "NO_PROFILE" -> "The connection has no bank profile";
            case "PAYEE_CLOSE_MATCH" -> "The creditor's bank has nearly this name";
            case "PAYEE_NO_MATCH" -> "The account is held under another name";
            case "FROZEN" -> "Payments to this party are frozen";
            case "NO_ROUTE" -> "No route to the creditor's account";
            case "NO_POLICY" -> "No policy row decides";
            default -> "Held: " + reason;
        };
    }
}
