package io.countersign.connectors.bank;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a bank answers when a payment was called back: camt.029 (resolution of investigation) promises, refuses or puts off,
 * pacs.004 (payment return) gives the money back. Codes are those of ISO external code sets.
 */
sealed interface RecallAnswer {

    /** What was called back, as far as the answer names it. */
    record Subject(
            @Nullable String caseId,
            @Nullable String messageId,
            @Nullable String paymentInformationId,
            @Nullable String instructionId,
            @Nullable String endToEndId,
            @Nullable String transactionId,
            @Nullable String uetr) {}

    /** A code, and what was written beside it. */
    record Reason(@Nullable String code, @Nullable String text) {

        static final Reason NONE = new Reason(null, null);
    }

    Subject subject();

    /** It will be given back, or was never executed. The money itself comes with a return or a statement. */
    record Agreed(Subject subject, String status, Reason reason) implements RecallAnswer {}

    /** It will not be given back. */
    record Refused(Subject subject, String status, Reason reason) implements RecallAnswer {}

    /** Nothing is decided yet. */
    record Pending(Subject subject, String status, Reason reason) implements RecallAnswer {}

    /** Some transactions of the file or batch are given back, others are not; each has an answer of its own. */
    record Partly(Subject subject, String status, Reason reason) implements RecallAnswer {}

    /** An answer to another kind of inquiry: modified, payment initiated, cancellation will follow. */
    record Told(Subject subject, String status, Reason reason) implements RecallAnswer {}

    /** The money comes back. {@code amount} may be less than what was paid, by the charges of the other bank. */
    record Returned(
            Subject subject,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable LocalDate settledOn,
            Reason reason)
            implements RecallAnswer {}

    /** By the code of the cancellation's status or of the investigation's outcome. */
    static RecallAnswer of(Subject subject, String status, Reason reason) {
        return switch (status) {
            case "CNCL", "ACCR", "CWFW" -> new Agreed(subject, status, reason);
            case "RJCR" -> new Refused(subject, status, reason);
            case "PDCR", "PDNG", "FTNA" -> new Pending(subject, status, reason);
            case "PECR", "PACR" -> new Partly(subject, status, reason);
            default -> new Told(subject, status, reason);
        };
    }
}
