package io.countersign.controls.calendar;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The days on which all of several calendars are open: a business day of a payment is one of its clearing, its currency
 * and its bank. Dates are without a time zone; whose "today" it is decides the caller.
 */
public final class BusinessDays {

    /** No clearing is closed for longer; a calendar that is has a fault. */
    private static final int LONGEST_CLOSURE = 60;

    private final List<BusinessCalendar> calendars;

    BusinessDays(List<BusinessCalendar> calendars) {
        this.calendars = List.copyOf(calendars);
    }

    /** Why a day is no business day. A weekend has no calendar of its own: {@code weekend} is true. */
    public record Closing(LocalDate date, String calendar, String title, String reason, boolean weekend) {}

    /** The names of the calendars, such as {@code TARGET}. */
    public List<String> names() {
        return calendars.stream().map(BusinessCalendar::name).toList();
    }

    public boolean isOpen(LocalDate date) {
        return calendars.stream().allMatch(calendar -> calendar.isOpen(date));
    }

    /**
     * The day itself if it is a business day, else the next one: ISO 20022's and ISDA's <em>following</em>.
     *
     * @throws IllegalStateException if the calendars leave no business day within two months
     */
    public LocalDate following(LocalDate date) {
        LocalDate day = date;
        for (int i = 0; !isOpen(day); i++) {
            if (i > LONGEST_CLOSURE) {
                throw new IllegalStateException(
                        "There is no business day of %s within %d days after %s".formatted(names(), i, date));
            }
            day = day.plusDays(1);
        }
        return day;
    }

    /**
     * The day itself if it is a business day, else the one before.
     *
     * @throws IllegalStateException if the calendars leave no business day within two months
     */
    public LocalDate preceding(LocalDate date) {
        LocalDate day = date;
        for (int i = 0; !isOpen(day); i++) {
            if (i > LONGEST_CLOSURE) {
                throw new IllegalStateException(
                        "There is no business day of %s within %d days before %s".formatted(names(), i, date));
            }
            day = day.minusDays(1);
        }
        return day;
    }

    /** So many business days later; 0 is {@link #following}. */
    public LocalDate plus(LocalDate date, int days) {
        LocalDate day = following(date);
        for (int i = 0; i < days; i++) {
            day = following(day.plusDays(1));
        }
        return day;
    }

    /** Why each day from the first up to but without the last is closed; business days between them are left out. */
    public List<Closing> closings(LocalDate from, LocalDate before) {
        List<Closing> closings = new ArrayList<>();
        for (LocalDate day = from; day.isBefore(before) && closings.size() < LONGEST_CLOSURE; day = day.plusDays(1)) {
            addClosings(day, closings);
        }
        return List.copyOf(closings);
    }

    private void addClosings(LocalDate day, List<Closing> closings) {
        int before = closings.size();
        for (BusinessCalendar calendar : calendars) {
            calendar.closing(day)
                    .ifPresent(
                            reason -> closings.add(new Closing(day, calendar.name(), calendar.title(), reason, false)));
        }
        if (closings.size() == before && calendars.stream().anyMatch(calendar -> calendar.isWeekend(day))) {
            closings.add(new Closing(day, "", "", "weekend", true));
        }
    }

    @Override
    public String toString() {
        return names().stream().collect(Collectors.joining(" + "));
    }
}
