package io.countersign.payments.ports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a bank rail must offer: write a file of instructions, check it, hand it over once, and say whether it is there.
 * One rail may serve many bank connections.
 */
public interface BankRail {

    /** Whether this rail serves the connection of that name. */
    boolean serves(String connection);

    /** Whether the connection takes files that debit this account of ours. */
    default boolean serves(String connection, String debtorNumber) {
        return serves(connection);
    }

    /** Since when the connection has been down, as any process saw it; empty while it answers. */
    default Optional<Instant> downSince(String connection) {
        return Optional.empty();
    }

    /**
     * Writes the file of a draft in bounded memory. The same draft and instructions give the same bytes.
     *
     * @param instructions in file order; read once
     */
    void write(Draft draft, Iterator<Instruction> instructions, OutputStream out) throws IOException;

    /** Checks a written file against its schema and the rules of the connection; an empty list lets it leave. */
    List<String> faults(Draft draft, Path file) throws IOException;

    /**
     * Hands the file to the bank. Called once an intent is committed; never called again for the same draft unless the
     * answer was {@link Handover.NotSent} or two people asked for it.
     */
    Handover send(Draft draft, InputStream content, long size);

    /**
     * The message by which this connection takes recalls, such as {@code camt.055.001.08}; empty if it takes none as a
     * file.
     */
    default Optional<String> recallMessage(String connection) {
        return Optional.empty();
    }

    /**
     * Writes the message that calls payments of one file back, in bounded memory. It is handed over like any file, by
     * {@link #send}. Called only where {@link #recallMessage} names a message.
     *
     * @param payments read once
     */
    default void recall(Recall recall, Iterator<Recalled> payments, OutputStream out) throws IOException {
        throw new IllegalStateException(
                "No recall can be written for " + recall.draft().connection());
    }

    /** Whether the bank's side shows a file that was sent under this draft's message id. */
    Presence look(Draft draft);

    /**
     * One file to a bank.
     *
     * @param messageId the unique group header id ({@code GrpHdr/MsgId}), at most 35 characters
     * @param fileName the name at the bank, derived from the message id
     * @param scheme such as {@code SEPA_SCT}
     * @param requestedOn the execution date the file asks for: the one that was signed, moved to the bank's next business
     *     day where it is none
     * @param createdAt the creation time to write, UTC
     * @param unverified whether somebody opted all its payees out of verification
     */
    record Draft(
            UUID fileId,
            String messageId,
            String fileName,
            String connection,
            String scheme,
            Debtor debtor,
            LocalDate requestedOn,
            Instant createdAt,
            int payments,
            BigDecimal total,
            String currency,
            boolean unverified) {

        /** A file whose payees are verified, as far as anybody verifies them. */
        public Draft(
                UUID fileId,
                String messageId,
                String fileName,
                String connection,
                String scheme,
                Debtor debtor,
                LocalDate requestedOn,
                Instant createdAt,
                int payments,
                BigDecimal total,
                String currency) {
            this(
                    fileId,
                    messageId,
                    fileName,
                    connection,
                    scheme,
                    debtor,
                    requestedOn,
                    createdAt,
                    payments,
                    total,
                    currency,
                    false);
        }
    }

    /**
     * Our side of the payments of one file.
     *
     * @param addressJson our postal address as a JSON object, or null where it is not known
     */
    record Debtor(
            String name,
            String country,
            String accountNumber,
            @Nullable String bic,
            String currency,
            @Nullable String addressJson) {

        /** One of whose address only the country is known. */
        public Debtor(String name, String country, String accountNumber, @Nullable String bic, String currency) {
            this(name, country, accountNumber, bic, currency, null);
        }
    }

    /**
     * One credit transfer instruction.
     *
     * @param reference our payment reference ({@code InstrId}), at most 35 characters
     * @param addressJson the creditor's postal address as a JSON object, or null
     * @param remittance free text, null if there is a structured reference
     */
    record Instruction(
            String reference,
            String endToEndId,
            BigDecimal amount,
            String currency,
            String creditorName,
            String creditorNumber,
            @Nullable String creditorBic,
            @Nullable String creditorCountry,
            @Nullable String addressJson,
            @Nullable String remittance,
            @Nullable String structuredReference,
            @Nullable String purpose) {}

    /**
     * One message that calls payments back.
     *
     * @param draft the message as a file; its payments and total are those that are called back, and its date is the
     *     execution date of the original file
     * @param originalMessageId {@code MsgId} of the file the payments left in
     * @param reason cancellation reason of ISO 20022: DUPL, TECH or FRAD
     * @param text why, in the words of who asked
     */
    record Recall(Draft draft, String originalMessageId, Instant originalCreatedAt, String reason, String text) {}

    /**
     * One payment that is called back.
     *
     * @param recallId unique id of this recall ({@code CxlId}), at most 35 characters
     * @param executedOn when it was booked, or was to be executed where that is not known yet
     */
    record Recalled(
            String recallId,
            String reference,
            String endToEndId,
            BigDecimal amount,
            String currency,
            LocalDate executedOn) {}

    /** How a handover ended. */
    sealed interface Handover {
        /** The bank's side has the whole file under its final name. */
        record Delivered() implements Handover {}

        /** Certain: no byte left under a name the bank reads. It may be tried again. */
        record NotSent(String why) implements Handover {}

        /** It cannot be known whether the bank has it. */
        record Doubt(String why) implements Handover {}

        /** No program of ours reaches the bank: from now on people are asked to carry the file. */
        record ByHand(String how) implements Handover {}
    }

    /** Whether a file is visible at the bank. Absence proves nothing: the bank may have taken it. */
    enum Presence {
        SEEN,
        NOT_SEEN,
        CANNOT_LOOK
    }
}
