package io.countersign.platform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Points a Spring context at a fresh database; for contexts that {@link CountersignTest} does not fit. */
public final class PostgresInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    @SuppressWarnings("resource") // dropped when PostgreSQL is next used: the context may outlive this class
    public void initialize(ConfigurableApplicationContext context) {
        DatabaseAccess access = TestPostgres.freshDatabase().access();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("countersign.data", TestPostgres.scratch("data-").toString());
        settings.put("countersign.database.url", access.url());
        settings.put("countersign.database.user", access.owner().name());
        settings.put(
                "countersign.database.password",
                Objects.requireNonNull(access.owner().password()));
        settings.put("countersign.database.pool-size", 8);
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test database", settings));
    }
}
