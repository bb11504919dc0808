package io.countersign.connectors.odoo;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.events.EventFilter;
import io.countersign.governance.events.EventLog;
import io.countersign.governance.events.LoggedEvent;
import io.countersign.reconciliation.ErpTold;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.support.CronExpression;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings Odoo to where the payments and the entries of banks are. Driven by the event log, but done by what is now: an event says that a payment
 * moved, the payment says what has to be true in Odoo, and Odoo is looked at before anything is written. So losing an
 * answer, being killed, or hearing of an event twice ends the same.
 *
 * <p>What is heard waits for the schedule of the timing policy {@code erp-write-back}, or is done at once where that says
 * real-time; a change of the policy holds for what waits as well.
 */
final class WriteBack {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBack.class);

    private static final String PROCESS = "erp-write-back";
    private static final String CONSUMER = "odoo.write-back";
    private static final String CASE_RESOLVED = "case.resolved";
    private static final String STATEMENT = "statement.received";
    private static final String PAYMENT = "payment.";
    private static final EventFilter EVENTS = EventFilter.types(
            "payment.sent",
            "payment.accepted",
            "payment.settled",
            "payment.reconciled",
            "payment.rejected",
            "payment.reversed",
            "payment.cancelled",
            "payment.expired",
            "payment.unsettled",
            STATEMENT,
            "break.opened",
            "break.resolved",
            "break.reopened",
            CASE_RESOLVED);

    private static final int EVENTS_AT_ONCE = 1_000;
    private static final int TASKS_AT_ONCE = 20;

    /** What is to be done: payments, and lines that belong to none. */
    record Queue(ErpTasks payments, ErpEntries entries, ErpTold told) {}

    private final EventLog log;
    private final Policies policies;
    private final Queue queue;
    private final ErpLedger ledger;
    private final Follow follow;
    private final ErpTroubles troubles;
    private final OdooSettings settings;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    WriteBack(
            EventLog log,
            Policies policies,
            Queue queue,
            ErpLedger ledger,
            Follow follow,
            ErpTroubles troubles,
            OdooSettings settings,
            Clock clock) {
        this.log = log;
        this.policies = policies;
        this.queue = queue;
        this.ledger = ledger;
        this.follow = follow;
        this.troubles = troubles;
        this.settings = settings;
        this.clock = clock;
    }

    /** Hears of events and does what is ready, one batch of each; answers whether there was anything. */
    boolean work() {
        boolean heard = hear();
        return act() || heard;
    }

    boolean hear() {
        return log.consume(CONSUMER, EVENTS, EVENTS_AT_ONCE, this::heard) > 0;
    }

    private void heard(List<LoggedEvent> events) {
        List<UUID> statements = subjects(events, STATEMENT);
        List<UUID> breaks = subjects(events, "break.");
        Stream<UUID> moved = events.stream().flatMap(this::paymentOf);
        Stream<UUID> reversed = queue.payments().reversed(statements, breaks).stream();
        enqueue(Stream.concat(moved, reversed).distinct().toList());
        queue.entries().enqueue(statements, breaks, planned());
        if (events.stream().anyMatch(event -> corrected(event) && payment(event).isEmpty())) {
            queue.entries().again(queue.told().lacking());
        }
    }

    private static List<UUID> subjects(List<LoggedEvent> events, String type) {
        return events.stream()
                .filter(event -> event.type().startsWith(type))
                .map(event -> UUID.fromString(event.subject()))
                .distinct()
                .toList();
    }

    private Stream<UUID> paymentOf(LoggedEvent event) {
        if (event.type().startsWith(PAYMENT)) {
            return Stream.of(UUID.fromString(event.subject()));
        }
        return corrected(event) ? payment(event).stream() : Stream.empty();
    }

    /** A person who closes a case about Odoo says that it was corrected there, so it is looked at again. */
    private boolean corrected(LoggedEvent event) {
        if (!event.type().equals(CASE_RESOLVED)) {
            return false;
        }
        JsonNode data = json.readTree(event.data());
        return ErpTroubles.KINDS.contains(data.path("kind").asString(""))
                && !data.path("resolution").asString("").equals("OVER");
    }

    private Optional<UUID> payment(LoggedEvent event) {
        String payment = json.readTree(event.data()).path("payment").asString("");
        return payment.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(payment));
    }

    void enqueue(List<UUID> payments) {
        queue.payments().enqueue(payments, planned());
    }

    private @Nullable Instant planned() {
        return schedule().map(this::next).orElse(null);
    }

    /** The schedule of the timing policy; empty while it says real-time. */
    private Optional<String> schedule() {
        return policies.timing(PROCESS).filter(timing -> !timing.realTime()).map(Policies.Timing::schedule);
    }

    private @Nullable Instant next(String schedule) {
        ZonedDateTime next = CronExpression.parse(schedule).next(clock.instant().atZone(ZoneOffset.UTC));
        return next == null ? null : next.toInstant();
    }

    /**
     * One batch. The lease outlives by {@code settle} every request that may still run inside Odoo, also if we are killed;
     * so nothing is written in its last part, however slowly Odoo answered before.
     */
    boolean act() {
        Duration lease = settings.settle().plus(settings.settle()).plus(settings.timeout());
        Instant lastWrite = clock.instant().plus(settings.settle());
        Follow inTime = follow.writingWhile(() -> !clock.instant().isAfter(lastWrite));
        List<ErpTasks.Task> claimed =
                queue.payments().claim(TASKS_AT_ONCE, lease, schedule().isEmpty());
        if (claimed.isEmpty()) {
            return false;
        }
        Map<UUID, ErpPayment> payments = queue.payments().payments(ids(claimed, false));
        Map<UUID, ErpEntry> entries = queue.entries().load(ids(claimed, true));
        Map<UUID, ErpSubject> subjects = new HashMap<>(payments);
        subjects.putAll(entries);
        Map<String, List<Rec>> seen;
        try {
            seen = payments.isEmpty()
                    ? Map.of()
                    : ledger.look(payments.values().stream()
                            .map(ErpPayment::reference)
                            .toList());
        } catch (OdooTrouble trouble) {
            claimed.forEach(task -> troubles.ended(task, subjects.get(task.paymentId()), trouble));
            return true;
        }
        for (ErpTasks.Task task : claimed) {
            ErpSubject subject = subjects.get(task.paymentId());
            if (subject == null) {
                queue.payments().done(task);
            } else if (clock.instant().isAfter(lastWrite)) {
                queue.payments().again(task, clock.instant(), "Its batch took too long");
            } else {
                follow(inTime, task, subject, seen.getOrDefault(subject.reference(), List.of()));
            }
        }
        return true;
    }

    private static List<UUID> ids(List<ErpTasks.Task> tasks, boolean entries) {
        return tasks.stream()
                .filter(task -> task.entry() == entries)
                .map(ErpTasks.Task::paymentId)
                .toList();
    }

    private void follow(Follow inTime, ErpTasks.Task task, ErpSubject subject, List<Rec> ours) {
        try {
            Optional<String> impossible = bring(inTime, task, subject, ours);
            if (impossible.isPresent()) {
                troubles.business(task, subject, impossible.get());
                return;
            }
            queue.payments().done(task);
            troubles.over(subject);
        } catch (OdooTrouble trouble) {
            troubles.ended(task, subject, trouble);
        } catch (RuntimeException unexpected) {
            LOG.error("Write-back of {} failed", subject.reference(), unexpected);
            troubles.technical(task, subject, "Something unexpected, see the log", clock.instant());
        }
    }

    private Optional<String> bring(Follow inTime, ErpTasks.Task task, ErpSubject subject, List<Rec> ours) {
        if (subject instanceof ErpPayment payment) {
            return inTime.bring(task, payment, ours, troubles.cause(payment), troubles.heard(payment));
        }
        inTime.bring((ErpEntry) subject, troubles.heard(subject));
        return Optional.empty();
    }
}
