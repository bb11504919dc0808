package io.countersign.bench.simulation;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import io.countersign.Countersign;
import io.countersign.cases.Cases;
import io.countersign.controls.files.WatchedDirectory;
import io.countersign.governance.audit.AuditVerification;
import io.countersign.model.Ids;
import io.countersign.payments.BankReplies;
import io.countersign.payments.MasterData;
import io.countersign.payments.PaymentEngine;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Payments;
import io.countersign.payments.Runs;
import io.countersign.payments.ports.BankRail;
import io.countersign.platform.DatabaseAccess;
import io.countersign.reconciliation.Statements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The product itself, all of it, on a real database. Its timers stand still: the simulation calls what they would call.
 * What decides differently than in a running server is given in: the clock, the identifiers, the bank at the port, and a
 * data source that dies at the crash points.
 */
final class Product implements AutoCloseable {

    private static final String TABLES = """
            select string_agg(format('%I.%I', n.nspname, c.relname), ', ')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'flyway_history'
              and (n.nspname in ('payments', 'reconciliation', 'cases', 'connectors')
                   or n.nspname = 'governance' and c.relname in ('event', 'event_consumer')
                   or n.nspname = 'governance' and c.relname like 'audit%'
                   or n.nspname = 'governance' and c.relname like 'seal%')
            """;

    private static final String QUIET =
            "select pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot())";

    private static final int MOST_WAITS = 2_000;

    final SimulatedClock clock = new SimulatedClock();
    final SeededIds ids = new SeededIds(clock);
    final CrashPoints points = new CrashPoints();
    final SimulatedBank bank = new SimulatedBank(clock, points);
    final OdooLine line = new OdooLine(clock, points);
    final Erp erp = new Erp(clock, line);
    private final Chance chance = new Chance();
    private final Path audit;
    private final JdbcClient owner;
    private final ConfigurableApplicationContext context;

    private Product(DatabaseAccess access, JdbcClient owner, Path data) {
        this.owner = owner;
        this.audit = data.resolve("audit");
        SpringApplication application = new SpringApplication(Countersign.class);
        application.addInitializers(c -> give((GenericApplicationContext) c));
        application.addInitializers(c -> c.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("simulation", settings(access, data))));
        // Logging is set up before the settings above are there.
        this.context = application.run("--logging.level.root=warn", "--logging.level.io.countersign.connectors=error");
        // They look at their directories by themselves, at moments that no seed decides.
        context.getBeansOfType(WatchedDirectory.class).values().forEach(WatchedDirectory::stop);
    }

    /**
     * Starts the product.
     *
     * @param owner with all rights, to empty the database between two simulations
     */
    static Product start(DatabaseAccess access, JdbcClient owner, Path data) {
        return new Product(access, owner, data);
    }

    private static Map<String, Object> settings(DatabaseAccess access, Path data) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("countersign.timers", false);
        settings.put("countersign.data", data.toString());
        settings.put("countersign.database.url", access.url());
        settings.put("countersign.database.user", access.owner().name());
        settings.put(
                "countersign.database.password",
                Objects.requireNonNull(access.owner().password()));
        settings.put("countersign.database.pool-size", 8);
        settings.put("server.port", 0);
        odoo(settings);
        return settings;
    }

    private static void odoo(Map<String, Object> settings) {
        settings.put("countersign.odoo.url", "http://odoo.example");
        settings.put("countersign.odoo.db", Erp.DATABASE);
        settings.put("countersign.odoo.key", Erp.KEY);
        settings.put("countersign.odoo.user", Erp.HUB);
        settings.put("countersign.odoo.settle", OdooLine.SETTLE.toSeconds() + "s");
        settings.put("countersign.odoo.page", 7);
        String bank = "countersign.bank.connections[0].";
        settings.put(bank + "name", SimulatedBank.CONNECTION);
        List.of("host", "user", "private-key", "host-key").forEach(name -> settings.put(bank + name, "none"));
        for (int i = 0; i < Company.FIRMS.size(); i++) {
            settings.put(
                    "countersign.odoo.companies.%d.code".formatted(i + 1),
                    Company.FIRMS.get(i).code());
            settings.put(
                    bank + "accounts[%d]".formatted(i), Company.FIRMS.get(i).account());
        }
    }

    private void give(GenericApplicationContext context) {
        context.registerBean("simulatedClock", Clock.class, () -> clock, bean -> bean.setPrimary(true));
        context.registerBean("seededIds", Ids.class, () -> ids, bean -> bean.setPrimary(true));
        // Before the product's own rail, which serves the same connection over a wire that is not there.
        context.registerBean("simulatedBank", BankRail.class, () -> bank);
        context.registerBean("simulatedLine", HttpClient.class, () -> line);
        context.registerBean("seededChance", RandomGenerator.class, () -> chance);
        context.registerBean("crashingDataSource", BeanPostProcessor.class, () -> new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource source ? CrashingDataSource.over(source, points) : bean;
            }
        });
    }

    /** Empties the database and sets time, identifiers and crash points to the beginning of one simulation. */
    void begin(long seed, CrashPoints.Plan plan) {
        points.begin(plan);
        chance.begin(seed);
        forget();
        forget("dependencies");
        clock.begin();
        ids.begin(seed);
        String tables = owner.sql(TABLES).query(String.class).single();
        owner.sql("truncate %s restart identity cascade".formatted(tables)).update();
        List.of("payments.run_number", "payments.payment_number", "cases.business_number", "cases.technical_number")
                .forEach(sequence -> owner.sql("alter sequence %s restart".formatted(sequence))
                        .update());
        owner.sql("alter sequence connectors.erp_task_position restart").update();
        try {
            Files.deleteIfExists(audit.resolve("heads.jsonl")); // of a trail that is no more
        } catch (IOException kept) {
            throw new UncheckedIOException(kept);
        }
    }

    <T> T door(Class<T> type) {
        return context.getBean(type);
    }

    Payments payments() {
        return door(Payments.class);
    }

    Runs runs() {
        return door(Runs.class);
    }

    MasterData master() {
        return door(MasterData.class);
    }

    PaymentQueries queries() {
        return door(PaymentQueries.class);
    }

    PaymentEngine engine() {
        return door(PaymentEngine.class);
    }

    /** What the workers had in memory is gone, as after a new start of the program. */
    void forget() {
        var beans = (DefaultListableBeanFactory) context.getBeanFactory();
        for (String name : beans.getBeanNamesForType(PaymentEngine.class)) {
            beans.destroySingleton(name);
        }
        // One after the other: Spring does not keep who uses whom among them.
        for (String name : beans.getBeanDefinitionNames()) {
            if ("odooConfiguration".equals(beans.getBeanDefinition(name).getFactoryBeanName())) {
                beans.destroySingleton(name);
            }
        }
    }

    private void forget(String bean) {
        ((DefaultListableBeanFactory) context.getBeanFactory()).destroySingleton(bean);
    }

    /**
     * Does what one of the product's timers would do now. What reads the log of committed work stops below the oldest
     * transaction still running anywhere in PostgreSQL, so its housekeeping is let finish first: else it would decide too.
     */
    void timer(String name) {
        for (int i = 0; i < MOST_WAITS && !owner.sql(QUIET).query(Boolean.class).single(); i++) {
            LockSupport.parkNanos(1_000_000);
        }
        RecurringTask<?> timer = context.getBean(name, RecurringTask.class);
        timer.executeRecurringly(null, null);
    }

    /** The same check an auditor runs; what was kept outside the database is the witness. */
    AuditVerification.Report verifyAudit() {
        try {
            return new AuditVerification(door(DataSource.class), System.out).check(audit);
        } catch (SQLException | IOException unreadable) {
            throw new IllegalStateException("The audit trail cannot be read", unreadable);
        }
    }

    Statements statements() {
        return door(Statements.class);
    }

    BankReplies replies() {
        return door(BankReplies.class);
    }

    JdbcClient jdbc() {
        return door(JdbcClient.class);
    }

    Cases cases() {
        return door(Cases.class);
    }

    @Override
    public void close() {
        context.close();
    }

    /** Chance that the seed decides. */
    private static final class Chance implements RandomGenerator {

        private Random random = new Random(0);

        void begin(long seed) {
            random = new Random(seed ^ 0x0D00L);
        }

        @Override
        public long nextLong() {
            return random.nextLong();
        }
    }
}
