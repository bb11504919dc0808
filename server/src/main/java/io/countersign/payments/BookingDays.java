package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells which payments still may wait for their booking because their bank has not worked long enough since: a holiday is
 * no day on which it could have booked.
 */
@Component
class BookingDays {

    /** The day from which is counted; {@code p} is the payment, {@code f} its file. */
    static final String BOOKS_ON = """
            case p.state when 'SETTLED' then p.settled_on
                         else coalesce(f.execution_on, f.requested_on) end""";

    private static final String GROUPS = """
            select distinct p.state, f.connection, p.currency, %s as day
            from payments.payment p join payments.bank_file f on f.id = p.file_id
            where p.due_at < :now and not p.overdue and p.state in ('ACCEPTED', 'SETTLED')
            """.formatted(BOOKS_ON);

    private final JdbcClient jdbc;
    private final Policies policies;
    private final BankDays bankDays;

    BookingDays(JdbcClient jdbc, Policies policies, BankDays bankDays) {
        this.jdbc = jdbc;
        this.policies = policies;
        this.bankDays = bankDays;
    }

    /** Payments of one state, bank and currency that count from the same day. */
    record Group(String state, String connection, String currency, LocalDate day) {}

    /** Those that still may wait. */
    record Waiting(List<Group> groups) {

        Map<String, Object> parameters(OffsetDateTime now) {
            return Map.of(
                    "now", now,
                    "states", column(Group::state),
                    "connections", column(Group::connection),
                    "currencies", column(Group::currency),
                    "days", column(group -> group.day().toString()));
        }

        private String[] column(Function<Group, String> value) {
            return groups.stream().map(value).toArray(String[]::new);
        }
    }

    Waiting waiting(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return new Waiting(jdbc
                .sql(GROUPS)
                .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .query((row, n) -> new Group(
                        row.getString("state"),
                        row.getString("connection"),
                        row.getString("currency"),
                        row.getObject("day", LocalDate.class)))
                .list()
                .stream()
                .filter(group -> waits(group, today))
                .toList());
    }

    /** The days run out at the end of the last one. */
    private boolean waits(Group group, LocalDate today) {
        return policies.checkpoint(group.state())
                .filter(Policies.Checkpoint::banking)
                .map(limit -> bankDays.ofAccount(group.connection(), group.currency())
                        .plus(group.day(), (int) limit.within().toDays()))
                .filter(last -> !today.isAfter(last))
                .isPresent();
    }
}
