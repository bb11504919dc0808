package io.countersign.payments;

import io.countersign.model.Cause;
import io.countersign.model.ReasonCodes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Applies one batch of bank replies. A reply is first joined with the payments it speaks of, whatever its level; then
 * all payments that take the same step take it in one statement.
 */
@Component
class ReplyBatch {

    /**
     * A bank answers over the line the file took or over the account's own: what left over another one while its own was
     * down is answered there as well.
     */
    static String mayAnswer(String alias) {
        return """
                (%1$s.connection = :connection or exists (select 1 from payments.own_account o
                    where o.id = %1$s.debtor_account and o.connection = :connection))""".formatted(alias);
    }

    /**
     * Each payment a reply speaks of, locked in order of the ids. A reply at file or batch level speaks of every payment
     * of the file; one about an instruction names it by end-to-end id or by our own reference. Each payment is looked up by
     * its id, whatever the statistics of a table say that a run has just filled: a plan that compares each reply with each
     * payment takes minutes for a payroll.
     */
    private static final String FOUND = """
            with said as (
                select * from unnest(cast(:levels as text[]), cast(:messages as text[]), cast(:end_to_ends as text[]),
                                     cast(:instructions as text[]), cast(:statuses as text[]), cast(:codes as text[]),
                                     cast(:texts as text[])) with ordinality
                       as s(level, message, end_to_end, instruction, status, code, text, n)),
            found as (
                select s.n, s.status, s.code, s.text, p.id
                from said s join payments.payment p on p.end_to_end_id = s.end_to_end
                where s.level = 'TRANSACTION' and s.end_to_end is not null
                union all
                select s.n, s.status, s.code, s.text, p.id
                from said s join payments.payment p on p.reference = s.instruction
                where s.level = 'TRANSACTION' and s.end_to_end is null
                union all
                select s.n, s.status, s.code, s.text, p.id
                from said s join payments.bank_file f on f.message_id = s.message
                join payments.payment p on p.file_id = f.id
                where s.level <> 'TRANSACTION' and s.status <> 'PART')
            select f.n, f.status, f.code, f.text, p.id, p.file_id, p.state, p.reference, p.legal_entity, p.correlation_id,
                   exists (select 1 from payments.bank_reply r where r.payment_id = p.id and r.status = f.status) as told
            from (select * from found order by id, n) f
            cross join lateral (
                select x.id, x.file_id, x.state, x.reference, x.legal_entity, x.correlation_id
                from payments.payment x where x.id = f.id and %s for update) p
            order by p.id, f.n
            """.formatted(mayAnswer("x"));

    private static final String KEEP = """
            insert into payments.bank_reply (payment_id, file_id, message_id, status, reason_code, reason_text, applied, at)
            select * from unnest(cast(:payments as uuid[]), cast(:files as uuid[]), cast(:messages as text[]),
                                 cast(:statuses as text[]), cast(:codes as text[]), cast(:texts as text[]),
                                 cast(:applied as text[])) as r(payment, file, message, status, code, text, applied),
                          (values (cast(:at as timestamptz))) as t(at)
            on conflict (payment_id, message_id, status) do nothing
            """;

    private static final String CHOSEN = """
            select p.id, nullif(concat_ws(': ', r.code, r.text), '') as why, null::text as policy, r.code, r.text,
                   jsonb_strip_nulls(jsonb_build_object('bankMessage', cast(:message as text), 'status', r.status,
                       'reasonCode', r.code, 'reason', r.text)) as extra
            from payments.payment p
            join unnest(cast(:ids as uuid[]), cast(:statuses as text[]), cast(:codes as text[]), cast(:texts as text[]))
                 as r(id, status, code, text) on r.id = p.id
            """;

    /** The bank spoke of the file, so it has it: nobody may send it again. */
    private static final String ANSWERED = """
            update payments.bank_file set state = 'ANSWERED', lease = lease + 1, lease_until = null
            where state in ('READY', 'SENDING', 'OFFERED', 'CARRIED', 'UNKNOWN', 'SENT') and id in (
                select id from payments.bank_file
                where id = any (cast(:files as uuid[])) or (message_id = any (cast(:messages as text[])) and %s)
                order by id for update)
            returning id::text
            """.formatted(mayAnswer("bank_file"));

    private final JdbcClient jdbc;
    private final Transitions transitions;
    private final FilesAtBank files;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ReplyBatch(
            JdbcClient jdbc,
            Transitions transitions,
            FilesAtBank files,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.transitions = transitions;
        this.files = files;
        this.events = events;
        this.clock = clock;
    }

    /** What the bank says of one payment. */
    private record Said(
            int reply,
            String status,
            @Nullable String code,
            @Nullable String text,
            UUID id,
            @Nullable UUID file,
            PaymentState state,
            String reference,
            String legalEntity,
            String correlationId,
            boolean toldBefore) {

        static Said of(ResultSet row, int n) throws SQLException {
            return new Said(
                    row.getInt("n"),
                    row.getString("status"),
                    row.getString("code"),
                    row.getString("text"),
                    row.getObject("id", UUID.class),
                    row.getObject("file_id", UUID.class),
                    PaymentState.valueOf(row.getString("state")),
                    row.getString("reference"),
                    row.getString("legal_entity"),
                    row.getString("correlation_id"),
                    row.getBoolean("told"));
        }

        @Nullable
        Step step() {
            if (BankReplies.REJECTED.contains(status)) {
                return Step.REJECT;
            }
            return BankReplies.ACCEPTED.contains(status) ? Step.ACCEPT : null;
        }

        /** What comes of it, by the state the payment is in. */
        Effect effect() {
            Step step = step();
            if (saysHadItBefore()) {
                return Effect.CONTRADICTS;
            }
            if (step == null) {
                return state == PaymentState.SENDING || state == PaymentState.UNKNOWN
                        ? Effect.APPLIED
                        : changesNothing();
            }
            if (Lifecycle.next(state, step, null).isPresent() && wasSent()) {
                return Effect.APPLIED;
            }
            boolean further = switch (state) {
                case ACCEPTED, SETTLED, RECONCILED, REVERSED -> step == Step.ACCEPT;
                case REJECTED -> step == Step.REJECT;
                default -> false;
            };
            return further ? changesNothing() : Effect.CONTRADICTS;
        }

        private Effect changesNothing() {
            return toldBefore ? Effect.REPEATED : Effect.NOTED;
        }

        /** The second copy of a file was refused; that says nothing about the first, which the bank may well execute. */
        private boolean saysHadItBefore() {
            return step() == Step.REJECT && code != null && BankReplies.HAD_BEFORE.contains(code);
        }

        private boolean wasSent() {
            return switch (state) {
                case SENDING, UNKNOWN, SENT, ACCEPTED -> true;
                default -> false;
            };
        }
    }

    private enum Effect {
        APPLIED,
        NOTED,
        REPEATED,
        CONTRADICTS
    }

    BankReplies.Applied apply(String connection, String message, List<BankReplies.Reply> replies, Cause cause) {
        List<Said> said = jdbc.sql(FOUND)
                .params(columns(replies))
                .param("connection", connection)
                .query(Said::of)
                .list();
        keep(message, said);
        List<Said> applied =
                said.stream().filter(s -> s.effect() == Effect.APPLIED).toList();
        int moved = answerFiles(connection, message, replies, said, cause);
        moved += move(Step.ACCEPT, message, applied, cause);
        moved += move(Step.REJECT, message, applied, cause);
        tell(said);
        int known = (int) said.stream().mapToInt(Said::reply).distinct().count();
        int part = (int)
                replies.stream().filter(reply -> reply.status().equals("PART")).count();
        return new BankReplies.Applied(
                Math.max(moved, applied.size()),
                count(said, Effect.NOTED),
                count(said, Effect.REPEATED),
                count(said, Effect.CONTRADICTS),
                Math.max(0, replies.size() - known - part));
    }

    /** Confirms payments of files the bank spoke of that still were on their way; the steps after it go on from there. */
    private int answerFiles(
            String connection, String message, List<BankReplies.Reply> replies, List<Said> said, Cause cause) {
        List<String> answered = jdbc.sql(ANSWERED)
                .param("connection", connection)
                .param(
                        "files",
                        said.stream()
                                .filter(s -> s.effect() != Effect.CONTRADICTS)
                                .map(Said::file)
                                .flatMap(Stream::ofNullable)
                                .distinct()
                                .map(UUID::toString)
                                .toArray(String[]::new))
                .param(
                        "messages",
                        replies.stream()
                                .map(BankReplies.Reply::originalMessageId)
                                .flatMap(Stream::ofNullable)
                                .distinct()
                                .toArray(String[]::new))
                .query(String.class)
                .list();
        if (answered.isEmpty()) {
            return 0;
        }
        return files.confirm(answered, "the bank answered the file", message, cause);
    }

    private int move(Step step, String message, List<Said> said, Cause cause) {
        List<Said> moving = said.stream().filter(s -> s.step() == step).toList();
        if (moving.isEmpty()) {
            return 0;
        }
        return transitions.move(
                Transitions.Move.of(step, CHOSEN)
                        .setting(step == Step.REJECT ? "reason_code = c.code, reason_text = c.text" : ""),
                cause,
                Map.of(
                        "message",
                        message,
                        "ids",
                        moving.stream().map(s -> s.id().toString()).toArray(String[]::new),
                        "statuses",
                        moving.stream().map(Said::status).toArray(String[]::new),
                        "codes",
                        moving.stream().map(Said::code).toArray(String[]::new),
                        "texts",
                        moving.stream().map(Said::text).toArray(String[]::new)));
    }

    private void keep(String message, List<Said> said) {
        if (said.isEmpty()) {
            return;
        }
        jdbc.sql(KEEP)
                .param("payments", said.stream().map(s -> s.id().toString()).toArray(String[]::new))
                .param(
                        "files",
                        said.stream()
                                .map(s -> s.file() == null ? null : s.file().toString())
                                .toArray(String[]::new))
                .param("messages", said.stream().map(_ -> message).toArray(String[]::new))
                .param("statuses", said.stream().map(Said::status).toArray(String[]::new))
                .param("codes", said.stream().map(Said::code).toArray(String[]::new))
                .param("texts", said.stream().map(Said::text).toArray(String[]::new))
                .param("applied", said.stream().map(s -> s.effect().name()).toArray(String[]::new))
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }

    private void tell(List<Said> said) {
        Instant now = clock.instant();
        List<Trouble> troubles = new ArrayList<>();
        for (Said s : said) {
            if (s.effect() == Effect.CONTRADICTS) {
                troubles.add(trouble(
                        Trouble.Kind.REPLY_CONTRADICTS,
                        s,
                        s.saysHadItBefore()
                                ? "The bank had this file before and refused the second copy; the payment stays "
                                        + s.state()
                                : "The bank says %s, the payment is %s".formatted(inWords(s.status()), s.state()),
                        now));
            } else if (s.effect() == Effect.APPLIED && s.step() == Step.REJECT) {
                troubles.add(trouble(
                        Trouble.Kind.REJECTED_BY_BANK,
                        s,
                        ReasonCodes.REJECTION.words(s.code(), s.text()).orElse("No text given"),
                        now));
            }
        }
        if (!troubles.isEmpty()) {
            events.publishEvent(new Trouble.Arose(troubles));
        }
    }

    private static Trouble trouble(Trouble.Kind kind, Said said, String detail, Instant now) {
        return new Trouble(
                kind,
                said.id(),
                said.reference(),
                said.legalEntity(),
                null,
                said.code() == null ? said.status() : said.code(),
                detail,
                said.correlationId(),
                now);
    }

    private static String inWords(String status) {
        return ReasonCodes.STATUS
                .words(status)
                .map(words -> "“%s” (%s)".formatted(words, status))
                .orElse(status);
    }

    /** A bank may say the same of a payment for its file and for itself. */
    private static int count(List<Said> said, Effect effect) {
        return (int) said.stream()
                .filter(s -> s.effect() == effect)
                .map(Said::id)
                .distinct()
                .count();
    }

    private static Map<String, Object> columns(List<BankReplies.Reply> replies) {
        return Map.of(
                "levels", replies.stream().map(r -> r.level().name()).toArray(String[]::new),
                "messages",
                        replies.stream()
                                .map(BankReplies.Reply::originalMessageId)
                                .toArray(String[]::new),
                "end_to_ends",
                        replies.stream().map(BankReplies.Reply::endToEndId).toArray(String[]::new),
                "instructions",
                        replies.stream().map(BankReplies.Reply::instructionId).toArray(String[]::new),
                "statuses", replies.stream().map(BankReplies.Reply::status).toArray(String[]::new),
                "codes", replies.stream().map(BankReplies.Reply::reasonCode).toArray(String[]::new),
                "texts", replies.stream().map(BankReplies.Reply::reasonText).toArray(String[]::new));
    }
}
