package io.countersign.reconciliation;

import io.countersign.governance.Journal;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.payments.Settlements;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The door to breaks: what should match and does not. Working on one needs {@code reconciliation:work}. */
@Component
public class Breaks {

    /**
     * A break as it can be read.
     *
     * @param reference what it is about, for people: account end, statement and line
     * @param detail what does not match, in full
     * @param lineId the statement line, where it is about one
     * @param paymentId the payment it nearly matches, where there is one
     * @param resolution MATCHED, NOT_OURS, EXPLAINED or OVER_BY_ITSELF; null while open
     */
    public record View(
            UUID id,
            BreakKind kind,
            String reference,
            String detail,
            String account,
            @Nullable String legalEntity,
            UUID statementId,
            @Nullable UUID lineId,
            @Nullable UUID paymentId,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable Boolean credit,
            @Nullable LocalDate bookedOn,
            @Nullable String counterparty,
            @Nullable String remittance,
            @Nullable String resolution,
            @Nullable String resolvedBy,
            @Nullable String resolvedWhy,
            @Nullable Instant resolvedAt,
            String correlationId,
            Instant openedAt,
            int version) {}

    /** Which breaks; a null means any. */
    public record Filter(
            boolean openOnly,
            @Nullable BreakKind kind,
            @Nullable String legalEntity,
            @Nullable UUID statementId) {
        public static final Filter OPEN = new Filter(true, null, null, null);
    }

    /** How an act on a break ended. */
    public sealed interface Result {
        record Done(View view) implements Result {}

        /** Nothing was changed. */
        record Refused(ErrorCode code, String why) implements Result {}
    }

    /** Breaks that arose together. Published to listeners within the transaction, so that no case is missed. */
    public record Arose(List<View> breaks) {}

    /** A break is over. Published to listeners within the transaction. */
    public record Over(View view, String how) {}

    private static final String BREAK = """
            select b.* from reconciliation.break b
            where (:all or b.legal_entity = any(:entities))
            """;

    private static final String LIST = BREAK + """
              and (not :open_only or b.resolution is null)
              and (cast(:kind as text) is null or b.kind = :kind)
              and (cast(:entity as text) is null or b.legal_entity = :entity)
              and (cast(:statement as uuid) is null or b.statement_id = :statement)
              and (cast(:at as timestamptz) is null or (b.opened_at, b.id) > (:at, cast(:id as uuid)))
            order by b.opened_at, b.id
            limit :limit
            """;

    private static final String FIND = BREAK + " and b.id = :id";

    private static final String PAYMENT = """
            select m.id, m.amount = l.amount and m.currency = l.currency and m.debtor_number = l.account as fits,
                   l.credit, l.id as line, l.bank_reference, coalesce(l.booked_on, l.valued_on, s.ordered_on) as booked_on,
                   coalesce(s.sequence::text, s.bank_id) || '/' || l.entry as label, s.kind = 'STATEMENT' as final,
                   l.return_code, l.return_text
            from payments.matchable m, reconciliation.line l
            join reconciliation.statement s on s.id = l.statement_id
            where m.id = :payment and l.id = :line and (:all or m.legal_entity = any(:entities))
            """;

    private static final String MATCH_LINE = """
            update reconciliation.line set state = 'MATCHED', payment_id = :payment, payments = 1, strategy = 'BY_HAND'
            where id = :line and state = 'OPEN'
            """;

    private static final String DISOWN_LINE =
            "update reconciliation.line set state = 'NOT_OURS' where id = :line and state = 'OPEN'";

    private static final String COUNT = """
            update reconciliation.statement set matched = matched + 1
            where id = (select statement_id from reconciliation.line where id = :line)
            """;

    private static final String RESOLVE = """
            with closed as (
                update reconciliation.break
                set resolution = :resolution, resolved_by = :by, resolved_name = :name, resolved_why = :why,
                    resolved_at = :at, payment_id = coalesce(cast(:payment as uuid), payment_id), version = version + 1
                where id = :id and version = :version and resolution is null
                returning *),
            journal as (
                select 'break.resolved' as type, id::text as subject, version as sequence, legal_entity, correlation_id,
                       resolved_why as why, cast(null as text) as policy,
                       jsonb_build_object('breakId', id, 'kind', kind, 'resolution', resolution,
                                          'paymentId', payment_id) as data
                from closed)
            """;

    private static final int MOST = 500;

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Settlements settlements;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Breaks(
            JdbcClient jdbc,
            Journal journal,
            Settlements settlements,
            TransactionTemplate transaction,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.settlements = settlements;
        this.transaction = transaction;
        this.events = events;
        this.clock = clock;
    }

    /** Oldest first. */
    public Statements.Page<View> list(Caller caller, Filter filter, @Nullable String after, int limit) {
        StatementReads.check(caller);
        Cursor cursor = Cursor.read(after);
        int most = Math.clamp(limit, 1, MOST);
        List<View> found = scoped(LIST, caller)
                .param("open_only", filter.openOnly())
                .param("kind", filter.kind() == null ? null : filter.kind().name())
                .param("entity", filter.legalEntity())
                .param("statement", filter.statementId())
                .param("at", cursor == null ? null : cursor.time())
                .param("id", cursor == null ? null : cursor.id())
                .param("limit", most + 1)
                .query((row, n) -> BreakBook.view(row))
                .list();
        return StatementReads.page(found, most, last -> new Cursor(last.openedAt(), last.id()).text());
    }

    public Optional<View> find(Caller caller, UUID id) {
        StatementReads.check(caller);
        return scoped(FIND, caller)
                .param("id", id)
                .query((row, n) -> BreakBook.view(row))
                .optional();
    }

    /**
     * Matches a line by hand with a payment of the same amount, currency and account. The payment moves on as if the bank
     * had named it.
     */
    public Result match(Caller caller, UUID breakId, UUID paymentId, String why) {
        return work(caller, breakId, why, view -> matchLine(caller, view, paymentId, why));
    }

    /** The line is none of our payments, or what differs is explained; the reason says how. */
    public Result explain(Caller caller, UUID breakId, String why) {
        return work(caller, breakId, why, view -> {
            boolean line = view.lineId() != null
                    && jdbc.sql(DISOWN_LINE).param("line", view.lineId()).update() == 1;
            return resolve(caller, view, line ? "NOT_OURS" : "EXPLAINED", null, why);
        });
    }

    private Result work(Caller caller, UUID breakId, String why, Function<View, Result> act) {
        if (!caller.may(Capability.RECONCILIATION_WORK)) {
            return new Result.Refused(ErrorCode.CAPABILITY_MISSING, "This needs reconciliation:work");
        }
        if (why.isBlank()) {
            return new Result.Refused(ErrorCode.INVALID, "A reason is needed");
        }
        return Objects.requireNonNull(transaction.execute(status -> {
            Optional<View> found = find(caller, breakId);
            Result result = found.isEmpty()
                    ? new Result.Refused(ErrorCode.NOT_FOUND, "There is no such break")
                    : found.get().resolution() != null
                            ? new Result.Refused(ErrorCode.CHANGED, "It is resolved already")
                            : act.apply(found.get());
            if (result instanceof Result.Refused) {
                status.setRollbackOnly();
            }
            return result;
        }));
    }

    private record Candidate(boolean fits, boolean credit, Settlements.Booking booking, Settlements.Return back) {}

    private Result matchLine(Caller caller, View view, UUID paymentId, String why) {
        if (view.lineId() == null) {
            return new Result.Refused(ErrorCode.WRONG_STATE, "This break is not about a line");
        }
        Optional<Candidate> candidate = candidate(caller, view.lineId(), paymentId);
        if (candidate.isEmpty()) {
            return new Result.Refused(ErrorCode.NOT_FOUND, "No such payment is or was at the bank");
        }
        if (!candidate.get().fits()) {
            return new Result.Refused(ErrorCode.AMOUNT_INVALID, "Amount, currency or account of the payment differ");
        }
        if (jdbc.sql(MATCH_LINE)
                        .param("line", view.lineId())
                        .param("payment", paymentId)
                        .update()
                == 0) {
            return new Result.Refused(ErrorCode.CHANGED, "The line is explained already");
        }
        jdbc.sql(COUNT).param("line", view.lineId()).update();
        int moved = candidate.get().credit()
                ? settlements.giveBack(List.of(candidate.get().back()), caller.cause())
                : settlements.book(List.of(candidate.get().booking()), caller.cause());
        return moved == 0
                ? new Result.Refused(
                        ErrorCode.WRONG_STATE, "The payment cannot take this step; it may be booked already")
                : resolve(caller, view, "MATCHED", paymentId, why);
    }

    private Optional<Candidate> candidate(Caller caller, UUID line, UUID paymentId) {
        return scoped(PAYMENT, caller)
                .param("payment", paymentId)
                .param("line", line)
                .query((row, n) -> {
                    LocalDate bookedOn = row.getObject("booked_on", LocalDate.class);
                    String label = row.getString("label");
                    return new Candidate(
                            row.getBoolean("fits"),
                            row.getBoolean("credit"),
                            new Settlements.Booking(
                                    paymentId,
                                    bookedOn,
                                    label,
                                    row.getString("bank_reference"),
                                    row.getBoolean("final")),
                            new Settlements.Return(
                                    paymentId,
                                    bookedOn,
                                    label,
                                    row.getString("return_code"),
                                    row.getString("return_text")));
                })
                .optional();
    }

    private Result resolve(Caller caller, View view, String resolution, @Nullable UUID payment, String why) {
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        Optional<View> closed = journal.bind(jdbc.sql(RESOLVE + journal.append("select * from closed")), caller.cause())
                .param("id", view.id())
                .param("version", view.version())
                .param("resolution", resolution)
                .param("by", caller.id())
                .param("name", caller.cause().actor().name())
                .param("why", why)
                .param("payment", payment)
                .param("at", now)
                .query((row, n) -> BreakBook.view(row))
                .optional();
        if (closed.isEmpty()) {
            return new Result.Refused(ErrorCode.CHANGED, "Somebody resolved it in the meantime");
        }
        events.publishEvent(new Over(closed.get(), why));
        return new Result.Done(closed.get());
    }

    private JdbcClient.StatementSpec scoped(String sql, Caller caller) {
        return jdbc.sql(sql)
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new));
    }
}
