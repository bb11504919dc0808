package io.countersign.platform;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.OnStartup;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import tools.jackson.databind.json.JsonMapper;

/**
 * Timers, retries and recurring work, shared by all processes on the database. A module declares its {@link Task}s as
 * beans and schedules by the injected {@link SchedulerClient}; a timer set in a transaction exists only if that commits.
 */
@Configuration(proxyBeanMethods = false)
class TimerConfiguration {

    private static final String TABLE = "platform.timer";
    private static final int THREADS = 8;

    /** Knows no tasks, so that what a task runs may itself set timers. */
    @Bean
    @Primary
    SchedulerClient schedulerClient(DataSource dataSource, JsonMapper json) {
        return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
                .tableName(TABLE)
                .serializer(new JsonTaskData(json))
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, true))
                .build();
    }

    @Bean
    RecurringTask<Void> partitionTimer(Partitions partitions) {
        return Tasks.recurring("platform.partitions", FixedDelay.of(Duration.ofHours(12)))
                .execute((instance, context) -> partitions.keepAhead());
    }

    @Bean
    @ConditionalOnProperty(name = "countersign.timers", havingValue = "true", matchIfMissing = true)
    Timers timers(DataSource dataSource, ObjectProvider<Task<?>> tasks, Clock clock, JsonMapper json) {
        List<Task<?>> all = tasks.orderedStream().toList();
        return new Timers(() -> build(dataSource, all, clock, json));
    }

    private static Scheduler build(DataSource dataSource, List<Task<?>> tasks, Clock clock, JsonMapper json) {
        List<Task<?>> ordinary =
                tasks.stream().filter(task -> !(task instanceof OnStartup)).toList();
        return new Builder(dataSource, ordinary, tasks)
                .tableName(TABLE)
                .serializer(new JsonTaskData(json))
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, true))
                .clock(clock::instant)
                .threads(THREADS)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(Duration.ofSeconds(1))
                // A killed process holds its timers for twenty seconds; with the defaults it would be half an hour.
                .heartbeatInterval(Duration.ofSeconds(5))
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(Duration.ofSeconds(10))
                .build();
    }

    /** Reaches the one list that takes start-up tasks without naming their intersection type. */
    private static final class Builder extends com.github.kagkarlsson.scheduler.SchedulerBuilder {

        Builder(DataSource dataSource, List<Task<?>> ordinary, List<Task<?>> all) {
            super(new TransactionAwareDataSourceProxy(dataSource), ordinary);
            for (Task<?> task : all) {
                if (task instanceof OnStartup atStart) {
                    knownTasks.add(task);
                    startTasks.add(atStart);
                }
            }
        }
    }
}
