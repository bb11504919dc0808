package io.countersign.payments;

import io.countersign.controls.calendar.BusinessDays.Closing;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says why days are closed: "TARGET is closed on 25 and 26 December (Christmas Day, 26 December)". */
final class ClosingWords {

    private ClosingWords() {}

    /** One sentence for each calendar, and one for the weekend days that none of them names. */
    static List<String> of(List<Closing> closings) {
        Map<String, List<Closing>> byCalendar = new LinkedHashMap<>();
        for (Closing closing : closings) {
            byCalendar.computeIfAbsent(closing.title(), _ -> new ArrayList<>()).add(closing);
        }
        List<String> sentences = new ArrayList<>();
        byCalendar.forEach((title, its) -> sentences.add(sentence(title, its)));
        return sentences;
    }

    private static String sentence(String title, List<Closing> closings) {
        List<LocalDate> days = closings.stream().map(Closing::date).toList();
        if (closings.getFirst().weekend()) {
            return days.size() == 1
                    ? dates(days) + " is a "
                            + days.getFirst().getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                    : dates(days) + " are weekend days";
        }
        List<String> reasons = closings.stream()
                .map(Closing::reason)
                .filter(ClosingWords::saysMore)
                .distinct()
                .toList();
        return title.substring(0, 1).toUpperCase(Locale.ROOT)
                + title.substring(1)
                + " is closed on "
                + dates(days)
                + (reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")");
    }

    /** A reason such as "26 December" only repeats the date. */
    private static boolean saysMore(String reason) {
        return !Character.isDigit(reason.charAt(0));
    }

    /** {@code 25 and 26 December}, {@code 31 December and 1 January}. */
    static String dates(List<LocalDate> days) {
        Map<Month, List<String>> byMonth = new LinkedHashMap<>();
        for (LocalDate day : days) {
            byMonth.computeIfAbsent(day.getMonth(), _ -> new ArrayList<>()).add(String.valueOf(day.getDayOfMonth()));
        }
        List<String> parts = new ArrayList<>();
        byMonth.forEach(
                (month, its) -> parts.add(and(its) + " " + month.getDisplayName(TextStyle.FULL, Locale.ENGLISH)));
        return and(parts);
    }

    private static String and(List<String> parts) {
        return parts.size() == 1
                ? parts.getFirst()
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }
}
