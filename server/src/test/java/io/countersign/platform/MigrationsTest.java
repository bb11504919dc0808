package io.countersign.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@PostgresTest
class MigrationsTest {

    private final TestDatabase database;

    MigrationsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void runTwiceChangesNothing() {
        String applied = "select count(*) from platform.flyway_history";
        long before = count(database.ownerJdbc(), applied);
        Migrations.run(database.access());
        assertThat(count(database.ownerJdbc(), applied)).isEqualTo(before).isPositive();
    }

    @Test
    void theApplicationMayNotMakeTables() {
        assertThatThrownBy(() -> database.jdbc()
                        .sql("create table governance.mine (x int)")
                        .update())
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void theApplicationMayNotRewriteTheAuditTrail() {
        for (String crime : new String[] {
            "update governance.audit_entry set actor_id = 'x'",
            "delete from governance.audit_entry",
            "truncate governance.audit_entry"
        }) {
            assertThatThrownBy(() -> database.jdbc().sql(crime).update())
                    .as(crime)
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void anOutsideDatabaseStepsDownToTheApplicationsRole() {
        var external = DatabaseAccess.external(
                database.access().url(), database.access().owner());
        try (var pool = external.applicationPool(1)) {
            assertThat(JdbcClient.create(pool)
                            .sql("select current_user")
                            .query(String.class)
                            .single())
                    .isEqualTo("countersign_app");
        }
    }

    @Test
    void partitionsAreKeptTwoMonthsAheadOverTheTurnOfTheYear() {
        Clock november = Clock.fixed(Instant.parse("2031-11-30T23:59:59Z"), ZoneOffset.UTC);
        new Partitions(database.jdbc(), november).keepAhead();
        new Partitions(database.jdbc(), november).keepAhead();
        assertThat(database.ownerJdbc()
                        .sql("select relname from pg_class where relname ~ '^event_203[0-9]_[0-9]{2}$' order by 1")
                        .query(String.class)
                        .list())
                .containsExactly("event_2031_11", "event_2031_12", "event_2032_01");
    }

    private static long count(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
