package io.countersign.bench.simulation;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Waits until a running server has nothing more to tell Odoo and has read what stands there. Asked is what the server itself
 * keeps: the events it has not heard yet, the tasks it has not ended, and when its timers last ran to their end. To
 * wait for some quiet seconds would not do: a killed process holds its timers for twenty more.
 */
final class Rest {

    private static final String BEHIND = """
            select (select count(*) from connectors.erp_task where state in ('READY', 'WORKING'))
                 + (select count(*) from payments.invoice where allocated <> 0)
                 + (select count(*) from governance.event e
                    where e.type like 'payment.%'
                      and not exists (select from governance.event_consumer c
                                      where c.name = 'odoo.write-back' and (c.tx, c.seq) >= (e.tx, e.seq)))
            """;

    private static final String TIMERS_RAN = """
            select count(*) = 2 from platform.timer
            where task_name in ('odoo.import', 'odoo.write-back') and last_success > :since
            """;

    private static final String INVOICES = "select count(*) from payments.invoice";

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int PAUSE_MILLIS = 250;

    private final JdbcClient jdbc;

    Rest(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until the first bills are here. */
    void untilTheBillsAreHere() throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (count(INVOICES) == 0 && System.nanoTime() < end) {
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** Until Odoo follows and is read; what still is not so after some minutes is for the verdict. */
    void untilOdooFollows() throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        int passes = 0;
        // The run that ends first may have begun before the last task did.
        while (passes < 2 && System.nanoTime() < end) {
            OffsetDateTime since = jdbc.sql("select clock_timestamp()")
                    .query(OffsetDateTime.class)
                    .single();
            while (!ranSince(since) && System.nanoTime() < end) {
                Thread.sleep(PAUSE_MILLIS);
            }
            passes = count(BEHIND) == 0 ? passes + 1 : 0;
        }
    }

    private boolean ranSince(OffsetDateTime since) {
        return jdbc.sql(TIMERS_RAN).param("since", since).query(Boolean.class).single();
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
