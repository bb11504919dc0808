package io.countersign.connectors.bank;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.countersign.connectors.BankConnections;
import io.countersign.controls.policy.Policies;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.support.CronExpression;

/** When banks are asked and files are read; one process does it at a time. */
@Configuration(proxyBeanMethods = false)
class BankTimers {

    private static final Duration READ_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOK_AT_KEYS_EVERY = Duration.ofHours(6);

    /** By the timing policy {@code bank-replies}: at the pace of the configuration, or by the policy's schedule. */
    @Bean
    RecurringTask<Void> bankPoll(BankPoller poller, BankConnections connections, Policies policies, Clock clock) {
        return Tasks.recurring("connectors.bank-poll", FixedDelay.of(connections.pollEvery()))
                .execute((instance, context) -> {
                    Instant last = context.getExecution().lastSuccess;
                    if (isTime(policies, last, clock.instant())) {
                        poller.poll();
                    }
                });
    }

    /** Files that wait for their schedule or for another try. */
    @Bean
    RecurringTask<Void> bankRead(InboundReader reader) {
        return Tasks.recurring("connectors.bank-read", FixedDelay.of(READ_EVERY))
                .execute((instance, context) -> reader.readDue());
    }

    /** Keys and certificates that end soon. */
    @Bean
    RecurringTask<Void> bankCredentials(Lines lines) {
        return Tasks.recurring("connectors.bank-credentials", FixedDelay.of(LOOK_AT_KEYS_EVERY))
                .execute((instance, context) -> lines.watchCredentials());
    }

    /** Whether a moment of the schedule lies between the last look and now. */
    static boolean isTime(Policies policies, @Nullable Instant last, Instant now) {
        String schedule = policies.timing("bank-replies")
                .filter(timing -> !timing.realTime())
                .map(Policies.Timing::schedule)
                .orElse(null);
        if (schedule == null || last == null) {
            return true;
        }
        ZonedDateTime next = CronExpression.parse(schedule).next(last.atZone(ZoneOffset.UTC));
        return next != null && !next.toInstant().isAfter(now);
    }
}
