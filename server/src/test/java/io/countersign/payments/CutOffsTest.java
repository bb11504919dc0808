package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.controls.policy.Policies;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The next cut-off, over nights, weekends and the change of summer time. */
class CutOffsTest {

    private static final Policies.CutOff RULE =
            new Policies.CutOff(LocalTime.of(14, 30), ZoneId.of("Europe/Berlin"), "treasurer", "cut-offs@1#row-1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-11-24T09:00:00Z | 2026-11-24T13:30:00Z
            2026-11-24T13:29:59Z | 2026-11-24T13:30:00Z
            2026-11-24T13:30:00Z | 2026-11-25T13:30:00Z
            2026-11-27T14:00:00Z | 2026-11-30T13:30:00Z
            2026-11-28T09:00:00Z | 2026-11-30T13:30:00Z
            2026-03-27T20:00:00Z | 2026-03-30T12:30:00Z
            """)
    void isTodaysUntilItHasPassedAndSkipsTheWeekend(Instant now, Instant expected) {
        assertThat(CutOffs.next(RULE, now).toInstant()).isEqualTo(expected);
    }
}
