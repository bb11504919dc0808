package io.countersign.connectors.odoo;

import io.countersign.cases.Cases;
import io.countersign.cases.NewCase;
import io.countersign.controls.policy.Policies;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.support.CronExpression;

/** When what crosses between us and Odoo: as the timing policy says. */
final class OdooSync {

    private static final Logger LOG = LoggerFactory.getLogger(OdooSync.class);
    private static final String CASE = "odoo-import";
    private static final int FAILURES_BEFORE_A_CASE = 3;
    private static final Duration AT_A_STRETCH = Duration.ofSeconds(30);

    private final OdooImport imports;
    private final WriteBack writeBack;
    private final Cursors cursors;
    private final Policies policies;
    private final Cases cases;
    private final Clock clock;
    private final Ids ids;
    private final AtomicInteger failures = new AtomicInteger();

    OdooSync(
            OdooImport imports,
            WriteBack writeBack,
            Cursors cursors,
            Policies policies,
            Cases cases,
            Clock clock,
            Ids ids) {
        this.imports = imports;
        this.writeBack = writeBack;
        this.cursors = cursors;
        this.policies = policies;
        this.cases = cases;
        this.clock = clock;
        this.ids = ids;
    }

    /** Reads what is new, if it is time. */
    void read() {
        if (!isTime("erp-import")) {
            return;
        }
        try {
            int rows = imports.run();
            if (rows > 0) {
                LOG.info("Odoo: {} new or changed records", rows);
            }
            if (failures.getAndSet(0) > 0) {
                cases.over(CASE, "Odoo is read again", Cause.system("odoo", ids.next()));
            }
        } catch (OdooTrouble trouble) {
            failed(trouble);
        }
    }

    private void failed(OdooTrouble trouble) {
        String why = switch (trouble.outcome()) {
            case Outcome.Failed failed -> failed.message();
            case Outcome.Refused refused -> "Odoo refuses our user: " + refused.message();
            case Outcome.Answered answered -> "Odoo answers otherwise than expected";
        };
        LOG.warn("Odoo could not be read: {}", why);
        if (failures.incrementAndGet() >= FAILURES_BEFORE_A_CASE) {
            cases.open(
                    NewCase.technical(
                            CASE,
                            "ERP_DOWN",
                            OdooClient.NAME,
                            "Odoo cannot be read",
                            why + ". New bills and changed bank accounts are not seen; it is tried again by itself."),
                    Cause.system("odoo", ids.next()));
        }
    }

    /** Writes back what is ready, for a while at most. */
    void write() {
        Instant until = clock.instant().plus(AT_A_STRETCH);
        while (clock.instant().isBefore(until)) {
            if (!writeBack.work()) {
                return;
            }
        }
    }

    private boolean isTime(String process) {
        return policies.timing(process)
                .map(timing -> timing.realTime() || timing.schedule() == null || isDue(timing.schedule()))
                .orElse(true);
    }

    private boolean isDue(String schedule) {
        LocalDateTime last = cursors.lastRead()
                .map(at -> LocalDateTime.ofInstant(at, ZoneOffset.UTC))
                .orElse(LocalDateTime.MIN);
        if (last.equals(LocalDateTime.MIN)) {
            return true;
        }
        LocalDateTime next = CronExpression.parse(schedule).next(last);
        return next != null && !next.isAfter(LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
    }
}
