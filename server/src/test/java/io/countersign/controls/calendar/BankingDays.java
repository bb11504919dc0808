package io.countersign.controls.calendar;

import java.time.LocalDate;
import java.util.List;

/** Dates for tests that run with the real clock: never a weekend, never a holiday. */
public final class BankingDays {

    private static final Calendars CALENDARS = new Calendars();

    private BankingDays() {}

    /** So many days later, or on the first day after it on which TARGET is open. */
    public static LocalDate later(LocalDate date, int days) {
        return CALENDARS.named(List.of("TARGET")).following(date.plusDays(days));
    }
}
