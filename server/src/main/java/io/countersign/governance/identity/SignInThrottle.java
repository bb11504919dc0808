package io.countersign.governance.identity;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Slows down guessing: from the fifth wrong password on, a name waits, first for half a minute and then twice as long
 * each time, for a quarter of an hour at most. Counted in the database, so that several processes count together.
 */
@Component
class SignInThrottle {

    static final int FREE_FAILURES = 5;

    private static final String BLOCKED_UNTIL = """
            select exists (select from governance.sign_in_failure where name = :name and blocked_until > :now)
            """;

    /** Failures of more than an hour ago are forgotten. */
    private static final String FAILED = """
            insert into governance.sign_in_failure as f (name, failures, last_at) values (:name, 1, :now)
            on conflict (name) do update set
                failures = case when f.last_at < :now - interval '1 hour' then 1 else f.failures + 1 end,
                last_at = :now,
                blocked_until = case
                    when f.last_at >= :now - interval '1 hour' and f.failures + 1 >= :free
                    then :now + least(interval '30 seconds' * power(2, least(f.failures + 1 - :free, 10)),
                                      interval '15 minutes') end
            returning failures
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    SignInThrottle(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    boolean isBlocked(String name) {
        return jdbc.sql(BLOCKED_UNTIL)
                .param("name", name)
                .param("now", now())
                .query(Boolean.class)
                .single();
    }

    /** @return how many wrong passwords in a row this makes */
    int failed(String name) {
        return jdbc.sql(FAILED)
                .param("name", name)
                .param("now", now())
                .param("free", FREE_FAILURES)
                .query(Integer.class)
                .single();
    }

    void succeeded(String name) {
        jdbc.sql("delete from governance.sign_in_failure where name = :name")
                .param("name", name)
                .update();
    }

    private OffsetDateTime now() {
        Instant now = clock.instant();
        return OffsetDateTime.ofInstant(now, ZoneOffset.UTC);
    }
}
