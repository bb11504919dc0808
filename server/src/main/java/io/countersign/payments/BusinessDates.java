package io.countersign.payments;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The business date of each legal entity. Time zones of companies do not change, so they are looked up once. */
@Component
class BusinessDates {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<String, ZoneId> zones = new ConcurrentHashMap<>();

    BusinessDates(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Today where each entity is, looked up beforehand: for use while the connection is busy with something else, such as
     * a COPY.
     */
    Function<String, LocalDate> todayEverywhere() {
        jdbc.sql("select code, zone from payments.legal_entity").query(row -> {
            zones.put(row.getString(1), ZoneId.of(row.getString(2)));
        });
        Map<String, ZoneId> known = Map.copyOf(zones);
        Instant now = clock.instant();
        return legalEntity -> LocalDate.ofInstant(now, known.getOrDefault(legalEntity, ZoneOffset.UTC));
    }

    /** Today where the entity is; in UTC for one that does not exist, which another check refuses. */
    LocalDate today(String legalEntity) {
        ZoneId zone = zones.get(legalEntity);
        if (zone == null) {
            zone = jdbc.sql("select zone from payments.legal_entity where code = :code")
                    .param("code", legalEntity)
                    .query((row, n) -> ZoneId.of(row.getString(1)))
                    .optional()
                    .orElse(null);
            if (zone == null) {
                return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            }
            zones.put(legalEntity, zone);
        }
        return LocalDate.ofInstant(clock.instant(), zone);
    }
}
