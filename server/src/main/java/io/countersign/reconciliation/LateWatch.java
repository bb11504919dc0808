package io.countersign.reconciliation;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.countersign.controls.policy.Policies;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.payments.Trouble;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Notices what should be here and is not: the booking of an accepted payment, the statement of a working day. */
@Configuration(proxyBeanMethods = false)
class LateWatch {

    private static final int OLDEST_DAYS = 10;

    /**
     * Accounts that had a final statement before this day and have none of it or later. An account without any statement
     * yet is not waited for: nobody knows whether its bank sends one.
     */
    private static final String LATE = """
            select a.number from payments.account_directory a
            where exists (select from reconciliation.statement s
                          where s.account = a.number and s.kind = 'STATEMENT' and s.ordered_on < cast(:day as date)
                            and s.ordered_on >= cast(:day as date) - :oldest)
              and not exists (select from reconciliation.statement s
                              where s.account = a.number and s.kind = 'STATEMENT' and s.ordered_on >= cast(:day as date))
              and not exists (select from reconciliation.break b
                              where b.account = a.number and b.kind = 'STATEMENT_MISSING'
                                and (b.expected_on = cast(:day as date) or b.resolution is null))
            order by a.number
            """;

    private final JdbcClient jdbc;
    private final BreakBook book;
    private final Policies policies;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Ids ids;

    LateWatch(
            JdbcClient jdbc, BreakBook book, Policies policies, TransactionTemplate transaction, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.book = book;
        this.policies = policies;
        this.transaction = transaction;
        this.clock = clock;
        this.ids = ids;
    }

    @Bean
    RecurringTask<Void> lateStatementsTimer() {
        return Tasks.recurring("reconciliation.late-statements", FixedDelay.of(Duration.ofMinutes(10)))
                .execute((instance, context) -> lookForLateStatements());
    }

    /** In the transaction in which the checkpoint is missed. */
    @EventListener
    void arose(Trouble.Arose arose) {
        List<UUID> unsettled = arose.troubles().stream()
                .filter(t -> t.kind() == Trouble.Kind.SETTLEMENT_OVERDUE)
                .map(Trouble::paymentId)
                .toList();
        if (!unsettled.isEmpty()) {
            book.unsettled(unsettled, Cause.system("reconciliation", ids.next()));
        }
        if (arose.troubles().stream().anyMatch(t -> t.kind() == Trouble.Kind.REJECTED_BY_BANK)) {
            book.wentOn(Cause.system("reconciliation", ids.next()));
        }
    }

    /** Opens one break an account for the last working day whose statement policy expects by now. */
    void lookForLateStatements() {
        policies.statementDue().ifPresent(due -> {
            LocalDate day = expected(clock.instant(), due.within());
            transaction.executeWithoutResult(_ -> {
                List<BreakBook.Late> late =
                        jdbc
                                .sql(LATE)
                                .param("day", day)
                                .param("oldest", OLDEST_DAYS)
                                .query(String.class)
                                .list()
                                .stream()
                                .map(account -> new BreakBook.Late(account, day))
                                .toList();
                if (!late.isEmpty()) {
                    book.late(late, Cause.system("reconciliation", ids.next()));
                }
            });
        });
    }

    /** The last day from Monday to Friday that ended this long ago, in UTC; a day that follows a weekend waits for it. */
    static LocalDate expected(Instant now, Duration within) {
        LocalDate day = LocalDate.ofInstant(now.minus(within), ZoneOffset.UTC).minusDays(1);
        while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            day = day.minusDays(1);
        }
        return day;
    }
}
