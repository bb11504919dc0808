package io.countersign.connectors.odoo;

import io.countersign.reconciliation.ErpBook;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The queue of payments whose state in the ERP has yet to follow. */
final class ErpTasks {

    private static final String ENQUEUE = """
            insert into connectors.erp_task as t (payment_id, state, next_at, planned_at, updated_at)
            select id, 'READY', :now, :planned, :now from payments.erp_payment
            where id = any(:ids::uuid[]) and (message_id is not null or state = 'REVERSED')
            order by id
            on conflict (payment_id) do update
            set wanted = t.wanted + 1, state = case t.state when 'WORKING' then 'WORKING' else 'READY' end,
                attempts = 0, next_at = excluded.next_at, updated_at = excluded.updated_at,
                planned_at = case t.state when 'READY' then t.planned_at else excluded.planned_at end
            """;

    private static final String ENQUEUE_BILLS = """
            insert into connectors.erp_task_bill (payment_id, bill)
            select a.payment_id, a.bill::int
            from payments.erp_allocation a join connectors.erp_task t on t.payment_id = a.payment_id
            where a.payment_id = any(:ids::uuid[])
            on conflict do nothing
            """;

    /** Claims are short and go one after the other, so that two tasks of one bill are never claimed together. */
    private static final String CLAIM_TURN = "select pg_advisory_xact_lock(hashtext('connectors.erp_task'))";

    private static final String CLAIM = """
            update connectors.erp_task
            set state = 'WORKING', lease = lease + 1, lease_until = :until, attempts = attempts + 1, updated_at = :now
            where payment_id in (
                select t.payment_id from connectors.erp_task t
                where (t.state = 'READY' and t.next_at <= :now and (:atOnce or t.planned_at is null or t.planned_at <= :now)
                       or t.state = 'WORKING' and t.lease_until <= :now)
                  and not exists (
                      select from connectors.erp_task_bill mine
                      join connectors.erp_task_bill theirs on theirs.bill = mine.bill and theirs.payment_id <> mine.payment_id
                      join connectors.erp_task other on other.payment_id = theirs.payment_id
                      where mine.payment_id = t.payment_id
                        and (other.state = 'WORKING' and other.lease_until > :now
                             or other.state in ('READY', 'WORKING') and other.position < t.position))
                order by t.position limit :limit)
            returning payment_id, kind, position, wanted, lease, attempts, odoo_id
            """;

    private static final String PAYMENTS = """
            select id, reference, state, amount, currency, legal_entity, creditor_name, requested_on, settled_on,
                   reason_code, reason_text, correlation_id, journal, message_id, sent_at
            from payments.erp_payment where id = any(:ids::uuid[])
            """;

    private static final String BILLS = """
            select payment_id, bill, kind, amount from payments.erp_allocation where payment_id = any(:ids::uuid[])
            order by payment_id, bill
            """;

    private static final String AT_WORK = """
            select b.bill from connectors.erp_task_bill b join connectors.erp_task t on t.payment_id = b.payment_id
            where b.bill = any(:bills::int[]) and (t.state = 'WORKING' or t.updated_at >= :since)
            """;

    private static final String FINISH = """
            update connectors.erp_task
            set state = case when wanted = :wanted then :state else 'READY' end, next_at = :next, last_error = :error,
                lease_until = null, updated_at = :now
            where payment_id = :id and lease = :lease and state = 'WORKING'
            """;

    private static final String SAW =
            "update connectors.erp_task set odoo_id = :odoo where payment_id = :id and lease = :lease";

    private static final String NOTED = """
            insert into connectors.erp_note (payment_id, bill, state, posted_at) values (:id, :bill, :state, :now)
            on conflict do nothing
            """;

    private static final String IS_NOTED =
            "select count(*) from connectors.erp_note where payment_id = :id and bill = :bill and state = :state";

    /**
     * @param paymentId the payment; the line of a statement where it is about one that belongs to no payment
     * @param attempts counting this one
     */
    record Task(
            UUID paymentId,
            boolean entry,
            long position,
            int wanted,
            long lease,
            int attempts,
            @Nullable Integer odooId) {}

    private final JdbcClient jdbc;
    private final ErpBook book;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ErpTasks(JdbcClient jdbc, ErpBook book, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.book = book;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * In the transaction that hears of the events. Payments that never left, or that pay nothing in the ERP, are no work.
     *
     * @param planned not before this moment; null is at once. What waits already waits for the moment it was given
     */
    void enqueue(Collection<UUID> payments, @Nullable Instant planned) {
        UUID[] ids = payments.toArray(UUID[]::new);
        jdbc.sql(ENQUEUE)
                .param("ids", ids)
                .param("now", now())
                .param(
                        "planned",
                        planned == null ? null : OffsetDateTime.ofInstant(planned, ZoneOffset.UTC),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        jdbc.sql(ENQUEUE_BILLS).param("ids", ids).update();
    }

    /** Reversed payments of which these statements or breaks may say something new. */
    List<UUID> reversed(Collection<UUID> statements, Collection<UUID> breaks) {
        return book.reversed(statements, breaks);
    }

    /**
     * In the order they came.
     *
     * @param atOnce also what was put off to a planned moment
     */
    List<Task> claim(int limit, Duration lease, boolean atOnce) {
        List<Task> claimed = transaction.execute(t -> {
            jdbc.sql(CLAIM_TURN).query(row -> {});
            return jdbc.sql(CLAIM)
                    .param("now", now())
                    .param("until", now().plus(lease))
                    .param("limit", limit)
                    .param("atOnce", atOnce)
                    .query((row, n) -> task(row))
                    .list();
        });
        return claimed == null
                ? List.of()
                : claimed.stream()
                        .sorted(Comparator.comparingLong(Task::position))
                        .toList();
    }

    private static Task task(ResultSet row) throws SQLException {
        return new Task(
                row.getObject("payment_id", UUID.class),
                row.getString("kind").equals("ENTRY"),
                row.getLong("position"),
                row.getInt("wanted"),
                row.getLong("lease"),
                row.getInt("attempts"),
                row.getObject("odoo_id", Integer.class));
    }

    Map<UUID, ErpPayment> payments(Collection<UUID> ids) {
        UUID[] wanted = ids.toArray(UUID[]::new);
        Map<UUID, List<ErpPayment.Bill>> bills = new HashMap<>();
        jdbc.sql(BILLS).param("ids", wanted).query(row -> {
            bills.computeIfAbsent(row.getObject("payment_id", UUID.class), id -> new java.util.ArrayList<>())
                    .add(new ErpPayment.Bill(
                            Integer.parseInt(row.getString("bill")),
                            row.getString("kind").equals("CREDIT_NOTE"),
                            row.getBigDecimal("amount")));
        });
        Map<UUID, ErpBook.Booked> booked = book.ofPayments(ids);
        Map<UUID, ErpPayment> payments = new HashMap<>();
        jdbc.sql(PAYMENTS).param("ids", wanted).query(row -> {
            UUID id = row.getObject("id", UUID.class);
            ErpBook.Booked asBooked = booked.getOrDefault(id, ErpBook.Booked.AS_ORDERED);
            payments.put(id, payment(row, id, bills.getOrDefault(id, List.of()), asBooked));
        });
        return payments;
    }

    private static ErpPayment payment(ResultSet row, UUID id, List<ErpPayment.Bill> bills, ErpBook.Booked booked)
            throws SQLException {
        String journal = row.getString("journal");
        OffsetDateTime sent = row.getObject("sent_at", OffsetDateTime.class);
        BigDecimal amount = row.getBigDecimal("amount");
        return new ErpPayment(
                id,
                row.getString("reference"),
                row.getString("state"),
                amount,
                row.getString("currency"),
                row.getString("legal_entity"),
                row.getString("creditor_name"),
                row.getObject("requested_on", LocalDate.class),
                row.getObject("settled_on", LocalDate.class),
                row.getString("reason_code"),
                row.getString("reason_text"),
                row.getString("correlation_id"),
                journal == null ? null : Integer.valueOf(journal),
                row.getString("message_id"),
                sent == null ? null : sent.toInstant(),
                bills,
                booked);
    }

    /** Of these bills, those a task is at work on, or was since a moment. */
    Set<Integer> atWork(Collection<Integer> bills, Instant since) {
        return new HashSet<>(jdbc.sql(AT_WORK)
                .param("bills", bills.toArray(Integer[]::new))
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .query(Integer.class)
                .list());
    }

    /** Odoo is where the payment is; if the payment moved meanwhile, there is more to do. */
    void done(Task task) {
        finish(task, "DONE", clock.instant(), null);
    }

    void again(Task task, Instant at, String error) {
        finish(task, "READY", at, error);
    }

    /** A person has to look; the next event, or the end of its case, takes it up again. */
    void park(Task task, String error) {
        finish(task, "PARKED", clock.instant(), error);
    }

    private void finish(Task task, String state, Instant next, @Nullable String error) {
        jdbc.sql(FINISH)
                .param("id", task.paymentId())
                .param("lease", task.lease())
                .param("wanted", task.wanted())
                .param("state", state)
                .param("next", OffsetDateTime.ofInstant(next, ZoneOffset.UTC))
                .param("error", error)
                .param("now", now())
                .update();
    }

    /** Remembers our payment in Odoo, so that its later disappearance is noticed. */
    void saw(Task task, int odooId) {
        jdbc.sql(SAW)
                .param("id", task.paymentId())
                .param("lease", task.lease())
                .param("odoo", odooId)
                .update();
    }

    boolean isNoted(UUID payment, int bill, String state) {
        return jdbc.sql(IS_NOTED)
                        .param("id", payment)
                        .param("bill", bill)
                        .param("state", state)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    void noted(UUID payment, int bill, String state) {
        jdbc.sql(NOTED)
                .param("id", payment)
                .param("bill", bill)
                .param("state", state)
                .param("now", now())
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
