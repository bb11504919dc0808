package io.countersign.connectors.odoo;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where Odoo's webhooks call. They are not signed, may repeat, and may come before the commit or without one, so what they
 * say is not even read: they only bring the next look at Odoo forward. The Odoo user waits for the answer, so it comes at
 * once.
 */
@RestController
@ConditionalOnProperty({"countersign.odoo.url", "countersign.odoo.hook-token"})
class OdooHooks {

    private static final Logger LOG = LoggerFactory.getLogger(OdooHooks.class);

    /** 18 calls before its transaction is committed; a moment later it usually is. */
    private static final Duration UNTIL_COMMITTED = Duration.ofSeconds(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final String token;
    private final SchedulerClient timers;
    private final Clock clock;
    private Instant next = Instant.MIN;

    OdooHooks(OdooSettings settings, SchedulerClient timers, Clock clock) {
        this.token = Objects.requireNonNull(settings.hookToken());
        this.timers = timers;
        this.clock = clock;
    }

    @PostMapping("/hooks/odoo/{given}")
    ResponseEntity<Void> hint(@PathVariable String given) {
        byte[] expected = token.getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8))) {
            return ResponseEntity.status(HttpStatus.NOT_FOUND).build();
        }
        if (mayLook()) {
            look();
        }
        return ResponseEntity.accepted().build();
    }

    private synchronized boolean mayLook() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return false; // the look that was asked for a moment ago sees this as well
        }
        next = now.plus(BETWEEN_LOOKS);
        return true;
    }

    private void look() {
        try {
            timers.reschedule(
                    TaskInstanceId.of(OdooConfiguration.IMPORT, RecurringTask.INSTANCE),
                    clock.instant().plus(UNTIL_COMMITTED));
        } catch (RuntimeException running) {
            LOG.debug("The import runs just now", running);
        }
    }
}
