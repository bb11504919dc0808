package io.countersign.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.LateDays;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** The late statement of the month end is late for the hub too, whenever the demo is started. */
@CountersignTest
@Import(LateDays.class)
class LateStatementTest {

    /** How far back the hub looks for statements that came before. */
    private static final int LOOKS_BACK_DAYS = 10;

    private final MonthEndPlan plan = MonthEndPlan.read();

    @Autowired
    LateDays.LateDay hub;

    @Test
    void theHubMissesAStatementThatStaysAwayOnEveryDateAndHour() {
        Instant end = Instant.parse("2031-01-01T00:00:00Z");
        for (Instant now = Instant.parse("2026-01-01T01:00:00Z");
                now.isBefore(end);
                now = now.plus(Duration.ofHours(5))) {
            LocalDate missed = hub.expected(now, plan.late().bank(), "EUR");
            LocalDate firstLate = plan.firstLate(now);
            List<LocalDate> days = plan.daysBefore(LocalDate.ofInstant(now, ZoneOffset.UTC));
            assertThat(firstLate).as("stays away at %s", now).isBeforeOrEqualTo(missed);
            assertThat(days.getLast()).as("what the others have at %s", now).isAfterOrEqualTo(missed);
            assertThat(days)
                    .as("what came before at %s", now)
                    .anyMatch(day -> day.isBefore(firstLate) && !day.isBefore(missed.minusDays(LOOKS_BACK_DAYS)));
        }
    }
}
