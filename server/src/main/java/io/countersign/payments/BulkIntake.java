package io.countersign.payments;

import io.countersign.governance.Journal;
import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes in many instructions at once: copied into a staging table as they arrive, then stored by one statement. */
@Component
class BulkIntake {

    private static final int MOST_FAULTS = 1_000;

    private static final String NEW_RUN = """
            insert into payments.run (id, reference, name, kind, initiated_by, initiated_name, source, correlation_id,
                                      created_at)
            values (:id, 'RUN-' || :year || '-' || payments.padded(nextval('payments.run_number'), 4), :name, :kind, :by,
                    :by_name, :source, :correlation, :at)
            returning reference
            """;

    private static final String STORE = """
            with incoming as (
                select i.*, cast(:journal_actor as text) as journal_actor, cast(:journal_name as text) as journal_name,
                       cast(:correlation as text) as correlation_id
                from payments_incoming i),
            """
            + IntakeSql.ACCOUNTS
            + IntakeSql.STORE.formatted("true")
            + ", journal as (" + IntakeSql.RECEIVED + " from paid p)";

    private static final String WITHOUT_ACCOUNT = """
            select i.line from payments_incoming i where not exists (
                select 1 from payments.own_account o where o.legal_entity = i.legal_entity
                and case when i.debtor_account is null then o.currency = i.currency else o.number = i.debtor_account end)
            order by i.line limit :most
            """;

    private static final String TOTALS = """
            select coalesce(jsonb_object_agg(currency, total), '{}') from (
                select currency, sum(amount)::text as total from payments_incoming group by currency) sums
            """;

    private final JdbcClient jdbc;
    private final Staging staging;
    private final Journal journal;
    private final BusinessDates dates;
    private final Clock clock;
    private final Ids ids;

    BulkIntake(JdbcClient jdbc, Staging staging, Journal journal, BusinessDates dates, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.staging = staging;
        this.journal = journal;
        this.dates = dates;
        this.clock = clock;
        this.ids = ids;
    }

    /** A payment of a run, with what only the hub itself can know about it. */
    record Staged(UUID id, NewPayment payment, @Nullable UUID party) {}

    /** Makes a run from lines; call it in a transaction that is rolled back if it is refused. */
    Runs.Made run(Caller caller, RunHeader header, Iterator<Runs.Line> lines) {
        List<Fault> faults = new ArrayList<>(headerFaults(header));
        int count = staging.fill(new Accepting(caller, lines, dates.todayEverywhere(), faults));
        if (faults.isEmpty() && count == 0) {
            faults.add(new Fault("", ErrorCode.INVALID, "A run holds at least one payment"));
        }
        return faults.isEmpty()
                ? store(caller, header, count)
                : new Runs.Made.Refused(ErrorCode.INVALID, List.copyOf(faults));
    }

    /** Makes a run from payments the hub put together itself. */
    Runs.Made run(Caller caller, RunHeader header, List<Staged> payments) {
        int count = staging.fill(payments.iterator());
        return store(caller, header, count);
    }

    private Runs.Made store(Caller caller, RunHeader header, int count) {
        List<Fault> unknown = jdbc.sql(WITHOUT_ACCOUNT)
                .param("most", MOST_FAULTS)
                .query((row, n) -> new Fault(
                        "line " + row.getInt(1) + ": /debtorAccount",
                        ErrorCode.ACCOUNT_UNKNOWN,
                        "No account of ours can be debited for this"))
                .list();
        if (!unknown.isEmpty()) {
            return new Runs.Made.Refused(ErrorCode.INVALID, unknown);
        }
        UUID run = ids.next();
        Instant now = clock.instant();
        String reference = newRun(caller, header, run, now);
        try {
            jdbc.sql("analyze payments_incoming").update();
            journal.bind(jdbc.sql(STORE + journal.append("select count(*)::int from paid")), caller.cause())
                    .param("run", run)
                    .param("year", SingleIntake.year(now))
                    .param("correlation", caller.cause().correlationId())
                    .query(Integer.class)
                    .single();
        } catch (DuplicateKeyException e) {
            return new Runs.Made.Refused(
                    ErrorCode.INVALID,
                    List.of(new Fault(
                            "/endToEndId", ErrorCode.INVALID, "An end-to-end id of the run was used before or twice")));
        }
        String totals = jdbc.sql(TOTALS).query(String.class).single();
        journal.record(
                new Journal.Entry(
                        "run.created",
                        run.toString(),
                        1,
                        null,
                        null,
                        null,
                        Map.of(
                                "run",
                                reference,
                                "name",
                                header.name(),
                                "kind",
                                header.kind(),
                                "source",
                                header.source(),
                                "payments",
                                count,
                                "totals",
                                totals)),
                caller.cause());
        return new Runs.Made.Run(run, reference, count, false);
    }

    private String newRun(Caller caller, RunHeader header, UUID run, Instant now) {
        return jdbc.sql(NEW_RUN)
                .param("id", run)
                .param("year", SingleIntake.year(now))
                .param("name", header.name())
                .param("kind", header.kind())
                .param("by", caller.id())
                .param("by_name", caller.cause().actor().name())
                .param("source", header.source())
                .param("correlation", caller.cause().correlationId())
                .param("at", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .query(String.class)
                .single();
    }

    private static List<Fault> headerFaults(RunHeader header) {
        List<Fault> faults = new ArrayList<>();
        if (header.name().isBlank() || header.name().length() > 100) {
            faults.add(new Fault("/name", ErrorCode.TEXT_INVALID, "A name has 1 to 100 characters"));
        }
        if (!NewPayment.KINDS.contains(header.kind())) {
            faults.add(new Fault(
                    "/kind", ErrorCode.INVALID, "One of " + String.join(", ", NewPayment.KINDS) + " is expected"));
        }
        return faults;
    }

    /** Checks lines as they pass; once there is a fault nothing more is staged, but all faults are still collected. */
    private final class Accepting implements Iterator<Staged> {
        private final Caller caller;
        private final Iterator<Runs.Line> lines;
        private final Function<String, LocalDate> today;
        private final List<Fault> faults;
        private @Nullable Staged next;

        Accepting(Caller caller, Iterator<Runs.Line> lines, Function<String, LocalDate> today, List<Fault> faults) {
            this.caller = caller;
            this.lines = lines;
            this.today = today;
            this.faults = faults;
        }

        @Override
        public boolean hasNext() {
            while (next == null && lines.hasNext() && faults.size() < MOST_FAULTS) {
                switch (lines.next()) {
                    case Runs.Line.Bad(List<Fault> bad) -> faults.addAll(bad);
                    case Runs.Line.Good(String path, NewPayment payment) -> check(path, payment);
                }
            }
            return next != null;
        }

        private void check(String path, NewPayment payment) {
            List<Fault> found = InstructionCheck.faults(path, payment, today.apply(payment.legalEntity()));
            faults.addAll(found);
            if (!caller.covers(payment.legalEntity())) {
                faults.add(new Fault(path + "/legalEntity", ErrorCode.OUT_OF_SCOPE, ErrorCode.OUT_OF_SCOPE.title()));
            }
            if (!payment.invoices().isEmpty()) {
                faults.add(
                        new Fault(path + "/invoices", ErrorCode.INVALID, "Make the run from invoices to pay invoices"));
            }
            if (faults.isEmpty()) {
                next = new Staged(ids.next(), payment, null);
            }
        }

        @Override
        public Staged next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Staged staged = next;
            next = null;
            return staged;
        }
    }
}
