package io.countersign.payments;

import io.countersign.governance.Journal;
import io.countersign.model.Cause;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes what becomes of recalls: the rows, their events and their audit entries, each change one statement. */
@Component
class RecallBook {

    /** The CTE {@code changed} must offer the rows of {@code payments.recall} after the change. */
    static final String JOURNAL = """
            , journal as (
                select 'recall.' || cast(:event as text) as type, c.id::text as subject, c.version as sequence,
                       c.legal_entity, c.correlation_id, cast(:why as text) as why, case when cast(:event as text) = 'requested' then c.window_policy end as policy,
                       jsonb_strip_nulls(jsonb_build_object('payment', p.reference, 'paymentId', p.id, 'state', c.state,
                           'reason', c.reason, 'amount', case when p.kind <> 'PAYROLL' then p.amount::text end, 'currency', p.currency,
                           'bankMessage', c.answer_message, 'status', c.answer_status, 'reasonCode', c.answer_code,
                           'reasonText', c.answer_text)) as data
                from changed c join payments.payment p on p.id = c.payment_id)
            """;

    private static final String SENT = """
            with changed as (
                update payments.recall set state = 'SENT', version = version + 1, sent_at = :journal_at
                where file_id = :file and state = 'REQUESTED' returning *)
            """ + JOURNAL;

    private static final String RETURNED = """
            with changed as (
                update payments.recall set state = 'RETURNED', version = version + 1
                where id in (select r.id from payments.recall r
                             where r.payment_id = any (cast(:payments as uuid[]))
                               and r.state in ('REQUESTED', 'SENT', 'ACCEPTED') order by r.id for update)
                returning *)
            """ + JOURNAL;

    private static final String DOUBTED = """
            update payments.recall r set overdue = true from payments.payment p
            where r.file_id = :file and r.state = 'REQUESTED' and not r.overdue and p.id = r.payment_id
            returning p.id, p.reference, p.legal_entity, p.correlation_id
            """;

    private static final String LATE = """
            update payments.recall r set overdue = true from payments.payment p
            where p.id = r.payment_id and r.id in (
                select w.id from payments.recall w
                where w.state in ('REQUESTED', 'SENT') and not w.overdue
                  and (w.answer_due < :now or (w.state = 'REQUESTED' and w.window_until < cast(:today as date)))
                order by w.id limit 1000 for update skip locked)
            returning p.id, p.reference, p.legal_entity, p.correlation_id, r.state,
                      r.answer_due < :now as unanswered
            """;

    private final JdbcClient jdbc;
    private final Journal journal;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    RecallBook(JdbcClient jdbc, Journal journal, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.events = events;
        this.clock = clock;
    }

    /** The bank's side has the file; nothing happens if it asks for no recall. */
    void sent(UUID file, Cause cause) {
        change(SENT, "sent", "the bank's side has the message", Map.of("file", file), cause);
    }

    /** Payments were reversed, by whatever the bank said; recalls of them that were open have reached what they asked. */
    void returned(List<UUID> payments, Cause cause) {
        if (!payments.isEmpty()) {
            String[] all = payments.stream().map(UUID::toString).toArray(String[]::new);
            change(RETURNED, "returned", "the bank gave the payment back", Map.of("payments", all), cause);
            events.publishEvent(new Trouble.Over(Trouble.Kind.RECALL_UNANSWERED, payments, "the money is back"));
        }
    }

    int change(String changed, String event, String why, Map<String, ?> parameters, Cause cause) {
        var statement = jdbc.sql(changed + journal.append("select count(*)::int from changed"))
                .param("event", event)
                .param("why", why)
                .params(parameters);
        return journal.bind(statement, cause).query(Integer.class).single();
    }

    /** It cannot be known whether the bank has the file of a recall: it is told once and sent no second time. */
    void doubted(UUID file, String why) {
        Instant now = clock.instant();
        tell(jdbc.sql(DOUBTED)
                .param("file", file)
                .query((row, n) -> new Trouble(
                        Trouble.Kind.RECALL_UNANSWERED,
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        null,
                        "HANDOVER",
                        "It is not certain that the bank has the recall: " + why + ". Ask the bank.",
                        row.getString(4),
                        now))
                .list());
    }

    /** Opens a case for what the bank did not answer in time and for what did not leave within the scheme's window. */
    boolean mark() {
        Instant now = clock.instant();
        OffsetDateTime at = OffsetDateTime.ofInstant(now, ZoneOffset.UTC);
        List<Trouble> late = jdbc.sql(LATE)
                .param("now", at)
                .param("today", at.toLocalDate())
                .query((row, n) -> new Trouble(
                        Trouble.Kind.RECALL_UNANSWERED,
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        null,
                        row.getBoolean(6) ? "NO_ANSWER" : "WINDOW_OVER",
                        row.getBoolean(6)
                                ? "The bank did not answer the recall in time. Nothing is guessed; ask the bank."
                                : "The scheme's window for a recall ended before the message left.",
                        row.getString(4),
                        now))
                .list();
        tell(late);
        return !late.isEmpty();
    }

    private void tell(List<Trouble> troubles) {
        if (!troubles.isEmpty()) {
            events.publishEvent(new Trouble.Arose(troubles));
        }
    }
}
