package io.countersign.connectors.odoo;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.events.EventFilter;
import io.countersign.governance.events.EventLog;
import io.countersign.governance.events.LoggedEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
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
 * Brings Odoo to where the payments are. Driven by the event log, but done by what is now: an event says that a payment
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
    private static final EventFilter EVENTS = EventFilter.types(
            "payment.sent",
            "payment.accepted",
            "payment.settled",
            "payment.reconciled",
            "payment.rejected",
            "payment.reversed",
            "payment.cancelled",
            "payment.expired",
            CASE_RESOLVED);

    private static final int EVENTS_AT_ONCE = 1_000;
    private static final int TASKS_AT_ONCE = 20;

    private final EventLog log;
    private final Policies policies;
    private final ErpTasks tasks;
    private final ErpLedger ledger;
    private final Follow follow;
    private final ErpTroubles troubles;
    private final OdooSettings settings;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    WriteBack(
            EventLog log,
            Policies policies,
            ErpTasks tasks,
            ErpLedger ledger,
            Follow follow,
            ErpTroubles troubles,
            OdooSettings settings,
            Clock clock) {
        this.log = log;
        this.policies = policies;
        this.tasks = tasks;
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
        return log.consume(
                        CONSUMER,
                        EVENTS,
                        EVENTS_AT_ONCE,
                        events -> enqueue(events.stream()
                                .flatMap(this::paymentOf)
                                .distinct()
                                .toList()))
                > 0;
    }

    /** A person who closes a case about Odoo says that it was corrected there, so it is looked at again. */
    private Stream<UUID> paymentOf(LoggedEvent event) {
        if (!event.type().equals(CASE_RESOLVED)) {
            return Stream.of(UUID.fromString(event.subject()));
        }
        JsonNode data = json.readTree(event.data());
        boolean corrected = ErpTroubles.KINDS.contains(data.path("kind").asString(""))
                && !data.path("resolution").asString("").equals("OVER");
        String payment = data.path("payment").asString("");
        return corrected && !payment.isEmpty() ? Stream.of(UUID.fromString(payment)) : Stream.empty();
    }

    void enqueue(List<UUID> payments) {
        tasks.enqueue(payments, schedule().map(this::next).orElse(null));
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
                tasks.claim(TASKS_AT_ONCE, lease, schedule().isEmpty());
        if (claimed.isEmpty()) {
            return false;
        }
        Map<UUID, ErpPayment> payments =
                tasks.payments(claimed.stream().map(ErpTasks.Task::paymentId).toList());
        Map<String, List<Rec>> seen;
        try {
            seen = ledger.look(
                    payments.values().stream().map(ErpPayment::reference).toList());
        } catch (OdooTrouble trouble) {
            claimed.forEach(task -> troubles.ended(task, payments.get(task.paymentId()), trouble));
            return true;
        }
        for (ErpTasks.Task task : claimed) {
            ErpPayment payment = payments.get(task.paymentId());
            if (payment == null) {
                tasks.done(task);
            } else if (clock.instant().isAfter(lastWrite)) {
                tasks.again(task, clock.instant(), "Its batch took too long");
            } else {
                follow(inTime, task, payment, seen.getOrDefault(payment.reference(), List.of()));
            }
        }
        return true;
    }

    private void follow(Follow inTime, ErpTasks.Task task, ErpPayment payment, List<Rec> ours) {
        try {
            Optional<String> impossible = inTime.bring(
                    task, payment, ours, troubles.cause(payment), day -> troubles.lockedPeriod(payment, day));
            if (impossible.isPresent()) {
                troubles.business(task, payment, impossible.get());
                return;
            }
            tasks.done(task);
            troubles.over(payment);
        } catch (OdooTrouble trouble) {
            troubles.ended(task, payment, trouble);
        } catch (RuntimeException unexpected) {
            LOG.error("Write-back of {} failed", payment.reference(), unexpected);
            troubles.technical(task, payment, "Something unexpected, see the log", clock.instant());
        }
    }
}
