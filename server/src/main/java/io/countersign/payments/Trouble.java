package io.countersign.payments;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something a person has to look at. Told in the transaction in which it arises, so that its case cannot be missed.
 *
 * @param reason the hold's reason or the bank's code, such as {@code DUPLICATE} or {@code AC01}
 * @param holdId the hold to lift, where it is one
 */
public record Trouble(
        Kind kind,
        UUID paymentId,
        String reference,
        String legalEntity,
        @Nullable UUID holdId,
        String reason,
        String detail,
        String correlationId,
        Instant at) {

    /** What kind of trouble it is; the first five are business matters, the others technical. */
    public enum Kind {
        HELD,
        REJECTED_BY_BANK,
        RETURNED,
        APPROVAL_OVERDUE,
        SETTLEMENT_OVERDUE,
        UNKNOWN_OUTCOME,
        REPLY_OVERDUE,
        FILE_NOT_WRITABLE,
        FILE_NOT_SENT,
        REPLY_CONTRADICTS,
        /** A bank or a beneficiary will not give a recalled payment back: a business matter. */
        RECALL_REFUSED,
        /** Nothing came of a recall in time, or it could not leave in time: a business matter. */
        RECALL_UNANSWERED,
        /** The receiving bank asks to change the creditor's data before the next payment: a business matter. */
        CHANGE_NOTIFIED,
        /** The remittance advice of a payment could not be sent; the payment itself is as it should be. */
        ADVICE_NOT_SENT
    }

    /** Troubles that arose together. Published to listeners within the transaction. */
    public record Arose(List<Trouble> troubles) {}

    /** Troubles of these payments that are over: a hold was lifted, an unknown outcome became known. */
    public record Over(Kind kind, List<UUID> payments, String how) {}
}
