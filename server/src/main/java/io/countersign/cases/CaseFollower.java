package io.countersign.cases;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.countersign.governance.events.EventFilter;
import io.countersign.governance.events.EventLog;
import io.countersign.governance.events.LoggedEvent;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Closes cases of payments that have gone on by themselves: a signature that came late is no longer overdue. It follows
 * the event log, so it needs nobody's help to notice.
 */
@Configuration(proxyBeanMethods = false)
class CaseFollower {

    private static final EventFilter PAYMENTS = EventFilter.types("payment.*");
    private static final int BATCH = 1_000;
    private static final int MOST_BATCHES = 100;

    /** Events after which a payment is where it was. */
    private static final Set<String> STANDING = Set.of(
            "payment.received",
            "payment.held",
            "payment.overdue",
            "payment.approval-given",
            "payment.override-proposed");

    /** Events after which a payment is not held any more. */
    private static final Set<String> FREE =
            Set.of("payment.hold-lifted", "payment.rejected", "payment.cancelled", "payment.expired");

    /** Events after which the outcome is known. */
    private static final Set<String> KNOWN =
            Set.of("payment.sent", "payment.accepted", "payment.settled", "payment.rejected", "payment.resend-ordered");

    private final EventLog log;
    private final CaseStore store;
    private final Ids ids;

    CaseFollower(EventLog log, CaseStore store, Ids ids) {
        this.log = log;
        this.store = store;
        this.ids = ids;
    }

    @Bean
    RecurringTask<Void> caseFollowerTimer() {
        return Tasks.recurring("cases.follower", FixedDelay.of(Duration.ofSeconds(2)))
                .execute((instance, context) -> follow());
    }

    /** Catches up with the log. */
    void follow() {
        int batches = 0;
        while (log.consume("cases", PAYMENTS, BATCH, this::close) == BATCH && batches < MOST_BATCHES) {
            batches++;
        }
    }

    private void close(List<LoggedEvent> events) {
        Map<UUID, Instant> moved = new HashMap<>();
        Map<UUID, Instant> free = new HashMap<>();
        Map<UUID, Instant> known = new HashMap<>();
        for (LoggedEvent event : events) {
            UUID payment = UUID.fromString(event.subject());
            if (!STANDING.contains(event.type())) {
                moved.put(payment, event.at());
            }
            if (FREE.contains(event.type())) {
                free.put(payment, event.at());
            }
            if (KNOWN.contains(event.type())) {
                known.put(payment, event.at());
            }
        }
        close(CaseKinds.ABOUT_WAITING, moved, "The payment has gone on");
        close(Set.of("HELD"), free, "The payment is not held any more");
        close(Set.of("UNKNOWN_OUTCOME"), known, "The outcome is known");
    }

    private void close(Set<String> kinds, Map<UUID, Instant> movedAt, String how) {
        if (!movedAt.isEmpty()) {
            store.closeMoved(kinds, movedAt, new CaseStore.Ending("OVER", how, Cause.system("cases", ids.next())));
        }
    }
}
