package io.countersign.payments;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a remittance advice says, as it was when it was made. Account numbers are masked: the letter goes to whoever reads
 * the creditor's mail.
 *
 * @param payment our number of the payment
 * @param executedOn the date the bank file asks for
 * @param valueOn from when it counts in the account, where the bank has said so
 * @param reference the structured reference the bank carries instead of text
 * @param bankText the text that the bank carries
 * @param wholeText the text as it would be if the bank's field were long enough
 * @param lost what of it the bank does not carry, in plain words
 * @param documents what is paid, by due date; empty where the payment names none of our documents
 */
public record AdviceContent(
        String payer,
        String payerAccount,
        String payee,
        String payeeAccount,
        BigDecimal amount,
        String currency,
        String payment,
        String endToEndId,
        @Nullable String messageId,
        LocalDate executedOn,
        @Nullable LocalDate valueOn,
        @Nullable String reference,
        @Nullable String bankText,
        @Nullable String wholeText,
        List<String> lost,
        List<Document> documents) {

    /**
     * One document that is paid.
     *
     * @param number ours
     * @param creditorNumber the creditor's own
     * @param total of the document
     * @param deducted what of it was settled before, is deducted, or stays open
     * @param paid by this payment; negative for a credit note
     */
    public record Document(
            String number,
            @Nullable String creditorNumber,
            boolean creditNote,
            LocalDate issuedOn,
            LocalDate dueOn,
            BigDecimal total,
            BigDecimal deducted,
            BigDecimal paid) {

        /** What the creditor calls it, where that is known. */
        String called() {
            return creditorNumber == null || creditorNumber.isBlank() ? number : creditorNumber;
        }
    }

    /** Whether the creditor cannot tell from the bank's text alone what was paid. */
    boolean needed() {
        boolean partly =
                documents.stream().anyMatch(document -> document.deducted().signum() != 0);
        return documents.size() > 1 || partly || !lost.isEmpty();
    }
}
