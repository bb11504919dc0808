package io.countersign.bench.measure;

import io.countersign.Countersign;
import io.countersign.bench.Scratch;
import io.countersign.model.Cause;
import io.countersign.platform.DatabaseAccess;
import io.countersign.platform.EmbeddedPostgres;
import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.Statements;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * (e) One final statement of many entries against as many payments in transit, from the first entry to the last payment
 * reconciled, with their events and audit entries; and the same for a tenth of it and less, to see whether an entry costs
 * more when there are many. The product runs in this process, without its timers.
 */
final class MonthEnd {

    private static final LocalDate DAY = LocalDate.parse("2026-11-20");
    private static final int SMALLEST = 10_000;

    /** One file's payments of one account, as they are once the bank accepted them. */
    private static final String PAYMENTS = """
            insert into payments.payment (id, reference, legal_entity, kind, state, debtor_account, debtor_number,
                creditor_name, creditor_number, amount, currency, requested_on, end_to_end_id, remittance, business_key,
                connection, scheme, file_id, file_position, initiated_by, initiated_name, correlation_id, created_at,
                state_since)
            select gen_random_uuid(), 'M-' || :round || '-' || n, 'BENCH', 'SUPPLIER', 'ACCEPTED', a.id, a.number,
                   'Creditor ' || n, 'DE75512108001245126199', (n % 1000 + 1)::numeric(18, 2), 'EUR', date '2026-11-20',
                   'E-' || :round || '-' || n, 'Invoice ' || n, sha256((:round || '/' || n)::bytea), 'bench-bank',
                   'SEPA_SCT', :file, n, 'jana', 'Jana', 'c-' || n, now(), now()
            from generate_series(1, :entries) n, payments.own_account a where a.number = :account
            """;

    private static final String FILE = """
            insert into payments.bank_file (id, message_id, connection, scheme, debtor_account, requested_on, state,
                payments, total, currency, name, next_at, created_at)
            select :file, 'BENCH-' || :round, 'bench-bank', 'SEPA_SCT', id, date '2026-11-20', 'SENT', :entries, 1, 'EUR',
                   'BENCH-' || :round || '.xml', now(), now()
            from payments.own_account where number = :account
            """;

    private final Report report;

    MonthEnd(Report report) {
        this.report = report;
    }

    void run(int entries) {
        try (Scratch scratch = Scratch.create("bench");
                EmbeddedPostgres postgres =
                        EmbeddedPostgres.start(scratch.path("postgres"), EmbeddedPostgres.Durability.FULL);
                ConfigurableApplicationContext product = start(postgres.access(), scratch.path("data"));
                var pool = postgres.access().ownerPool(2)) {
            JdbcClient owner = JdbcClient.create(pool);
            Scene.found(owner);
            Statements statements = product.getBean(Statements.class);
            Measured few = reconcile(owner, statements, Math.min(SMALLEST, entries), 1);
            Measured many = entries > SMALLEST ? reconcile(owner, statements, entries, 2) : few;
            tell(entries, few, many, new RawReconciliation(owner).measure());
        }
    }

    /** Where the seconds of one ingest went; the lines come from memory, so that reading a file is no part of it. */
    private record Measured(int entries, Statements.Took took, double all) {
        double matching() {
            return seconds(took.matching());
        }

        double settling() {
            return seconds(took.settling());
        }

        private static double seconds(Duration duration) {
            return duration.toNanos() / 1e9;
        }
    }

    private void tell(int entries, Measured few, Measured many, RawReconciliation.Seconds bare) {
        report.result(
                "(e) a statement of %,d entries against as many payments in transit: each entry is explained"
                        .formatted(entries),
                "entries/s",
                List.of(new Report.Round(entries / many.matching(), entries / bare.matching())),
                0.4);
        report.say(
                "    %.1f s; an entry costs %.2f times what it costs among %,d (wanted below 1.30)",
                many.matching(), many.matching() / entries / (few.matching() / few.entries()), few.entries());
        report.result(
                "    and each payment is settled and reconciled, with its events and audit entries",
                "payments/s",
                List.of(new Report.Round(entries / many.settling(), entries / bare.settling())),
                0.4);
        report.say(
                "    %.1f s; a payment costs %.2f times what it costs among %,d; all of it, from the first line on: %.1f s",
                many.settling(),
                many.settling() / entries / (few.settling() / few.entries()),
                few.entries(),
                many.all());
    }

    private static Measured reconcile(JdbcClient owner, Statements statements, int entries, int round) {
        UUID file = new UUID(78, round);
        for (String sql : List.of(FILE, PAYMENTS)) {
            var statement = owner.sql(sql)
                    .param("round", Integer.toString(round))
                    .param("entries", entries)
                    .param("file", file)
                    .param("account", Scene.ACCOUNT);
            statement.update();
        }
        owner.sql("analyze payments.payment").update();
        long began = System.nanoTime();
        Statements.Received received = statements.ingest(
                new Statements.Source("bench-bank", new UUID(79, round), "bench.xml"),
                consumer -> feed(consumer, entries, round),
                Cause.system("bench", new UUID(80, round)));
        double seconds = (System.nanoTime() - began) / 1e9;
        if (received.matched() != entries) {
            throw new IllegalStateException("Only %d of %d entries matched".formatted(received.matched(), entries));
        }
        return new Measured(entries, received.took(), seconds);
    }

    private static void feed(Consumer<StatementPart> consumer, int entries, int round) {
        consumer.accept(new StatementPart.Opened(
                StatementPart.Kind.STATEMENT,
                StatementPart.About.of("bench"),
                0,
                "S-" + round,
                "S-" + round,
                Scene.ACCOUNT,
                "EUR",
                BigDecimal.valueOf(round),
                DAY.atStartOfDay().toInstant(ZoneOffset.UTC),
                DAY,
                DAY,
                List.of()));
        for (int n = 1; n <= entries; n++) {
            BigDecimal amount = BigDecimal.valueOf(n % 1000 + 1L).setScale(2);
            consumer.accept(entry(n, amount, round));
            consumer.accept(StatementPart.Detail.of(
                    0,
                    StatementPart.References.of("E-" + round + "-" + n, null),
                    new StatementPart.Counterparty("Creditor " + n, null, null, null),
                    List.of("Invoice " + n)));
            consumer.accept(new StatementPart.EntryClosed(null));
        }
        consumer.accept(new StatementPart.Closed(entries));
    }

    private static StatementPart.Entry entry(int n, BigDecimal amount, int round) {
        return new StatementPart.Entry(
                n,
                0,
                amount,
                "EUR",
                false,
                false,
                "BOOK",
                DAY,
                DAY,
                null,
                "B-" + round + "-" + n,
                new StatementPart.BankCode("PMNT", "ICDT", "ESCT", null, null),
                null,
                List.of(),
                null);
    }

    private static ConfigurableApplicationContext start(DatabaseAccess access, Path data) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("countersign.timers", false);
        settings.put("countersign.data", data.toString());
        settings.put("countersign.database.url", access.url());
        settings.put("countersign.database.user", access.owner().name());
        settings.put(
                "countersign.database.password",
                Objects.requireNonNull(access.owner().password()));
        settings.put("server.port", 0);
        settings.put("logging.level.root", "warn");
        SpringApplication application = new SpringApplication(Countersign.class);
        application.addInitializers(
                c -> c.getEnvironment().getPropertySources().addFirst(new MapPropertySource("benchmark", settings)));
        return application.run();
    }
}
