package io.countersign.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.LocalDate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.support.TransactionOperations;

@SpringBootTest(classes = TimersTest.Slice.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ContextConfiguration(initializers = PostgresInitializer.class)
class TimersTest {

    private static final TaskDescriptor<Reminder> REMIND = TaskDescriptor.of("test.remind", Reminder.class);

    private final SchedulerClient timers;
    private final TransactionOperations transactions;
    private final BlockingQueue<Reminder> reminded;
    private final JdbcClient jdbc;
    private final Clock clock;

    /** What the timer carries. */
    record Reminder(String payment, LocalDate due) {}

    @Autowired
    TimersTest(
            SchedulerClient timers,
            TransactionOperations transactions,
            BlockingQueue<Reminder> reminded,
            JdbcClient jdbc,
            Clock clock) {
        this.timers = timers;
        this.transactions = transactions;
        this.reminded = reminded;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Test
    void aTimerSetInATransactionRunsWithWhatItCarries() throws Exception {
        Reminder reminder = new Reminder("P-1", LocalDate.parse("2026-12-01"));
        transactions.executeWithoutResult(transaction -> set("committed", reminder));
        assertThat(reminded.poll(20, TimeUnit.SECONDS)).isEqualTo(reminder);
    }

    @Test
    void aTimerSetInATransactionThatFailsDoesNotExist() {
        assertThatThrownBy(() -> transactions.executeWithoutResult(transaction -> {
                    set("rolled-back", new Reminder("P-2", LocalDate.parse("2026-12-02")));
                    throw new IllegalStateException("the change failed");
                }))
                .hasMessage("the change failed");
        assertThat(jdbc.sql("select count(*) from platform.timer where task_instance = 'rolled-back'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void thePartitionsAreLookedAfterByATimer() {
        assertThat(jdbc.sql("select count(*) from platform.timer where task_name = 'platform.partitions'")
                        .query(Long.class)
                        .single())
                .isOne();
    }

    private void set(String instance, Reminder reminder) {
        timers.scheduleIfNotExists(REMIND.instance(instance).data(reminder).scheduledTo(clock.instant()));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({PlatformConfiguration.class, TimerConfiguration.class})
    static class Slice {

        @Bean
        BlockingQueue<Reminder> reminded() {
            return new LinkedBlockingQueue<>();
        }

        @Bean
        Task<Reminder> remind(BlockingQueue<Reminder> reminded) {
            return Tasks.oneTime(REMIND).execute((instance, context) -> reminded.add(instance.getData()));
        }
    }
}
