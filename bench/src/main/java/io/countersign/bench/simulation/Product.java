package io.countersign.bench.simulation;

import io.countersign.Countersign;
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
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
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
              and (n.nspname in ('payments', 'reconciliation', 'cases')
                   or n.nspname = 'governance' and c.relname in ('event', 'event_consumer')
                   or n.nspname = 'governance' and c.relname like 'audit%'
                   or n.nspname = 'governance' and c.relname like 'seal%')
            """;

    final SimulatedClock clock = new SimulatedClock();
    final SeededIds ids = new SeededIds(clock);
    final CrashPoints points = new CrashPoints();
    final SimulatedBank bank = new SimulatedBank(clock, points);
    private final JdbcClient owner;
    private final ConfigurableApplicationContext context;

    private Product(DatabaseAccess access, JdbcClient owner, Path data) {
        this.owner = owner;
        SpringApplication application = new SpringApplication(Countersign.class);
        application.addInitializers(c -> give((GenericApplicationContext) c));
        application.addInitializers(c -> c.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("simulation", settings(access, data))));
        this.context = application.run();
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
        settings.put("logging.level.root", "warn");
        return settings;
    }

    private void give(GenericApplicationContext context) {
        context.registerBean("simulatedClock", Clock.class, () -> clock, bean -> bean.setPrimary(true));
        context.registerBean("seededIds", Ids.class, () -> ids, bean -> bean.setPrimary(true));
        context.registerBean("simulatedBank", BankRail.class, () -> bank);
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
        forget();
        clock.begin();
        ids.begin(seed);
        String tables = owner.sql(TABLES).query(String.class).single();
        owner.sql("truncate %s restart identity cascade".formatted(tables)).update();
        List.of("payments.run_number", "payments.payment_number", "cases.business_number", "cases.technical_number")
                .forEach(sequence -> owner.sql("alter sequence %s restart".formatted(sequence))
                        .update());
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
        var beans = (org.springframework.beans.factory.support.DefaultListableBeanFactory) context.getBeanFactory();
        for (String name : beans.getBeanNamesForType(PaymentEngine.class)) {
            beans.destroySingleton(name);
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

    @Override
    public void close() {
        context.close();
    }
}
