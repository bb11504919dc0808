package io.countersign.reconciliation;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.Journal;
import io.countersign.governance.identity.Caller;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.payments.Settlements;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

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
     * @param took how long it took; for whoever watches whether the hub keeps up
     */
    public record Received(int statements, int entries, int repeated, int matched, int breaks, Took took) {}

    /**
     * Where the time went.
     *
     * @param reading the file, until all of its lines were in the database
     * @param matching until each line was kept with what explains it
     * @param settling until payments and breaks knew of it
     */
    public record Took(Duration reading, Duration matching, Duration settling) {}

    /**
     * What was received before: the statement, its file and the line of it where it was told.
     *
     * @param sourceLine of the file, from 1; 0 where it is not known
     */
    public record Earlier(UUID statementId, UUID fileId, String fileName, int sourceLine, Instant receivedAt) {}

    /**
     * A balance as the bank tells it.
     *
     * @param type ISO external balance type such as OPBD or CLBD, or the bank's own
     * @param subType INTM where it is one of several pages; or the bank's own
     * @param amount negative where the account is overdrawn
     */
    public record Balance(
            String type,
            @Nullable String subType,
            BigDecimal amount,
            String currency,
            @Nullable LocalDate on) {}

    /**
     * A statement as it can be read. {@code faults} says what does not add up; empty if all does.
     *
     * @param kind STATEMENT, REPORT or NOTIFICATION
     * @param day the business day it is of: the last that it names, by itself or with its balances or entries
     * @param credits sum of the booked credits, {@code debits} of the booked debits
     * @param format the message and its version, such as camt.053.001.08 or MT940
     * @param page where the bank sends it in several
     * @param copy DUPL, COPY or CODU, where the bank says that it tells it again
     * @param warnings what was odd in the file but certain in its meaning, each with its place
     * @param balances all of them, in the order of the bank
     * @param repeats the statement received before of which this is the same again
     * @param corrects the version received before that this one replaces
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
            LocalDate day,
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
            Instant receivedAt,
            @Nullable String format,
            @Nullable Integer page,
            @Nullable Boolean lastPage,
            @Nullable String copy,
            int sourceLine,
            List<String> warnings,
            List<Balance> balances,
            @Nullable Earlier repeats,
            @Nullable Earlier corrects) {

        View with(List<Balance> told) {
            return new View(
                    id,
                    kind,
                    account,
                    accountName,
                    legalEntity,
                    currency,
                    bankId,
                    sequence,
                    from,
                    to,
                    day,
                    opening,
                    closing,
                    credits,
                    debits,
                    entries,
                    matched,
                    openBreaks,
                    faults,
                    connection,
                    fileId,
                    fileName,
                    receivedAt,
                    format,
                    page,
                    lastPage,
                    copy,
                    sourceLine,
                    warnings,
                    told,
                    repeats,
                    corrects);
        }
    }

    /**
     * The pages in which a bank tells one statement, in their order; empty where it has only one.
     *
     * @param complete whether the last one is here
     */
    public record Pages(List<One> all, boolean complete) {

        /** A page by its number; {@code statementId} is null where it has not arrived. */
        public record One(int number, @Nullable UUID statementId) {}
    }

    /**
     * One entry or, where the bank says more, one transaction of an entry.
     *
     * @param state MATCHED, OPEN, NOT_OURS, PENDING (not booked) or RECEIPT (money in that no payment explains)
     * @param strategy how it was matched: END_TO_END_ID, INSTRUCTION_ID, BATCH, STRUCTURED_REFERENCE, RETURN, ACCOUNT_FEE,
     *     BY_HAND or WRITE_OFF
     * @param sourceLine of the bank's file, from 1; 0 where it is not known
     * @param matchId the line whose match can be undone; null where there is none
     * @param score 0 to 100, of its match
     * @param evidence what was equal, as a JSON object
     * @param first where the same movement was told before; null where this line is the first to tell it
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
            int payments,
            int sourceLine,
            @Nullable UUID matchId,
            @Nullable Integer score,
            @Nullable String evidence,
            @Nullable Earlier first) {}

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

    private static final String COUNT_MATCHED = """
            update reconciliation.statement s set matched = x.matched
            from (select statement_id, count(*) as matched from incoming
                  where state = 'MATCHED' or (state = 'KNOWN' and exists (
                      select from reconciliation.line f where f.id = incoming.first_id and f.state = 'MATCHED'))
                  group by statement_id) x
            where s.id = x.statement_id
            """;

    private static final String REPEATED =
            "select count(*) from incoming where first_id is not null and role <> 'PART'";

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final TransactionTemplate part;
    private final Journal journal;
    private final Settlements settlements;
    private final BreakBook breaks;
    private final Policies policies;
    private final StatementReads reads;
    private final Clock clock;
    private final Ids ids;

    Statements(
            JdbcTemplate template,
            TransactionTemplate transaction,
            Journal journal,
            Settlements settlements,
            BreakBook breaks,
            Policies policies,
            Clock clock,
            Ids ids) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.part = new TransactionTemplate(Objects.requireNonNull(transaction.getTransactionManager()));
        part.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.journal = journal;
        this.settlements = settlements;
        this.breaks = breaks;
        this.policies = policies;
        this.reads = new StatementReads(jdbc);
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Takes in the statements of one file and matches them, in one transaction and bounded memory. Entries known from an
     * earlier message are recognised, so any overlap in any order leads to the same lines. Nothing is matched before the
     * feed has come to its end; where it fails nothing is left, and the caller's transaction can go on.
     */
    public Received ingest(Source source, Feed feed, Cause cause) {
        return Objects.requireNonNull(part.execute(t -> ingestInTransaction(source, feed, cause)));
    }

    private Received ingestInTransaction(Source source, Feed feed, Cause cause) {
        Instant began = clock.instant();
        Matching matching = new Matching(template, began);
        matching.begin();
        StatementIntake intake = stage(source, feed, cause, began);
        Instant read = clock.instant();
        matching.match(policies.tolerances());
        template.update(COUNT_MATCHED);
        Instant matched = clock.instant();
        int moved = new Settling(template, settlements).settle(cause);
        int opened = breaks.afterIngest(intake.taken(), cause);
        int repeated = Objects.requireNonNull(template.queryForObject(REPEATED, Integer.class));
        Took took = new Took(
                Duration.between(began, read),
                Duration.between(read, matched),
                Duration.between(matched, clock.instant()));
        return new Received(intake.taken().size(), intake.entries(), repeated, moved, opened, took);
    }

    private StatementIntake stage(Source source, Feed feed, Cause cause, Instant now) {
        try (Staging staging = new Staging(template, ids)) {
            StatementIntake intake =
                    new StatementIntake(new StatementIntake.Tools(jdbc, staging, journal, ids, now), source, cause);
            feed.into(intake::take);
            staging.finish();
            return intake;
        }
    }

    /** Newest first. Needs {@code payments:read}, {@code reconciliation:work} or {@code statements:ingest}. */
    public Page<View> list(Caller caller, Filter filter, @Nullable String after, int limit) {
        return reads.list(caller, filter, after, limit);
    }

    public Optional<View> find(Caller caller, UUID id) {
        return reads.find(caller, id);
    }

    /** The statements that one stored file held, in its order. */
    public List<View> ofFile(Caller caller, UUID fileId, int limit) {
        return reads.ofFile(caller, fileId, limit);
    }

    /** The pages of the statement that is, or has, this page. Needs what reading statements needs. */
    public Pages pages(Caller caller, UUID statementId) {
        return reads.pages(caller, statementId);
    }

    /** What a statement changes about the version that it replaces; empty where it replaces none. */
    public Optional<Correction> correction(Caller caller, UUID statementId) {
        return reads.find(caller, statementId).flatMap(found -> new Corrections(jdbc, reads).of(caller, found));
    }

    /** The lines of one statement, in the order of the bank. */
    public Page<Line> lines(Caller caller, UUID statementId, @Nullable String after, int limit) {
        return reads.lines(caller, statementId, after, limit);
    }

    /** The files that had told some of a file before, by their names, oldest first; three at most. */
    public List<String> toldBefore(UUID fileId) {
        return reads.toldBefore(fileId);
    }

    /** The accounts that stand in some lines of a statement's file: ours, and those of counterparties. */
    public List<String> accounts(Caller caller, UUID statementId, int fromLine, int toLine) {
        return reads.accounts(caller, statementId, fromLine, toLine);
    }

    /** Whether the caller may see the bank's own text of a statement: salaries in it are for {@code payroll:details}. */
    public boolean showsText(Caller caller, UUID statementId) {
        return reads.showsText(caller, statementId);
    }

    /** The same of a whole file; one that is no statement is for {@code payroll:details} alone. */
    public boolean showsTextOfFile(Caller caller, UUID fileId) {
        return reads.showsTextOfFile(caller, fileId);
    }

    /** The lines that were matched with a payment, oldest first. */
    public List<Line> ofPayment(Caller caller, UUID paymentId) {
        return reads.ofPayment(caller, paymentId);
    }
}
