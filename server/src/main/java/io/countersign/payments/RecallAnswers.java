package io.countersign.payments;

import io.countersign.model.Cause;
import io.countersign.model.Figures;
import io.countersign.model.ReasonCodes;
import io.countersign.payments.RecallSaid.Effect;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Applies what banks answer to recalls. Only money reverses a payment, and only before its execution can a bank cancel it: a
 * promise changes the recall alone, and what contradicts what we know opens a case and changes nothing.
 */
@Component
public class RecallAnswers {

    /** What the bank decided. */
    public enum Outcome {
        AGREED,
        REFUSED,
        UNDECIDED,
        RETURNED
    }

    /**
     * One answer. It names a payment by end-to-end id or by our reference; where it names none, it speaks of every
     * payment of the recall whose case id, or of the file whose message id, it gives.
     *
     * @param status the bank's code, such as {@code RJCR}
     * @param amount what came back; null for anything but a return
     */
    public record Answer(
            Outcome outcome,
            @Nullable String caseId,
            @Nullable String messageId,
            @Nullable String endToEndId,
            @Nullable String instructionId,
            String status,
            @Nullable String code,
            @Nullable String text,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable LocalDate settledOn) {

        /**
         * What a status report says of a recall. That the request is well formed decides nothing; that it is or will be
         * executed promises the money, which a statement proves.
         */
        public static Answer of(BankReplies.Reply reply) {
            String code = reply.reasonCode();
            Outcome outcome = switch (reply.status()) {
                case "ACSP", "ACSC", "ACCC", "ACWC", "ACWP", "CANC" -> Outcome.AGREED;
                case "RJCT" ->
                    code != null && BankReplies.HAD_BEFORE.contains(code) ? Outcome.UNDECIDED : Outcome.REFUSED;
                default -> Outcome.UNDECIDED;
            };
            return new Answer(
                    outcome,
                    null,
                    reply.originalMessageId(),
                    reply.endToEndId(),
                    reply.instructionId(),
                    reply.status(),
                    code,
                    reply.reasonText(),
                    null,
                    null,
                    null);
        }

        boolean namesAPayment() {
            return endToEndId != null || instructionId != null;
        }
    }

    /** What came of a message, in recalls; {@code unmatched} are answers that name nothing we called back. */
    public record Applied(int applied, int repeated, int contradicting, int unmatched) {}

    private static final String FOUND = """
            with said as (
                select * from unnest(cast(:cases as text[]), cast(:messages as text[]), cast(:end_to_ends as text[]),
                                     cast(:instructions as text[])) with ordinality
                       as s(case_id, message, end_to_end, instruction, n)),
            named as (
                select s.n, p.id from said s join payments.payment p on p.end_to_end_id = s.end_to_end
                union
                select s.n, p.id from said s join payments.payment p on p.reference = s.instruction
                where s.end_to_end is null
                union
                select s.n, r.payment_id
                from said s join payments.bank_file f on f.message_id in (s.case_id, s.message)
                join payments.recall r on r.file_id = f.id
                where s.end_to_end is null and s.instruction is null
                union
                select s.n, p.id
                from said s join payments.bank_file f on f.message_id = s.message
                join payments.payment p on p.file_id = f.id
                where s.end_to_end is null and s.instruction is null)
            select n.n, r.id, r.state, r.executed_on, p.id as payment, p.state as payment_state, p.reference, p.legal_entity,
                   p.correlation_id, p.amount, p.currency
            from named n
            join payments.payment p on p.id = n.id and %s
            join payments.recall r on r.id = (select x.id from payments.recall x where x.payment_id = p.id
                                              order by x.requested_at desc, x.id desc limit 1)
            order by r.id, n.n for update of r
            """.formatted(ReplyBatch.mayAnswer("p"));

    private static final String ASKED = """
            select exists (select 1 from payments.bank_file f
                           where f.message_id = :message and f.purpose = 'RECALL' and %s)
            """.formatted(ReplyBatch.mayAnswer("f"));

    private static final String ANSWER = """
            with changed as (
                update payments.recall r
                   set state = a.state, version = r.version + 1, answer_message = :message, answer_status = a.status,
                       answer_code = a.code, answer_text = a.text, answered_at = :journal_at
                  from unnest(cast(:ids as uuid[]), cast(:states as text[]), cast(:statuses as text[]),
                              cast(:codes as text[]), cast(:texts as text[])) as a(id, state, status, code, text)
                 where r.id = a.id
                returning r.*)
            """ + RecallBook.JOURNAL;

    /** The bank spoke of the recall, so it has it: nobody may send it again. */
    private static final String HAS_IT = """
            update payments.bank_file set state = 'ANSWERED', lease = lease + 1, lease_until = null
            where state in ('READY', 'SENDING', 'OFFERED', 'CARRIED', 'UNKNOWN', 'SENT') and id in (
                select f.id from payments.bank_file f join payments.recall r on r.file_id = f.id
                where r.id = any (cast(:ids as uuid[])) order by f.id for update of f)
            """;

    private static final String CANCELLED_BY_BANK = """
            select id, 'Called back; the bank cancelled it before it was executed' as why, null::text as policy,
                   jsonb_build_object('bankMessage', cast(:message as text), 'status', 'CNCL', 'reasonCode', 'CNCL',
                       'reason', 'Called back; the bank cancelled it before it was executed') as extra
            from payments.payment where id = any (cast(:ids as uuid[])) order by id for update
            """;

    private final JdbcClient jdbc;
    private final RecallBook book;
    private final Transitions transitions;
    private final BusinessDates today;
    private final Settlements settlements;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    RecallAnswers(
            JdbcClient jdbc,
            RecallBook book,
            Transitions transitions,
            BusinessDates today,
            Settlements settlements,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.book = book;
        this.transitions = transitions;
        this.today = today;
        this.settlements = settlements;
        this.events = events;
        this.clock = clock;
    }

    /** Applies the answers of one bank message. Repeating it changes nothing. */
    @Transactional
    public Applied apply(String connection, String bankMessageId, List<Answer> answers, Cause cause) {
        List<RecallSaid> said = find(connection, answers);
        Map<Effect, List<RecallSaid>> by = new EnumMap<>(Effect.class);
        Map<UUID, Outcome> first = new HashMap<>();
        for (RecallSaid one : said) {
            by.computeIfAbsent(
                            effect(
                                    one,
                                    first.putIfAbsent(one.recall(), one.answer().outcome())),
                            _ -> new ArrayList<>())
                    .add(one);
        }
        List<RecallSaid> applied = by.getOrDefault(Effect.APPLIED, List.of());
        List<RecallSaid> against = by.getOrDefault(Effect.CONTRADICTS, List.of());
        if (!applied.isEmpty()) {
            record(bankMessageId, applied, cause);
            giveBack(bankMessageId, applied, cause);
            reject(bankMessageId, applied, cause);
        }
        tell(applied, against);
        int known = (int) said.stream().mapToInt(RecallSaid::number).distinct().count();
        return new Applied(
                applied.size(),
                by.getOrDefault(Effect.REPEATED, List.of()).size(),
                against.size(),
                answers.size() - known);
    }

    /**
     * Of two answers about one recall in one message the first counts; if the second says otherwise of the same payment, a
     * person looks.
     */
    private static Effect effect(RecallSaid one, @Nullable Outcome saidBefore) {
        if (saidBefore == null) {
            return one.effect();
        }
        return saidBefore == one.answer().outcome() || !one.answer().namesAPayment()
                ? Effect.REPEATED
                : Effect.CONTRADICTS;
    }

    /** Whether a message of ours called payments back, so that what answers it speaks of the recall and not of them. */
    public boolean asked(String connection, @Nullable String messageId) {
        return messageId != null
                && jdbc.sql(ASKED)
                        .param("connection", connection)
                        .param("message", messageId)
                        .query(Boolean.class)
                        .single();
    }

    private List<RecallSaid> find(String connection, List<Answer> answers) {
        return jdbc.sql(FOUND)
                .param("connection", connection)
                .param("cases", column(answers, Answer::caseId))
                .param("messages", column(answers, Answer::messageId))
                .param("end_to_ends", column(answers, Answer::endToEndId))
                .param("instructions", column(answers, Answer::instructionId))
                .query((row, n) -> said(row, answers, today.today(row.getString("legal_entity"))))
                .list();
    }

    private static RecallSaid said(ResultSet row, List<Answer> answers, LocalDate today) throws SQLException {
        int number = row.getInt("n");
        return new RecallSaid(
                answers.get(number - 1),
                number,
                row.getObject("id", UUID.class),
                Recalls.State.valueOf(row.getString("state")),
                row.getObject("executed_on", LocalDate.class),
                today,
                new RecallSaid.Of(
                        row.getObject("payment", UUID.class),
                        PaymentState.valueOf(row.getString("payment_state")),
                        row.getString("reference"),
                        row.getString("legal_entity"),
                        row.getString("correlation_id"),
                        row.getBigDecimal("amount"),
                        row.getString("currency")));
    }

    private void record(String message, List<RecallSaid> applied, Cause cause) {
        jdbc.sql(HAS_IT)
                .param("ids", column(applied, s -> s.recall().toString()))
                .update();
        for (Recalls.State state : Recalls.State.values()) {
            write(
                    message,
                    state,
                    applied.stream().filter(s -> s.next() == state).toList(),
                    cause);
        }
    }

    private void write(String message, Recalls.State state, List<RecallSaid> said, Cause cause) {
        if (said.isEmpty()) {
            return;
        }
        boolean open = state == Recalls.State.REQUESTED || state == Recalls.State.SENT;
        book.change(
                ANSWER,
                open ? "answered" : state.name().toLowerCase(Locale.ROOT),
                "the bank answered in " + message,
                Map.of(
                        "message", message,
                        "ids", column(said, s -> s.recall().toString()),
                        "states", column(said, s -> state.name()),
                        "statuses", column(said, s -> s.answer().status()),
                        "codes", column(said, s -> s.answer().code()),
                        "texts", column(said, s -> s.answer().text())),
                cause);
    }

    private void giveBack(String message, List<RecallSaid> applied, Cause cause) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<Settlements.Return> returns = applied.stream()
                .filter(s -> s.next() == Recalls.State.RETURNED)
                .map(s -> new Settlements.Return(
                        s.payment().id(),
                        s.answer().settledOn() == null ? today : s.answer().settledOn(),
                        message,
                        s.answer().code(),
                        came(s)))
                .toList();
        settlements.giveBack(returns, cause);
    }

    /** No money has left and none will: the payment ends, and the ERP may pay its bills again when a person wants it. */
    private void reject(String message, List<RecallSaid> applied, Cause cause) {
        String[] cancelled = applied.stream()
                .filter(s -> s.next() == Recalls.State.CANCELLED)
                .map(s -> s.payment().id().toString())
                .toArray(String[]::new);
        if (cancelled.length > 0) {
            transitions.move(
                    Transitions.Move.of(Step.REJECT, CANCELLED_BY_BANK)
                            .setting("reason_code = 'CNCL', reason_text = c.why"),
                    cause,
                    Map.of("ids", cancelled, "message", message));
        }
    }

    private static String came(RecallSaid said) {
        BigDecimal amount = said.answer().amount() == null
                ? said.payment().amount()
                : said.answer().amount();
        String currency = said.payment().currency();
        return "Recalled; %s of %s came back"
                .formatted(
                        Figures.money(amount, currency),
                        Figures.amount(said.payment().amount(), currency));
    }

    private void tell(List<RecallSaid> applied, List<RecallSaid> against) {
        Instant now = clock.instant();
        List<Trouble> troubles = new ArrayList<>();
        applied.stream()
                .filter(s -> s.next() == Recalls.State.REFUSED)
                .map(s -> trouble(
                        Trouble.Kind.RECALL_REFUSED,
                        s,
                        ReasonCodes.RECALL_REFUSAL
                                .words(s.answer().code(), s.answer().text())
                                .orElse("The money does not come back"),
                        now))
                .forEach(troubles::add);
        against.stream()
                .map(s -> trouble(
                        Trouble.Kind.REPLY_CONTRADICTS,
                        s,
                        "The bank answers %s to a recall that is %s"
                                .formatted(s.answer().status(), s.state()),
                        now))
                .forEach(troubles::add);
        if (!troubles.isEmpty()) {
            events.publishEvent(new Trouble.Arose(troubles));
        }
        if (!applied.isEmpty()) {
            events.publishEvent(new Trouble.Over(
                    Trouble.Kind.RECALL_UNANSWERED,
                    applied.stream().map(s -> s.payment().id()).toList(),
                    "the bank answered"));
        }
    }

    private static Trouble trouble(Trouble.Kind kind, RecallSaid said, String detail, Instant now) {
        RecallSaid.Of payment = said.payment();
        String code = said.answer().code();
        return new Trouble(
                kind,
                payment.id(),
                payment.reference(),
                payment.legalEntity(),
                null,
                code == null ? said.answer().status() : code,
                detail,
                payment.correlationId(),
                now);
    }

    private static <T> @Nullable String[] column(List<T> rows, Function<T, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
