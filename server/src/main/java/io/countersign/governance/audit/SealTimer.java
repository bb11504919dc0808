package io.countersign.governance.audit;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Seals every ten seconds: what was written longer ago cannot be changed without being found out. */
@Configuration(proxyBeanMethods = false)
class SealTimer {

    private static final Duration EVERY = Duration.ofSeconds(10);

    @Bean
    RecurringTask<Void> auditSealTimer(Sealer sealer) {
        return Tasks.recurring("governance.audit-seal", FixedDelay.of(EVERY))
                .execute((instance, context) -> sealer.seal());
    }
}
