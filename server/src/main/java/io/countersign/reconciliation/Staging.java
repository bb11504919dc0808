package io.countersign.reconciliation;

import io.countersign.model.CopyRows;
import io.countersign.model.Ids;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Puts the lines of a file into a temporary table of the transaction by COPY, so that matching is set-based and each line
 * is written for good only once, with what came of it. An entry with one transaction is one line; an entry with several is
 * a TOTAL and its PARTs.
 */
final class Staging implements AutoCloseable {

    private static final int FLUSH_AT = 1 << 20;

    private static final String TABLE = """
            create temporary table if not exists incoming (
                n bigint, id uuid, statement_id uuid, kind text, account text, entry int, part int, role text, parent uuid,
                amount numeric, currency text, credit boolean, reversal boolean, status text, booked_on date, valued_on date,
                bank_reference text, code text, batch_message text, message_id text, instruction_id text, end_to_end_id text,
                counterparty text, counterparty_account text, remittance text, structured_ref text, return_code text,
                return_text text, charges numeric, identity bytea, %s,
                first_id uuid, open boolean not null default false, payment_id uuid, matched_message text,
                pay_amount numeric, pay_currency text, pay_state text, pay_count int, twice boolean not null default false,
                strategy text, break_kind text, state text generated always as (%s) stored
            ) on commit drop
            """.formatted(LineDetails.DEFINITIONS, Matching.STATE);

    private static final String COPY = """
            copy incoming (n, id, statement_id, kind, account, entry, part, role, parent, amount, currency, credit, reversal,
                status, booked_on, valued_on, bank_reference, code, batch_message, message_id, instruction_id,
                end_to_end_id, counterparty, counterparty_account, remittance, structured_ref, return_code, return_text,
                charges, %s, identity, open)
            from stdin
            """.formatted(LineDetails.COLUMNS);

    private final JdbcTemplate jdbc;
    private final PGConnection database;
    private final Ids ids;
    private final CopyRows rows = new CopyRows(FLUSH_AT + 16_384);
    private @Nullable Future<?> copying;
    private long number;

    private UUID statement = new UUID(0, 0);
    private StatementPart.@Nullable Opened opened;
    private StatementPart.@Nullable Entry entry;
    private StatementPart.@Nullable Detail only;
    private @Nullable UUID total;
    private long totalNumber;
    private int parts;
    private boolean partsAgree;
    private BigDecimal partSum = BigDecimal.ZERO;

    /** What a statement adds up to while it is read. */
    static final class Sums {
        int entries;
        BigDecimal credits = BigDecimal.ZERO;
        BigDecimal debits = BigDecimal.ZERO;
        /** Entries whose transactions do not add up to them. */
        int uneven;
    }

    private Sums sums = new Sums();

    /** Begins in the transaction of the caller; {@link #close} it before that ends. */
    Staging(JdbcTemplate jdbc, Ids ids) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.database = Objects.requireNonNull(
                jdbc.execute((ConnectionCallback<PGConnection>) connection -> connection.unwrap(PGConnection.class)));
        jdbc.execute(TABLE);
        jdbc.execute("truncate incoming");
    }

    Sums sums() {
        return sums;
    }

    void open(UUID statementId, StatementPart.Opened statementOpened) {
        statement = statementId;
        opened = statementOpened;
        sums = new Sums();
    }

    void add(StatementPart.Entry next) {
        entry = next;
        only = null;
        total = null;
        parts = 0;
        partSum = BigDecimal.ZERO;
        partsAgree = true;
        sums.entries++;
        if (next.booked()) {
            if (next.credit()) {
                sums.credits = sums.credits.add(next.amount());
            } else {
                sums.debits = sums.debits.add(next.amount());
            }
        }
    }

    void add(StatementPart.Detail detail) {
        StatementPart.Detail first = only;
        parts++;
        if (parts == 1) {
            only = detail;
            return;
        }
        if (first != null) {
            total = ids.next();
            totalNumber = number++;
            part(1, first);
            only = null;
        }
        part(parts, detail);
    }

    void close(StatementPart.EntryClosed closed) {
        if (total == null) {
            row(new Place(number++, ids.next(), "SINGLE", 0, null), only, closed.information());
        } else {
            row(new Place(totalNumber, total, "TOTAL", 0, null), null, closed.information());
            if (partsAgree && partSum.compareTo(theEntry().amount()) != 0) {
                sums.uneven++;
            }
        }
        entry = null;
    }

    /** Writes what is left; call it before matching. */
    void finish() {
        flush();
        await();
        jdbc.execute("analyze incoming");
    }

    private StatementPart.Entry theEntry() {
        return Objects.requireNonNull(entry, "an entry begins before its transactions");
    }

    private void part(int part, StatementPart.Detail detail) {
        StatementPart.Entry of = theEntry();
        if (detail.amount() == null
                || !detail.charges().isEmpty()
                || !of.currency().equals(detail.currency())) {
            partsAgree = false;
        } else {
            boolean sameWay = detail.credit() == null || detail.credit() == of.credit();
            partSum = partSum.add(sameWay ? detail.amount() : detail.amount().negate());
        }
        row(new Place(number++, ids.next(), "PART", part, total), detail, null);
    }

    /** Where a line stands: in the file, in its statement, and below which total. */
    private record Place(
            long number,
            UUID id,
            String role,
            int part,
            @Nullable UUID parent) {}

    private void row(Place at, StatementPart.@Nullable Detail detail, @Nullable String information) {
        StatementPart.Entry e = theEntry();
        StatementPart.Opened o = Objects.requireNonNull(opened);
        boolean isPart = at.role().equals("PART");
        StatementPart.Detail own = isPart ? detail : null;
        Boolean partCredit = own == null ? null : own.credit();
        boolean credit = partCredit == null ? e.credit() : partCredit;
        BigDecimal amount = own == null ? e.amount() : own.amount();
        String currency = own == null || own.currency() == null ? e.currency() : own.currency();
        StatementPart.BankCode code = LineDetails.code(e, detail);
        StatementPart.Batch batch = e.batch();
        field(at.number()).field(at.id()).field(statement).field(o.kind()).field(o.account());
        field(e.line()).field(at.part()).field(at.role()).field(at.parent());
        field(amount).field(currency).field(credit).field(e.reversal()).field(e.status());
        field(e.bookedOn()).field(e.valuedOn()).field(bankReference(e, detail, isPart));
        field(code == null ? null : code.text());
        field(batch == null ? null : batch.messageId() == null ? batch.paymentInformationId() : batch.messageId());
        detail(detail, detail == null || detail.remittance() == null ? information : detail.remittance());
        field(LineDetails.taken(e, detail, isPart));
        LineDetails.values(e, detail, isPart, information).forEach(this::field);
        field(isPart || !e.booked() ? null : "\\x" + identity(o, e, detail));
        field(e.booked() && !at.role().equals("TOTAL"));
        rows.end();
        if (rows.size() > FLUSH_AT) {
            flush();
        }
    }

    private static @Nullable String bankReference(
            StatementPart.Entry entry, StatementPart.@Nullable Detail detail, boolean part) {
        return part || entry.bankReference() == null
                ? (detail == null ? null : detail.references().bankReference())
                : entry.bankReference();
    }

    private void detail(StatementPart.@Nullable Detail d, @Nullable String text) {
        if (d == null) {
            field(null).field(null).field(null).field(null).field(null);
            field(text).field(null).field(null).field(null);
            return;
        }
        StatementPart.References r = d.references();
        field(r.messageId() == null ? r.paymentInformationId() : r.messageId());
        field(r.instructionId()).field(r.endToEndId());
        field(d.counterparty().name()).field(d.counterparty().account());
        field(text).field(d.structuredReference());
        field(d.returned() == null ? null : d.returned().code());
        field(d.returned() == null ? null : d.returned().text());
    }

    /**
     * What makes two tellings the same movement: the bank's own reference where it gives one, else everything it says of
     * it. The booking date is part of it, since banks use their references again after a year.
     */
    private static String identity(StatementPart.Opened o, StatementPart.Entry e, StatementPart.@Nullable Detail d) {
        MessageDigest digest = sha256();
        put(digest, o.account());
        put(digest, e.credit());
        put(digest, e.amount().stripTrailingZeros().toPlainString());
        put(digest, e.currency());
        put(digest, e.bookedOn() == null ? e.valuedOn() : e.bookedOn());
        String reference = bankReference(e, d, false);
        if (reference != null) {
            put(digest, reference);
        } else {
            put(digest, e.batch() == null ? null : e.batch().messageId());
            put(digest, d == null ? null : d.references().endToEndId());
            put(digest, d == null ? null : d.references().instructionId());
            put(digest, d == null ? null : d.references().transactionId());
            put(digest, d == null ? null : d.counterparty().account());
            put(digest, d == null ? null : d.remittance());
            put(digest, d == null ? null : d.structuredReference());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void put(MessageDigest digest, @Nullable Object value) {
        byte[] bytes = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Staging field(@Nullable Object value) {
        rows.field(value instanceof BigDecimal decimal ? decimal.toPlainString() : value);
        return this;
    }

    /**
     * Hands over what was gathered. The database takes it in while the next lines are read; what the transaction asks
     * meanwhile waits for its turn in the driver.
     */
    private void flush() {
        await();
        if (rows.size() == 0) {
            return;
        }
        byte[] portion = rows.take();
        FutureTask<Long> copy =
                new FutureTask<>(() -> database.getCopyAPI().copyIn(COPY, new ByteArrayInputStream(portion)));
        copying = copy;
        Thread.ofVirtual().name("statement-copy").start(copy);
    }

    /** Waits for the portion under way; its failure is that of the transaction. */
    private void await() {
        Future<?> underWay = copying;
        copying = null;
        if (underWay == null) {
            return;
        }
        try {
            underWay.get();
        } catch (ExecutionException failed) {
            throw new UncategorizedSQLException("copying lines", COPY, sqlException(failed));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while lines were copied", stop);
        }
    }

    private static SQLException sqlException(ExecutionException failed) {
        return failed.getCause() instanceof SQLException sql ? sql : new SQLException(failed.getCause());
    }

    /** Before the transaction ends, however it ends, nobody else uses its connection. */
    @Override
    public void close() {
        if (copying != null) {
            await();
        }
    }
}
