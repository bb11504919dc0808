package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Watches the checkpoints of waiting states. A payment that stays too long gets a case with an owner; its outcome is
 * never guessed. What was never released expires when its requested date is past by more than policy allows.
 */
@Component
class Checkpoints {

    private static final int BATCH = 5_000;

    private static final String MISSED =
            """
            select p.id, 'in ' || p.state || ' since ' || to_char(p.state_since at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
                   || ' UTC' as why, null::text as policy, jsonb_build_object('dueAt', p.due_at) as extra
            from payments.payment p left join payments.bank_file f on f.id = p.file_id
            where p.due_at < :now and not p.overdue and p.state in (%s)
              and not exists (
                  select from unnest(cast(:states as text[]), cast(:connections as text[]), cast(:currencies as text[]),
                                     cast(:days as date[])) as w(state, connection, currency, day)
                  where w.state = p.state and w.connection = f.connection and w.currency = p.currency and w.day = %s)
            order by p.id limit %d for update of p skip locked
            """.formatted(Checks.in(Lifecycle.from(Step.MISS_CHECKPOINT)), BookingDays.BOOKS_ON, BATCH);

    private static final String EXPIRED = """
            select id, 'the requested date is past' as why, cast(:policy as text) as policy, '{}'::jsonb as extra
            from payments.payment
            where state in ('VALIDATED', 'AWAITING_APPROVAL', 'APPROVED') and requested_on < :before
            order by id limit %d for update skip locked
            """.formatted(BATCH);

    /** What its bank promised about a payment that was sent. */
    private static final String PROMISED = """
            select p.id, 'File ' || f.message_id || ' was to be acknowledged by ' || f.connection || ' until '
                   || to_char(f.acknowledge_by at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC, as the bank profile says'
            from payments.payment p join payments.bank_file f on f.id = p.file_id
            where p.id = any (cast(:ids as uuid[])) and p.state = 'SENT' and f.acknowledge_by <= :now
            """;

    private final JdbcClient jdbc;
    private final Transitions transitions;
    private final Policies policies;
    private final BookingDays bookings;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Ids ids;

    Checkpoints(
            JdbcClient jdbc,
            Transitions transitions,
            Policies policies,
            BookingDays bookings,
            ApplicationEventPublisher events,
            Clock clock,
            Ids ids) {
        this.jdbc = jdbc;
        this.transitions = transitions;
        this.policies = policies;
        this.bookings = bookings;
        this.events = events;
        this.clock = clock;
        this.ids = ids;
    }

    /** Marks what is overdue; answers whether there was any. Call it in a transaction. */
    boolean mark() {
        Instant now = clock.instant();
        boolean any = jdbc.sql("select exists (select 1 from payments.payment where due_at < :now and not overdue)")
                .param("now", at(now))
                .query(Boolean.class)
                .single();
        if (!any) {
            return false;
        }
        List<Transitions.Moved> missed = transitions.moveAndTell(
                Transitions.Move.of(Step.MISS_CHECKPOINT, MISSED),
                Cause.system("checkpoints", ids.next()),
                bookings.waiting(now).parameters(at(now)));
        if (!missed.isEmpty()) {
            Map<UUID, String> promised = promised(missed, now);
            events.publishEvent(new Trouble.Arose(missed.stream()
                    .map(payment -> trouble(payment, promised.get(payment.id()), now))
                    .toList()));
        }
        return !missed.isEmpty();
    }

    /** Expires what was never released, if policy has a checkpoint named {@code EXPIRY}. */
    boolean expire() {
        return policies.checkpoint("EXPIRY")
                .map(expiry -> transitions.move(
                                Transitions.Move.of(Step.EXPIRE, EXPIRED)
                                        .setting("reason_code = 'EXPIRED', reason_text = c.why"),
                                Cause.system("checkpoints", ids.next()),
                                Map.of(
                                        "policy",
                                        expiry.policy(),
                                        "before",
                                        at(clock.instant().minus(expiry.within()))
                                                .toLocalDate()))
                        > 0)
                .orElse(false);
    }

    private Map<UUID, String> promised(List<Transitions.Moved> missed, Instant now) {
        Map<UUID, String> promised = new HashMap<>();
        jdbc.sql(PROMISED)
                .param(
                        "ids",
                        missed.stream().map(payment -> payment.id().toString()).toArray(String[]::new))
                .param("now", at(now))
                .query(row -> {
                    promised.put(row.getObject(1, UUID.class), row.getString(2));
                });
        return promised;
    }

    private static Trouble trouble(Transitions.Moved payment, @Nullable String promised, Instant now) {
        Trouble.Kind kind = switch (payment.state()) {
            case AWAITING_APPROVAL, APPROVED, HELD -> Trouble.Kind.APPROVAL_OVERDUE;
            case ACCEPTED, SETTLED -> Trouble.Kind.SETTLEMENT_OVERDUE;
            case SENDING, SENT, UNKNOWN -> Trouble.Kind.REPLY_OVERDUE;
            case RELEASED -> Trouble.Kind.FILE_NOT_SENT;
            case RECEIVED, VALIDATED, RECONCILED, REJECTED, CANCELLED, EXPIRED, REVERSED ->
                throw new IllegalStateException(payment.state() + " has no checkpoint");
        };
        return new Trouble(
                kind,
                payment.id(),
                payment.reference(),
                payment.legalEntity(),
                null,
                payment.state().name(),
                promised == null
                        ? "The payment stayed in %s longer than policy allows".formatted(payment.state())
                        : promised,
                payment.correlationId(),
                now);
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
