package io.countersign.platform;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
class PlatformConfiguration {

    /** Ticks in microseconds, as PostgreSQL stores time: what was written equals what is read back. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }

    @Bean
    Ids ids(Clock clock) {
        return new TimeOrderedEpochFactory(clock)::create;
    }

    @Bean
    PlatformDatabase platformDatabase(DatabaseProperties properties) {
        return PlatformDatabase.open(properties);
    }

    @Bean
    DataSource dataSource(PlatformDatabase database, DatabaseProperties properties) {
        return database.access().applicationPool(properties.database().poolSize());
    }

    @Bean
    Partitions partitions(JdbcClient jdbc, Clock clock) {
        Partitions partitions = new Partitions(jdbc, clock);
        partitions.keepAhead();
        return partitions;
    }
}
