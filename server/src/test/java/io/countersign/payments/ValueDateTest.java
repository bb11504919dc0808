package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.controls.calendar.BusinessDays;
import io.countersign.controls.calendar.Calendars;
import io.countersign.controls.policy.Policies;
import io.countersign.platform.CountersignTest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What day a payment makes, over cut-offs, weekends, closing days and the change of summer time. */
@CountersignTest
class ValueDateTest {

    private static final Policies.CutOff SEPA = new Policies.CutOff(
            LocalTime.of(14, 30), ZoneId.of("Europe/Berlin"), false, List.of("TARGET"), 1, false, "cut-offs@1#row-1");
    private static final Policies.CutOff INSTANT =
            new Policies.CutOff(LocalTime.MAX, ZoneOffset.UTC, true, List.of(), 0, false, "cut-offs@1#row-2");

    @Autowired
    private Calendars calendars;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-11-24T09:00:00Z | 2026-11-24T13:30:00Z
            2026-11-24T13:29:59Z | 2026-11-24T13:30:00Z
            2026-11-24T13:30:00Z | 2026-11-25T13:30:00Z
            2026-11-27T14:00:00Z | 2026-11-30T13:30:00Z
            2026-11-28T09:00:00Z | 2026-11-30T13:30:00Z
            2026-03-27T20:00:00Z | 2026-03-30T12:30:00Z
            2026-04-02T20:00:00Z | 2026-04-07T12:30:00Z
            2026-12-24T20:00:00Z | 2026-12-28T13:30:00Z
            """)
    void theNextCutOffIsTodaysUntilItHasPassedAndSkipsClosedDays(Instant now, Instant expected) {
        assertThat(ValueDate.nextCutOff(SEPA, target(), now).toInstant()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # asked for | released            | in the file | executed   | creditor   | because
            2026-11-24  | 2026-11-24T13:29:59Z | 2026-11-24 | 2026-11-24 | 2026-11-25 |
            2026-11-24  | 2026-11-24T13:30:00Z | 2026-11-24 | 2026-11-25 | 2026-11-26 | The cut-off of 14:30 has passed
            2026-11-28  | 2026-11-24T09:00:00Z | 2026-11-30 | 2026-11-30 | 2026-12-01 | 28 and 29 November are weekend days
            2026-12-25  | 2026-12-20T09:00:00Z | 2026-12-28 | 2026-12-28 | 2026-12-29 | TARGET is closed on 25 and 26 December (Christmas Day); 27 December is a Sunday
            2026-12-24  | 2026-12-24T15:00:00Z | 2026-12-24 | 2026-12-28 | 2026-12-29 | The cut-off of 14:30 has passed; TARGET is closed on 25 and 26 December (Christmas Day); 27 December is a Sunday
            2026-11-20  | 2026-11-28T09:00:00Z | 2026-11-20 | 2026-11-30 | 2026-12-01 | 20 November has passed; 28 and 29 November are weekend days
            2027-12-31  | 2027-12-31T20:00:00Z | 2027-12-31 | 2028-01-03 | 2028-01-04 | The cut-off of 14:30 has passed; TARGET is closed on 1 January (New Year's Day); 2 January is a Sunday
            """)
    void tellsTheDatesAndWhyTheyAreNotThoseAskedFor(
            LocalDate asked,
            Instant released,
            LocalDate inTheFile,
            LocalDate executed,
            LocalDate creditor,
            String why) {
        ValueDate date = ValueDate.of(asked, Optional.of(SEPA), target(), released);
        assertThat(date.bankDate()).isEqualTo(inTheFile);
        assertThat(date.executionOn()).isEqualTo(executed);
        assertThat(date.valueOn()).isEqualTo(creditor);
        assertThat(String.join("; ", date.reasons())).isEqualTo(why == null ? "" : why);
        assertThat(date.made()).isEqualTo(executed.equals(inTheFile));
        assertThat(date.releaseBy())
                .isEqualTo(executed.atTime(14, 30)
                        .atZone(ZoneId.of("Europe/Berlin"))
                        .toInstant());
    }

    @Test
    void instantPaymentsRunAtAllHoursAndCannotBeCalledBack() {
        ValueDate date = ValueDate.of(
                LocalDate.of(2026, 12, 25), Optional.of(INSTANT), target(), Instant.parse("2026-12-25T23:30:00Z"));
        assertThat(date.executionOn()).isEqualTo(LocalDate.of(2026, 12, 25));
        assertThat(date.valueOn()).isEqualTo(LocalDate.of(2026, 12, 25));
        assertThat(date.releaseBy()).isNull();
        assertThat(date.irrevocable()).isTrue();
        assertThat(date.reasons()).isEmpty();
    }

    @Test
    void aSchemeWithoutARowSaysSo() {
        ValueDate date = ValueDate.of(
                LocalDate.of(2026, 11, 24), Optional.empty(), target(), Instant.parse("2026-11-24T09:00:00Z"));
        assertThat(date.executionOn()).isEqualTo(LocalDate.of(2026, 11, 24));
        assertThat(date.reasons()).containsExactly("No row of the cut-offs is for this scheme");
    }

    private BusinessDays target() {
        return calendars.named(List.of("TARGET"));
    }
}
