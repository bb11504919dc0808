package io.countersign.payments;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes and sends remittance advices while the program is up, apart from all other work: a mail server may be slow. */
@Configuration(proxyBeanMethods = false)
class AdviceTimer {

    private static final int MOST_BATCHES = 50;

    private final AdviceMaking making;
    private final AdviceSending sending;

    AdviceTimer(AdviceMaking making, AdviceSending sending) {
        this.making = making;
        this.sending = sending;
    }

    @Bean
    RecurringTask<Void> remittanceAdviceTimer() {
        return Tasks.recurring("payments.remittance-advices", FixedDelay.of(Duration.ofSeconds(2)))
                .execute((instance, context) -> work());
    }

    /** Does what is due now. */
    void work() {
        making.follow();
        int batches = 0;
        while (batches < MOST_BATCHES && sending.sendBatch()) {
            batches++;
        }
    }
}
