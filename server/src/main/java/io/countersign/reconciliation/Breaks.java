package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
     * @param statementId null where a statement or a booking is missing
     * @param resolution MATCHED, WRITTEN_OFF, NOT_OURS, EXPLAINED or OVER_BY_ITSELF; null while open
     * @param owner the role whose work it is
     * @param proposedBy who proposed a write-off that needs a second person
     */
    public record View(
            UUID id,
            BreakKind kind,
            String reference,
            String detail,
            String account,
            @Nullable String legalEntity,
            @Nullable UUID statementId,
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
            String owner,
            @Nullable Instant dueAt,
            @Nullable String proposedBy,
            @Nullable String proposedWhy,
            int version) {}

    /** What a person did about a break. {@code payments} are their references; {@code amount} was written off. */
    public record Done(
            String act,
            String by,
            String why,
            List<String> payments,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable String policy,
            Instant at) {}

    /**
     * What might explain an open line, and why it might.
     *
     * @param score 0 to 99; what would be sure matches by itself
     * @param payments ids of the payments, {@code references} what they are called, in the same order
     * @param breaks other breaks whose lines only together with this one agree
     */
    public record Suggestion(
            String strategy,
            int score,
            List<UUID> payments,
            List<String> references,
            List<String> creditors,
            List<UUID> breaks,
            List<String> reasons) {}

    /** Which breaks; a null means any. {@code overdue} means only those past the time policy gives them. */
    public record Filter(
            boolean openOnly,
            @Nullable BreakKind kind,
            @Nullable String legalEntity,
            @Nullable UUID statementId,
            boolean overdue) {
        public static final Filter OPEN = new Filter(true, null, null, null, false);
    }

    /** How an act on a break ended. */
    public sealed interface Result {
        record Done(View view) implements Result {}

        /** Above the limit of one person; it is recorded and waits for a second. */
        record Waits(View view, String why) implements Result {}

        /** Nothing was changed. */
        record Refused(ErrorCode code, String why) implements Result {}
    }

    /** Breaks that arose together. Published to listeners within the transaction, so that no case is missed. */
    public record Arose(List<View> breaks) {}

    /** A break is over. Published to listeners within the transaction. */
    public record Over(List<View> breaks, String how) {}

    private static final String BREAK = """
            select b.* from reconciliation.break b
            where (:all or b.legal_entity = any(:entities))
              and (:salaries or not payments.confidential(b.payment_id))
            """;

    private static final String LIST = BREAK + """
              and (not :open_only or b.resolution is null)
              and (cast(:kind as text) is null or b.kind = :kind)
              and (cast(:entity as text) is null or b.legal_entity = :entity)
              and (cast(:statement as uuid) is null or b.statement_id = :statement)
              and (not :overdue or b.due_at < :now)
              and (cast(:at as timestamptz) is null or (b.opened_at, b.id) > (:at, cast(:id as uuid)))
            order by b.opened_at, b.id
            limit :limit
            """;

    private static final String FIND = BREAK + " and b.id = :id";

    private static final String SUGGESTIONS = """
            select s.*, array(select m.reference from unnest(s.payments) with ordinality u(id, n)
                              join payments.matchable m on m.id = u.id order by u.n) as names,
                   array(select m.creditor_name from unnest(s.payments) with ordinality u(id, n)
                         join payments.matchable m on m.id = u.id order by u.n) as creditors,
                   array(select b.id from reconciliation.break b
                         where b.line_id = any(s.lines) and b.resolution is null) as breaks
            from reconciliation.suggestion s
            where s.line_id = :line
              and (:salaries or not exists (select from unnest(s.payments) u(id) where payments.confidential(u.id)))
              and not exists (
                select from unnest(s.payments) u(id) left join payments.matchable m on m.id = u.id
                where m.state is null or m.state not in ('SENDING', 'UNKNOWN', 'SENT', 'ACCEPTED'))
            order by s.score desc, s.strategy
            """;

    private static final int MOST = 500;

    private final JdbcClient jdbc;
    private final BreakActs acts;
    private final Resolutions resolutions;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Breaks(JdbcClient jdbc, BreakActs acts, Resolutions resolutions, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.acts = acts;
        this.resolutions = resolutions;
        this.transaction = transaction;
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
                .param("overdue", filter.overdue())
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
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

    /** What might explain it, the likeliest first; empty where it is not about a line. */
    public List<Suggestion> suggestions(Caller caller, UUID id) {
        Optional<View> found = find(caller, id);
        if (found.isEmpty() || found.get().lineId() == null) {
            return List.of();
        }
        return jdbc.sql(SUGGESTIONS)
                .param("line", found.get().lineId())
                .param("salaries", caller.may(Capability.PAYROLL_DETAILS))
                .query((row, n) -> new Suggestion(
                        row.getString("strategy"),
                        row.getInt("score"),
                        Arrays.asList((UUID[]) row.getArray("payments").getArray()),
                        Arrays.asList((String[]) row.getArray("names").getArray()),
                        Arrays.asList((String[]) row.getArray("creditors").getArray()),
                        Arrays.asList((UUID[]) row.getArray("breaks").getArray()),
                        Arrays.asList((String[]) row.getArray("reasons").getArray())))
                .list();
    }

    /** What people did about it, oldest first. */
    public List<Done> history(Caller caller, UUID id) {
        return find(caller, id).map(found -> resolutions.history(found.id())).orElse(List.of());
    }

    /** Matches a line with a payment of the same amount. */
    public Result match(Caller caller, UUID breakId, UUID paymentId, String why) {
        return match(caller, breakId, List.of(paymentId), List.of(), why);
    }

    /**
     * Matches a line with payments, or several lines with one payment; the sums have to be equal. The payments move on as
     * if the bank had named them.
     *
     * @param others breaks whose lines belong to the same payment
     */
    public Result match(Caller caller, UUID breakId, List<UUID> payments, List<UUID> others, String why) {
        List<UUID> all = new ArrayList<>(List.of(breakId));
        all.addAll(others);
        return work(caller, all, why, views -> acts.match(caller, views, payments, why));
    }

    /**
     * Gives a part of a line to payments and the rest to a kind of difference: what is no payment of ours ({@code
     * NOT_OURS}), or a write-off within the limit of one person.
     */
    public Result split(Caller caller, UUID breakId, List<UUID> payments, String kind, String why) {
        return work(caller, List.of(breakId), why, views -> acts.split(caller, views.getFirst(), payments, kind, why));
    }

    /**
     * Writes off what differs; where nothing of the line is a payment, all of it.
     *
     * @param kind CHARGE, ACCOUNT_FEE, FX or ROUNDING; the policy {@code reconciliation} has its limits
     */
    public Result writeOff(Caller caller, UUID breakId, String kind, String why) {
        return work(caller, List.of(breakId), why, views -> acts.writeOff(caller, views.getFirst(), kind, why));
    }

    /** The line is none of our payments, or what differs is explained; the reason says how. */
    public Result explain(Caller caller, UUID breakId, String why) {
        return work(caller, List.of(breakId), why, views -> acts.explain(caller, views.getFirst(), why));
    }

    /** Undoes what a person did: lines are open again, payments wait for their booking again. */
    public Result reopen(Caller caller, UUID breakId, String why) {
        return attempt(caller, why, () -> {
            Optional<View> found = find(caller, breakId);
            return found.isEmpty() ? missing() : acts.reopen(caller, found.get(), why);
        });
    }

    /** Undoes the match of a line, whoever made it, and opens a break about it. */
    public Result undoMatch(Caller caller, UUID lineId, String why) {
        return attempt(caller, why, () -> acts.undoMatch(caller, lineId, why));
    }

    private Result work(Caller caller, List<UUID> breakIds, String why, Function<List<View>, Result> act) {
        return attempt(caller, why, () -> {
            List<View> views = new ArrayList<>();
            for (UUID id : breakIds) {
                Optional<View> found = find(caller, id);
                if (found.isEmpty()) {
                    return missing();
                }
                if (found.get().resolution() != null) {
                    return new Result.Refused(ErrorCode.CHANGED, "It is resolved already");
                }
                views.add(found.get());
            }
            return act.apply(views);
        });
    }

    /** What is refused leaves nothing behind. */
    private Result attempt(Caller caller, String why, Supplier<Result> act) {
        if (!caller.may(Capability.RECONCILIATION_WORK)) {
            return new Result.Refused(ErrorCode.CAPABILITY_MISSING, "This needs reconciliation:work");
        }
        if (why.isBlank()) {
            return new Result.Refused(ErrorCode.INVALID, "A reason is needed");
        }
        return Objects.requireNonNull(transaction.execute(status -> {
            Result result = act.get();
            if (result instanceof Result.Refused) {
                status.setRollbackOnly();
            }
            return result;
        }));
    }

    private static Result missing() {
        return new Result.Refused(ErrorCode.NOT_FOUND, "There is no such break");
    }

    private JdbcClient.StatementSpec scoped(String sql, Caller caller) {
        return jdbc.sql(sql)
                .param("all", caller.legalEntities().isEmpty())
                .param("entities", caller.legalEntities().toArray(String[]::new))
                .param("salaries", caller.may(Capability.PAYROLL_DETAILS));
    }
}
