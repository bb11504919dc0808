package io.countersign.controls.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.MonthDay;
import java.time.Year;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.Set;

/**
 * One reason to be closed.
 *
 * @param when which day of a year
 * @param observed what happens when that day is no business day anyway
 * @param from the first year of the rule
 * @param until its last year
 * @param except years without it, such as 2020 for the early May bank holiday of England, which was moved
 */
record ClosingRule(String name, When when, Observed observed, int from, int until, Set<Integer> except) {

    /** Which day of a year. */
    sealed interface When {
        record Once(LocalDate date) implements When {}

        record Fixed(MonthDay day) implements When {}

        /** Days after Easter Sunday of the western churches; negative before. */
        record Easter(int offset) implements When {}

        /** The n-th weekday of a month; 0 is the last. */
        record Nth(int nth, DayOfWeek weekday, Month month) implements When {}

        /** The first such weekday on or after a day. */
        record From(DayOfWeek weekday, MonthDay day) implements When {}
    }

    /** Where a closing day goes that falls on a weekend. */
    enum Observed {
        /** Nowhere: it is lost. */
        NOT,
        /** From Sunday to Monday; one on a Saturday is lost, as at the Federal Reserve. */
        SUNDAY_TO_MONDAY,
        /** To the next day that is open otherwise, as in England. */
        NEXT_OPEN_DAY
    }

    Optional<LocalDate> in(int year) {
        if (year < from || year > until || except.contains(year)) {
            return Optional.empty();
        }
        return switch (when) {
            case When.Once(LocalDate date) -> date.getYear() == year ? Optional.of(date) : Optional.empty();
            case When.Fixed(MonthDay day) -> day.isValidYear(year) ? Optional.of(day.atYear(year)) : Optional.empty();
            case When.Easter(int offset) -> Optional.of(easter(year).plusDays(offset));
            case When.Nth(int nth, DayOfWeek weekday, Month month) ->
                Optional.of(LocalDate.of(year, month, 1)
                        .with(TemporalAdjusters.dayOfWeekInMonth(nth == 0 ? -1 : nth, weekday)));
            case When.From(DayOfWeek weekday, MonthDay day) ->
                Optional.of(day.atYear(year).with(TemporalAdjusters.nextOrSame(weekday)));
        };
    }

    /** Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher). */
    static LocalDate easter(int year) {
        int golden = year % 19;
        int century = year / 100;
        int ofCentury = year % 100;
        int epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
        int weekday = (32 + 2 * (century % 4) + 2 * (ofCentury / 4) - epact - ofCentury % 4) % 7;
        int correction = (golden + 11 * epact + 22 * weekday) / 451;
        int days = epact + weekday - 7 * correction + 114;
        return Year.of(year).atMonth(days / 31).atDay(days % 31 + 1);
    }
}
