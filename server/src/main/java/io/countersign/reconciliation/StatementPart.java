package io.countersign.reconciliation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement file says, in the order it says it, one part at a time: a file of any size is read in bounded memory.
 * For each statement: {@link Opened}, then for each entry {@link Entry}, its {@link Detail}s and {@link EntryClosed}, and
 * {@link Closed} at the end. Amounts are positive; {@code credit} alone gives the direction.
 */
public sealed interface StatementPart {

    /** Which message of the bank it is. */
    enum Kind {
        /** camt.052: what happened so far today; provisional. */
        REPORT,
        /** camt.053: final. */
        STATEMENT,
        /** camt.054: single movements, as they happen. */
        NOTIFICATION
    }

    /** A balance. {@code credit} false means overdrawn. */
    record Balance(
            String type,
            BigDecimal amount,
            String currency,
            boolean credit,
            @Nullable LocalDate on) {}

    /**
     * A statement begins.
     *
     * @param bankId the bank's identification of the statement; banks reuse it after a year
     * @param sequence the electronic or legal sequence number
     */
    record Opened(
            Kind kind,
            @Nullable String messageId,
            String bankId,
            String account,
            @Nullable String currency,
            @Nullable BigDecimal sequence,
            @Nullable Instant createdAt,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            List<Balance> balances)
            implements StatementPart {}

    /**
     * An entry.
     *
     * @param line its position in the statement, from 1
     * @param status BOOK, PDNG, INFO or FUTR; only BOOK moved money
     * @param bankReference {@code AcctSvcrRef}
     * @param code bank transaction code, such as {@code PMNT/ICDT/ESCT}, or the bank's own
     * @param batchMessageId of our file, where the entry is the total of one
     * @param batchCount how many transactions the total stands for, as the bank says
     */
    record Entry(
            int line,
            BigDecimal amount,
            String currency,
            boolean credit,
            boolean reversal,
            String status,
            @Nullable LocalDate bookedOn,
            @Nullable LocalDate valuedOn,
            @Nullable String reference,
            @Nullable String bankReference,
            @Nullable String code,
            @Nullable String batchMessageId,
            @Nullable String batchPaymentInformationId,
            @Nullable Integer batchCount)
            implements StatementPart {}

    /** One transaction of the last entry. What the bank leaves out is null. */
    record Detail(
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable Boolean credit,
            @Nullable String messageId,
            @Nullable String paymentInformationId,
            @Nullable String instructionId,
            @Nullable String endToEndId,
            @Nullable String transactionId,
            @Nullable String bankReference,
            @Nullable String counterparty,
            @Nullable String counterpartyAccount,
            @Nullable String remittance,
            @Nullable String structuredReference,
            @Nullable String returnCode,
            @Nullable String returnText,
            @Nullable BigDecimal charges)
            implements StatementPart {}

    /** The last entry is complete. */
    record EntryClosed(@Nullable String information) implements StatementPart {}

    /** The statement is complete. */
    record Closed(int entries) implements StatementPart {}
}
