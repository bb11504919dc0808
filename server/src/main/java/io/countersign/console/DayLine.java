package io.countersign.console;

import io.countersign.payments.ValueDate;
import io.countersign.payments.Views;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line above a signature: what day payments make. {@code late} if it is not the day that was asked for.
 *
 * @param text such as {@code 42 payments will make Wed 25 November}
 * @param note until when it holds and where the money is then
 * @param reasons why it is another day than the one asked for
 */
record DayLine(boolean late, String text, String note, List<String> reasons) {

    private record Day(LocalDate execution, boolean late, boolean atAllHours) {}

    /** One line per day that is made; the payments of several routes that make the same day are counted together. */
    static List<DayLine> of(List<Views.ValueDates> dates, Words words) {
        Map<Day, List<Views.ValueDates>> byDay = new LinkedHashMap<>();
        for (Views.ValueDates each : dates) {
            ValueDate date = each.date();
            boolean late = !date.executionOn().equals(date.requestedOn());
            byDay.computeIfAbsent(new Day(date.executionOn(), late, date.irrevocable()), _ -> new ArrayList<>())
                    .add(each);
        }
        List<DayLine> lines = new ArrayList<>();
        byDay.forEach((day, its) -> lines.add(line(day, its, words)));
        return lines;
    }

    private static DayLine line(Day day, List<Views.ValueDates> its, Words words) {
        int payments = its.stream().mapToInt(each -> each.sum().payments()).sum();
        Set<String> reasons = new LinkedHashSet<>();
        its.forEach(each -> reasons.addAll(each.date().reasons()));
        return new DayLine(
                day.late(),
                words.count(payments, "payment") + " will make " + words.day(day.execution()),
                note(day, its, words),
                List.copyOf(reasons));
    }

    private static String note(Day day, List<Views.ValueDates> its, Words words) {
        if (day.atAllHours()) {
            return "Instant: there in seconds once released, and cannot be called back";
        }
        ValueDate first = its.stream()
                .map(Views.ValueDates::date)
                .reduce((a, b) -> earlier(a.releaseBy(), b.releaseBy()) ? a : b)
                .orElseThrow();
        LocalDate last = its.stream()
                .map(each -> each.date().valueOn())
                .max(LocalDate::compareTo)
                .orElseThrow();
        String there = "with the creditor by " + words.day(last);
        return first.releaseBy() == null
                ? capital(there)
                : "If released by %s; %s".formatted(words.moment(first.releaseBy(), first.zone()), there);
    }

    private static boolean earlier(@Nullable Instant a, @Nullable Instant b) {
        return b == null || (a != null && !a.isAfter(b));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }
}
