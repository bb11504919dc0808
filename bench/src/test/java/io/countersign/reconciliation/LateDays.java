package io.countersign.reconciliation;

import io.countersign.controls.policy.Policies;
import io.countersign.payments.BankDays;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Says which statement the hub misses if it is not here. */
@TestConfiguration(proxyBeanMethods = false)
public class LateDays {

    /** The day of the last statement that has to be here. */
    public interface LateDay {
        LocalDate expected(Instant now, String connection, String currency);
    }

    @Bean
    LateDay lateDay(Policies policies, BankDays days) {
        return (now, connection, currency) -> {
            Duration within = policies.statementDue().orElseThrow().within();
            return LateWatch.expected(now, within, days.ofAccount(connection, currency));
        };
    }
}
