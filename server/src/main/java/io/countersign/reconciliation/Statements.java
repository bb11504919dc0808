package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.model.Cause;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The door to statements: takes them in, matches their entries with payments, and shows them. */
@Component
public class Statements {

    /** Where a statement came from: the stored file, for people who want to see the original. */
    public record Source(String connection, UUID fileId, String fileName) {}

    /**
     * What came of a file.
     *
     * @param statements how many statements it held
     * @param entries how many entries
     * @param repeated entries that were known from an earlier message
     * @param matched payments that moved because of it
     * @param breaks breaks it opened
     */
    public record Received(int statements, int entries, int repeated, int matched, int breaks) {}

    /**
     * A statement as it can be read. {@code faults} says what does not add up; empty if all does.
     *
     * @param kind STATEMENT, REPORT or NOTIFICATION
     * @param credits sum of the booked credits, {@code debits} of the booked debits
     */
    public record View(
            UUID id,
            StatementPart.Kind kind,
            String account,
            @Nullable String accountName,
            @Nullable String legalEntity,
            @Nullable String currency,
            String bankId,
            @Nullable BigDecimal sequence,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable BigDecimal opening,
            @Nullable BigDecimal closing,
            BigDecimal credits,
            BigDecimal debits,
            int entries,
            int matched,
            int openBreaks,
            List<String> faults,
            String connection,
            UUID fileId,
            String fileName,
            Instant receivedAt) {}

    /**
     * One entry or, where the bank says more, one transaction of an entry.
     *
     * @param state MATCHED, OPEN, NOT_OURS, PENDING (not booked) or RECEIPT (money in that no payment explains)
     * @param strategy how it was matched: END_TO_END_ID, INSTRUCTION_ID, BATCH, RETURN or BY_HAND
     */
    public record Line(
            UUID id,
            UUID statementId,
            int line,
            LocalDate bookedOn,
            BigDecimal amount,
            String currency,
            boolean credit,
            @Nullable String counterparty,
            @Nullable String remittance,
            @Nullable String endToEndId,
            @Nullable String bankReference,
            String state,
            @Nullable UUID paymentId,
            @Nullable String paymentReference,
            @Nullable String strategy,
            int payments) {}

    /** One page of a list; {@code next} is the cursor of the following one, or null at the end. */
    public record Page<T>(List<T> items, @Nullable String next) {}

    /** Which statements; a null means any. {@code text} is part of an account number or of the bank's identification. */
    public record Filter(
            @Nullable String account,
            @Nullable String legalEntity,
            StatementPart.@Nullable Kind kind,
            @Nullable String text) {
        public static final Filter ALL = new Filter(null, null, null, null);
    }

    /**
     * Takes in the statements of one file and matches them, in one transaction and bounded memory. Entries known from an
     * earlier message are recognised, so any overlap in any order leads to the same lines.
     */
    public Received ingest(Source source, Iterator<StatementPart> parts, Cause cause) {
        throw new UnsupportedOperationException();
    }

    /** Newest first. Needs {@code payments:read}, {@code reconciliation:work} or {@code statements:ingest}. */
    public Page<View> list(Caller caller, Filter filter, @Nullable String after, int limit) {
        throw new UnsupportedOperationException();
    }

    public Optional<View> find(Caller caller, UUID id) {
        throw new UnsupportedOperationException();
    }

    /** The lines of one statement, in the order of the bank. */
    public Page<Line> lines(Caller caller, UUID statementId, @Nullable String after, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The lines that were matched with a payment, oldest first. */
    public List<Line> ofPayment(Caller caller, UUID paymentId) {
        throw new UnsupportedOperationException();
    }
}
