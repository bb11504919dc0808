package io.countersign.reconciliation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement file says, in the order it says it, one part at a time: a file of any size is read in bounded memory,
 * and every format of a bank has the same form afterwards. For each statement: {@link Opened}, then for each entry
 * {@link Entry}, its {@link Detail}s and {@link EntryClosed}, and {@link Closed} at the end. Amounts are positive;
 * {@code credit} alone gives the direction, from the account holder's view. {@code sourceLine} is the line of the file,
 * from 1, where the part begins; 0 where a part was not read from a file. The words are those of ISO 20022 (camt.053
 * message definition report); other formats are told in them.
 */
public sealed interface StatementPart {

    /** Which message of the bank it is. */
    enum Kind {
        /** camt.052, MT942: what happened so far today; provisional. */
        REPORT,
        /** camt.053, MT940, BAI2 previous day, CODA, CFONB 120, Norma 43: final. */
        STATEMENT,
        /** camt.054, MT900, MT910: single movements, as they happen. */
        NOTIFICATION
    }

    /**
     * A balance.
     *
     * @param type ISO external balance type: OPBD opening, PRCD closing of the day before, CLBD closing, ITBD interim,
     *     OPAV, CLAV, ITAV available, FWAV forward available; or the bank's own
     * @param credit false means overdrawn
     * @param subType INTM where it is one of several pages of the same day; or the bank's own
     */
    record Balance(
            String type,
            BigDecimal amount,
            String currency,
            boolean credit,
            @Nullable LocalDate on,
            @Nullable String subType) {

        public Balance(String type, BigDecimal amount, String currency, boolean credit, @Nullable LocalDate on) {
            this(type, amount, currency, credit, on, null);
        }

        /** Positive where we own it. */
        public BigDecimal signed() {
            return credit ? amount : amount.negate();
        }
    }

    /**
     * What is told of a statement beside its numbers.
     *
     * @param format the message and version, such as {@code camt.053.001.08} or {@code MT940}
     * @param servicer the bank: its BIC, or else its name
     * @param page number of the page, where the bank sends a statement in several
     * @param copy DUPL, COPY or CODU, where the bank says that it is told again
     */
    record About(
            String format,
            @Nullable String owner,
            @Nullable String servicer,
            @Nullable Integer page,
            @Nullable Boolean lastPage,
            @Nullable String copy) {

        public static About of(String format) {
            return new About(format, null, null, null, null, null);
        }
    }

    /**
     * A statement begins.
     *
     * @param bankId the bank's identification of the statement; banks reuse it after a year
     * @param sequence the electronic or legal sequence number
     * @param balances those that are known before the entries; the others come with {@link Closed}
     */
    record Opened(
            Kind kind,
            About about,
            int sourceLine,
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

    /** What kind of transaction it is: the ISO domain, family and sub-family, and the bank's own code. */
    record BankCode(
            @Nullable String domain,
            @Nullable String family,
            @Nullable String subFamily,
            @Nullable String proprietary,
            @Nullable String issuer) {

        public static BankCode own(String proprietary, @Nullable String issuer) {
            return new BankCode(null, null, null, proprietary, issuer);
        }

        /** {@code PMNT/ICDT/ESCT}, or else the bank's own. */
        public @Nullable String text() {
            if (domain == null) {
                return proprietary;
            }
            return family == null
                    ? domain
                    : subFamily == null ? domain + "/" + family : domain + "/" + family + "/" + subFamily;
        }
    }

    /**
     * The entry is the total of several transactions.
     *
     * @param messageId of our file
     * @param count how many transactions it stands for, as the bank says
     */
    record Batch(
            @Nullable String messageId,
            @Nullable String paymentInformationId,
            @Nullable Integer count) {}

    /**
     * What the bank or another one took.
     *
     * @param credit true where it was given back
     * @param bearer DEBT, CRED, SHAR or SLEV
     * @param included whether the amount of the entry holds it already; null where it is not said
     */
    record Charge(
            BigDecimal amount,
            String currency,
            boolean credit,
            @Nullable String type,
            @Nullable String bearer,
            @Nullable Boolean included) {}

    /**
     * Another currency was involved.
     *
     * @param instructed what was ordered, in {@code instructedCurrency}
     * @param counter the counter value, in {@code counterCurrency}
     * @param rate as the bank writes it; from {@code source} to {@code target} where it says so
     */
    record Exchange(
            @Nullable BigDecimal instructed,
            @Nullable String instructedCurrency,
            @Nullable BigDecimal counter,
            @Nullable String counterCurrency,
            @Nullable BigDecimal rate,
            @Nullable String source,
            @Nullable String target) {}

    /** By which names the transaction goes. What the bank leaves out, or fills with NOTPROVIDED, is null. */
    record References(
            @Nullable String messageId,
            @Nullable String paymentInformationId,
            @Nullable String instructionId,
            @Nullable String endToEndId,
            @Nullable String transactionId,
            @Nullable String uetr,
            @Nullable String mandateId,
            @Nullable String chequeNumber,
            @Nullable String bankReference,
            @Nullable String clearingReference,
            List<String> others) {

        public static final References NONE =
                new References(null, null, null, null, null, null, null, null, null, null, List.of());

        /** The two that most formats have: what we gave with the order, and what the bank calls it. */
        public static References of(@Nullable String endToEndId, @Nullable String bankReference) {
            return new References(null, null, null, endToEndId, null, null, null, null, bankReference, null, List.of());
        }
    }

    /**
     * The other side: who was paid, or who paid.
     *
     * @param account number without spaces
     * @param agent their bank: its BIC, or else its clearing number or name
     * @param ultimate on whose behalf, where that is somebody else
     */
    record Counterparty(
            @Nullable String name,
            @Nullable String account,
            @Nullable String agent,
            @Nullable String ultimate) {

        public static final Counterparty NONE = new Counterparty(null, null, null, null);
    }

    /**
     * One structured remittance.
     *
     * @param type of the reference: SCOR, QRR, or the bank's own
     * @param documents numbers of the documents it pays
     * @param amount paid of them
     */
    record Structured(
            @Nullable String reference,
            @Nullable String type,
            List<String> documents,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            List<String> texts) {

        public static Structured of(String reference, @Nullable String type) {
            return new Structured(reference, type, List.of(), null, null, List.of());
        }
    }

    /**
     * It came back.
     *
     * @param code ISO external return reason; NARR where the bank tells it only in words
     * @param original what kind of transaction came back
     */
    record Return(
            String code, @Nullable String text, @Nullable BankCode original) {}

    /**
     * An entry.
     *
     * @param line its position in the statement, from 1
     * @param status BOOK, PDNG, INFO or FUTR; only BOOK moved money
     * @param reference the entry's own, {@code NtryRef}
     * @param bankReference {@code AcctSvcrRef}
     */
    record Entry(
            int line,
            int sourceLine,
            BigDecimal amount,
            String currency,
            boolean credit,
            boolean reversal,
            String status,
            @Nullable LocalDate bookedOn,
            @Nullable LocalDate valuedOn,
            @Nullable String reference,
            @Nullable String bankReference,
            @Nullable BankCode code,
            @Nullable Batch batch,
            List<Charge> charges,
            @Nullable Exchange exchange)
            implements StatementPart {

        public boolean booked() {
            return status.equals("BOOK");
        }
    }

    /**
     * One transaction of the last entry. What the bank leaves out is null or empty.
     *
     * @param text the unstructured remittance, every line of it
     * @param information further words of the bank about this transaction
     */
    record Detail(
            int sourceLine,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable Boolean credit,
            References references,
            Counterparty counterparty,
            List<String> text,
            List<Structured> structured,
            @Nullable Return returned,
            List<Charge> charges,
            @Nullable Exchange exchange,
            @Nullable BankCode code,
            @Nullable String purpose,
            @Nullable String information)
            implements StatementPart {

        /** A transaction of a format that tells little. */
        public static Detail of(int sourceLine, References references, Counterparty counterparty, List<String> text) {
            return new Detail(
                    sourceLine,
                    null,
                    null,
                    null,
                    references,
                    counterparty,
                    text,
                    List.of(),
                    null,
                    List.of(),
                    null,
                    null,
                    null,
                    null);
        }

        /** The lines of the unstructured remittance as one text. */
        public @Nullable String remittance() {
            return text.isEmpty() ? null : String.join(" ", text);
        }

        /** The first structured reference. */
        public @Nullable String structuredReference() {
            return structured.stream()
                    .map(Structured::reference)
                    .filter(r -> r != null)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The last entry is complete. {@code information} is what the bank says of all of it. */
    record EntryClosed(@Nullable String information) implements StatementPart {}

    /**
     * The statement is complete.
     *
     * @param balances those that the format tells after the entries
     * @param warnings what was odd in it but certain in its meaning, each with its place; kept with the statement
     */
    record Closed(int entries, List<Balance> balances, List<String> warnings) implements StatementPart {

        public Closed(int entries) {
            this(entries, List.of(), List.of());
        }
    }
}
