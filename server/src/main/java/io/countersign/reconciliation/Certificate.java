package io.countersign.reconciliation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The balance certificate of one account and business day: what the bank says of the day, and what came of it here. Page, CSV
 * and PDF are made from this one record.
 *
 * @param account masked
 * @param opening signed, as the bank says; null where it says none
 * @param computed opening plus credits less debits
 * @param continuous whether the opening is the closing of the statement before; null where there is none before
 * @param entries booked lines that count, each told once; {@code matched} of them are explained by payments, {@code
 *     receipts} are money in, {@code unmatched} are open breaks, {@code others} are fees and entries that are not ours
 * @param differences written off with the day's entries; negative costs us
 * @param sources the files it rests on
 */
public record Certificate(
        String account,
        @Nullable String accountName,
        @Nullable String legalEntity,
        LocalDate day,
        String currency,
        @Nullable BigDecimal opening,
        BigDecimal credits,
        BigDecimal debits,
        @Nullable BigDecimal closing,
        @Nullable BigDecimal computed,
        @Nullable Boolean continuous,
        Counts entries,
        BigDecimal differences,
        int openBreaks,
        List<Source> sources) {

    /** How many lines, and what came of them. */
    public record Counts(int all, int matched, int receipts, int unmatched, int others) {}

    /**
     * A statement file.
     *
     * @param sha256 of the file as the bank laid it out, hexadecimal; null where the reader may not see files
     */
    public record Source(
            UUID statementId,
            String statement,
            @Nullable String format,
            String fileName,
            Instant receivedAt,
            @Nullable String sha256) {}

    /** Whether opening and entries give the closing, the day continues the one before if there is one, and nothing is open. */
    public boolean clean() {
        return unproved().isEmpty();
    }

    /** What keeps the day from being closed, for people; empty if nothing does. */
    public List<String> unproved() {
        List<String> why = new ArrayList<>();
        if (opening == null) {
            why.add("The bank tells no opening balance");
        }
        if (closing == null) {
            why.add("There is no closing balance yet");
        } else if (computed != null && computed.compareTo(closing) != 0) {
            why.add("Opening and entries give another closing balance than the bank's");
        }
        if (Boolean.FALSE.equals(continuous)) {
            why.add("The opening balance is not the closing balance of the day before");
        }
        if (openBreaks > 0) {
            why.add(openBreaks == 1 ? "1 break is open" : openBreaks + " breaks are open");
        }
        return List.copyOf(why);
    }

    /** What a day proves that is closed; the first one of an account continues nothing. */
    public String proof() {
        return continuous == null ? "Adds up, everything explained" : "Adds up, continues, everything explained";
    }
}
