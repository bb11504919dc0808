package io.countersign.platform;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps the monthly partitions of the append-only tables ahead of time. */
class Partitions {

    private static final String MAKE = """
            select governance.make_partitions(month::date)
            from generate_series(cast(:first as date), cast(:first as date) + interval '2 months', interval '1 month') month
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    Partitions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** This month and the next two: a timer that fails for weeks still hurts nobody. */
    void keepAhead() {
        LocalDate first = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1);
        jdbc.sql(MAKE).param("first", first).query().listOfRows();
    }
}
