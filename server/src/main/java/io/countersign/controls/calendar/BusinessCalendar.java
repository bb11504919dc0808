package io.countersign.controls.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * On which days one clearing system or bank is closed, by rules. What it answers for a date is the same for ever, so each
 * year is worked out once.
 */
final class BusinessCalendar {

    /** Beyond a few hundred years nobody asks twice; what is asked for once is not kept. */
    private static final int MOST_YEARS = 400;

    private final String name;
    private final String title;
    private final Set<DayOfWeek> weekend;
    private final List<ClosingRule> rules;
    private final Map<Integer, Map<LocalDate, String>> years = new ConcurrentHashMap<>();

    /** @param title how sentences call it: {@code TARGET} in "TARGET is closed on 1 May" */
    BusinessCalendar(String name, String title, Set<DayOfWeek> weekend, List<ClosingRule> rules) {
        this.name = name;
        this.title = title;
        this.weekend = Set.copyOf(weekend);
        this.rules = List.copyOf(rules);
    }

    String name() {
        return name;
    }

    String title() {
        return title;
    }

    boolean isWeekend(LocalDate date) {
        return weekend.contains(date.getDayOfWeek());
    }

    /** Why it is closed on a date, weekends left out. A closing day of late December can move into January. */
    Optional<String> closing(LocalDate date) {
        Optional<String> closing = Optional.ofNullable(of(date.getYear()).get(date));
        return closing.isEmpty() && date.getMonth() == Month.JANUARY
                ? Optional.ofNullable(of(date.getYear() - 1).get(date))
                : closing;
    }

    private Map<LocalDate, String> of(int year) {
        Map<LocalDate, String> known = years.get(year);
        if (known == null) {
            known = closings(year);
            if (years.size() < MOST_YEARS) {
                years.put(year, known);
            }
        }
        return known;
    }

    boolean isOpen(LocalDate date) {
        return !isWeekend(date) && closing(date).isEmpty();
    }

    private Map<LocalDate, String> closings(int year) {
        Map<LocalDate, String> closed = new HashMap<>();
        List<ClosingRule> moved = new ArrayList<>();
        for (ClosingRule rule : rules) {
            @Nullable LocalDate date = rule.in(year).orElse(null);
            if (date != null) {
                closed.putIfAbsent(date, rule.name());
                if (isWeekend(date) && rule.observed() != ClosingRule.Observed.NOT) {
                    moved.add(rule);
                }
            }
        }
        for (ClosingRule rule : moved) {
            observe(rule, rule.in(year).orElseThrow(), closed);
        }
        return Map.copyOf(closed);
    }

    /** Only after all days are known: the day after Christmas is not free for Christmas to move to. */
    private void observe(ClosingRule rule, LocalDate date, Map<LocalDate, String> closed) {
        if (rule.observed() == ClosingRule.Observed.SUNDAY_TO_MONDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY) {
            return;
        }
        LocalDate next = date.plusDays(1);
        while (isWeekend(next) || closed.containsKey(next)) {
            next = next.plusDays(1);
        }
        closed.put(next, rule.name());
    }
}
