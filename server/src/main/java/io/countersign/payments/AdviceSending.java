package io.countersign.payments;

import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.payments.ports.AdvicePost;
import io.countersign.payments.ports.AdvicePost.Posted;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the advices that wait, outside of any transaction. A worker that dies between the mail server's yes and the commit
 * leaves a letter that is sent once more, under the same Message-ID.
 */
@Component
class AdviceSending {

    private static final int BATCH = 20;
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(4);

    /** With the pauses between them: about a day. */
    static final int MOST_ATTEMPTS = 13;

    private static final String LEASED = """
            update payments.remittance_advice r set lease_until = :until, attempts = r.attempts + 1
            from (select id from payments.remittance_advice
                  where state = 'WAITING' and next_at <= :now and (lease_until is null or lease_until < :now)
                  order by next_at, id limit :most for update skip locked) mine, payments.payment p
            where r.id = mine.id and p.id = r.payment_id
            returning r.id, r.content::text as content, r.attempts,
                      (select t.email from payments.party t where t.id = p.creditor_party) as email, p.id as payment_id, p.reference,
                      p.legal_entity, p.correlation_id
            """;

    private static final String SENT = """
            update payments.remittance_advice
            set state = 'SENT', version = version + 1, sent_at = :journal_at, recipient = :recipient,
                document = :document, sha256 = decode(:sha, 'hex'), lease_until = null, next_at = null, last_error = null
            where id = :id and state = 'WAITING' and lease_until = :until returning *
            """;

    private static final String ENDED = """
            update payments.remittance_advice
            set state = :state, version = version + 1, lease_until = null, next_at = null, last_error = :error
            where id = :id and state = 'WAITING' and lease_until = :until returning *
            """;

    private static final String LATER = """
            update payments.remittance_advice set lease_until = null, next_at = :next, last_error = :error
            where id = :id and state = 'WAITING' and lease_until = :until
            """;

    private final JdbcClient jdbc;
    private final ObjectProvider<AdvicePost> post;
    private final AdviceBook book;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;
    private final Ids ids;

    AdviceSending(
            JdbcClient jdbc,
            ObjectProvider<AdvicePost> post,
            AdviceBook book,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            JsonMapper json,
            Clock clock,
            Ids ids) {
        this.jdbc = jdbc;
        this.post = post;
        this.book = book;
        this.events = events;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
        this.ids = ids;
    }

    private record Waiting(
            UUID id,
            String content,
            int attempts,
            @Nullable String address,
            UUID paymentId,
            String reference,
            String legalEntity,
            String correlationId) {}

    /** Sends one batch of what is due; answers whether there was any. */
    boolean sendBatch() {
        AdvicePost carrier = post.getIfAvailable();
        if (carrier == null) {
            return false;
        }
        OffsetDateTime until = at(clock.instant().plus(LEASE));
        List<Waiting> batch = transaction.execute(_ -> lease(until));
        if (batch == null || batch.isEmpty()) {
            return false;
        }
        batch.forEach(one -> send(carrier, one, until));
        return true;
    }

    private List<Waiting> lease(OffsetDateTime until) {
        return jdbc.sql(LEASED)
                .param("until", until)
                .param("now", at(clock.instant()))
                .param("most", BATCH)
                .query((row, n) -> new Waiting(
                        row.getObject("id", UUID.class),
                        row.getString("content"),
                        row.getInt("attempts"),
                        row.getString("email"),
                        row.getObject("payment_id", UUID.class),
                        row.getString("reference"),
                        row.getString("legal_entity"),
                        row.getString("correlation_id")))
                .list();
    }

    private void send(AdvicePost carrier, Waiting one, OffsetDateTime until) {
        if (one.address() == null || one.address().isBlank()) {
            transaction.executeWithoutResult(
                    _ -> end(one, until, "NO_ADDRESS", "The ERP has no e-mail address of the creditor"));
            return;
        }
        AdviceContent content = json.readValue(one.content(), AdviceContent.class);
        AdviceDocument document = new AdviceDocument(content);
        byte[] pdf = document.pdf();
        Posted posted = carrier.post(new AdvicePost.Letter(
                one.id(),
                one.address(),
                content.payer(),
                document.subject(),
                document.text(),
                document.name() + ".pdf",
                new ByteArrayInputStream(pdf)));
        transaction.executeWithoutResult(_ -> {
            switch (posted) {
                case Posted.Taken(String recipient) -> sent(one, until, recipient, pdf);
                case Posted.Refused(String why) -> fail(one, until, why);
                case Posted.Later(String why) when one.attempts() >= MOST_ATTEMPTS -> fail(one, until, why);
                case Posted.Later(String why) -> later(one, until, why);
            }
        });
    }

    private void sent(Waiting one, OffsetDateTime until, String recipient, byte[] pdf) {
        int changed = book.change(
                SENT,
                "sent",
                "the mail server has taken it",
                Map.of(
                        "id", one.id(),
                        "until", until,
                        "recipient", recipient,
                        "document", pdf,
                        "sha", Hashing.hex(pdf)),
                cause());
        if (changed == 1) {
            events.publishEvent(new Trouble.Over(Trouble.Kind.ADVICE_NOT_SENT, List.of(one.paymentId()), "It is sent"));
        }
    }

    private void fail(Waiting one, OffsetDateTime until, String why) {
        if (end(one, until, "FAILED", why)) {
            events.publishEvent(new Trouble.Arose(List.of(new Trouble(
                    Trouble.Kind.ADVICE_NOT_SENT,
                    one.paymentId(),
                    one.reference(),
                    one.legalEntity(),
                    null,
                    "MAIL",
                    "The remittance advice was not sent: %s. Correct the address in the ERP and order it again, or send the document by hand."
                            .formatted(why),
                    one.correlationId(),
                    clock.instant()))));
        }
    }

    private boolean end(Waiting one, OffsetDateTime until, String state, String why) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("id", one.id());
        parameters.put("until", until);
        parameters.put("state", state);
        parameters.put("error", why);
        return book.change(ENDED, "failed", why, parameters, cause()) == 1;
    }

    private void later(Waiting one, OffsetDateTime until, String why) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(one.attempts() - 1, 20));
        Duration pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        jdbc.sql(LATER)
                .param("id", one.id())
                .param("until", until)
                .param("next", at(clock.instant().plus(pause)))
                .param("error", why)
                .update();
    }

    private Cause cause() {
        return Cause.system("remittance-advices", ids.next());
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
