package io.countersign.reconciliation;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.countersign.controls.calendar.BusinessDays;
import io.countersign.controls.policy.Policies;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.payments.BankDays;
import io.countersign.payments.Trouble;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Notices what should be here and is not: the booking of an accepted payment, the statement of a working day. */
@Configuration(proxyBeanMethods = false)
class LateWatch {

    private static final int OLDEST_DAYS = 10;

    private static final String ACCOUNTS =
            "select number, connection, currency from payments.account_directory order by number";

    /**
     * Accounts that had a final statement before their day and have none of it or later. An account without any statement
     * yet is not waited for: nobody knows whether its bank sends one.
     */
    private static final String LATE = """
            select a.number, a.day from unnest(cast(:accounts as text[]), cast(:days as date[])) as a(number, day)
            where exists (select from reconciliation.statement s
                          where s.account = a.number and s.kind = 'STATEMENT' and s.ordered_on < a.day
                            and s.ordered_on >= a.day - :oldest)
              and not exists (select from reconciliation.statement s
                              where s.account = a.number and s.kind = 'STATEMENT' and s.ordered_on >= a.day)
              and not exists (select from reconciliation.break b
                              where b.account = a.number and b.kind = 'STATEMENT_MISSING'
                                and (b.expected_on = a.day or b.resolution is null))
            order by a.number
            """;

    private final JdbcClient jdbc;
    private final BreakBook book;
    private final Policies policies;
    private final BankDays bankDays;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Ids ids;
    private final Duration every;

    LateWatch(
            JdbcClient jdbc,
            BreakBook book,
            Policies policies,
            BankDays bankDays,
            TransactionTemplate transaction,
            Clock clock,
            Ids ids,
            @Value("${countersign.reconciliation.look-for-late-every:10m}") Duration every) {
        this.jdbc = jdbc;
        this.book = book;
        this.policies = policies;
        this.bankDays = bankDays;
        this.transaction = transaction;
        this.clock = clock;
        this.ids = ids;
        this.every = every;
    }

    @Bean
    RecurringTask<Void> lateStatementsTimer() {
        return Tasks.recurring("reconciliation.late-statements", FixedDelay.of(every))
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

    /** Opens one break an account for the last day its bank worked and whose statement policy expects by now. */
    void lookForLateStatements() {
        policies.statementDue().ifPresent(due -> {
            Instant now = clock.instant();
            List<BreakBook.Late> expected = jdbc.sql(ACCOUNTS)
                    .query((row, n) -> new BreakBook.Late(
                            row.getString(1),
                            expected(now, due.within(), bankDays.ofAccount(row.getString(2), row.getString(3)))))
                    .list();
            transaction.executeWithoutResult(_ -> {
                List<BreakBook.Late> late = late(expected);
                if (!late.isEmpty()) {
                    book.late(late, Cause.system("reconciliation", ids.next()));
                }
            });
        });
    }

    private List<BreakBook.Late> late(List<BreakBook.Late> expected) {
        return jdbc.sql(LATE)
                .param(
                        "accounts",
                        expected.stream().map(BreakBook.Late::account).toArray(String[]::new))
                .param(
                        "days",
                        expected.stream().map(one -> one.day().toString()).toArray(String[]::new))
                .param("oldest", OLDEST_DAYS)
                .query((row, n) -> new BreakBook.Late(row.getString(1), row.getObject(2, LocalDate.class)))
                .list();
    }

    /**
     * The last day whose statement has to be here. It is made on the next day the bank works, and so long after the
     * beginning of that one (UTC) it is late: what was booked before a weekend or a holiday is waited for until after it.
     */
    static LocalDate expected(Instant now, Duration within, BusinessDays days) {
        LocalDate made = days.preceding(LocalDate.ofInstant(now.minus(within), ZoneOffset.UTC));
        return days.preceding(made.minusDays(1));
    }
}
