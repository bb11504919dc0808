package io.countersign.controls.calendar;

import io.countersign.controls.calendar.ClosingRule.Observed;
import io.countersign.controls.calendar.ClosingRule.When;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.MonthDay;
import java.time.Year;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads one closing day: {@code on: 05-01}, {@code on: 2022-09-19}, {@code easter: -2}, {@code every: last MONDAY of
 * MAY} or {@code every: FRIDAY from 06-19}, with {@code observed}, {@code from}, {@code until} and {@code except}.
 */
final class ClosingText {

    static final Set<String> NAMES = Set.of("on", "easter", "every", "name", "observed", "from", "until", "except");
    private static final List<String> ORDINALS = List.of("last", "first", "second", "third", "fourth");

    private final CalendarFile.Reader reader;
    private final Map<String, Node> cells;
    private final int line;

    ClosingText(CalendarFile.Reader reader, Map<String, Node> cells, int line) {
        this.reader = reader;
        this.cells = cells;
        this.line = line;
    }

    Optional<ClosingRule> rule() {
        String name = reader.required(cells, "name", line);
        Observed observed = observed();
        int from = year("from", Year.MIN_VALUE);
        int until = year("until", Year.MAX_VALUE);
        Set<Integer> except = new HashSet<>();
        reader.texts(cells.get("except")).forEach(year -> except.add(number(year, 0)));
        return when().map(when -> new ClosingRule(name, when, observed, from, until, Set.copyOf(except)));
    }

    private Optional<When> when() {
        List<String> given = List.of("on", "easter", "every").stream()
                .filter(cells::containsKey)
                .toList();
        if (given.size() != 1) {
            reader.fault(line, "a closing day has one of on, easter and every");
            return Optional.empty();
        }
        String text = reader.text(cells, given.getFirst());
        try {
            return Optional.of(
                    switch (given.getFirst()) {
                        case "on" ->
                            text.length() > 5
                                    ? new When.Once(LocalDate.parse(text))
                                    : new When.Fixed(MonthDay.parse("--" + text));
                        case "easter" -> new When.Easter(offset(text));
                        default -> every(text);
                    });
        } catch (DateTimeException | IllegalArgumentException notADay) {
            reader.fault(
                    line,
                    "\"%s\" is no day: write on: 05-01, on: 2022-09-19, easter: -2, every: last MONDAY of MAY, or every: FRIDAY from 06-19"
                            .formatted(text));
            return Optional.empty();
        }
    }

    private static int offset(String text) {
        int offset = Integer.parseInt(text);
        if (Math.abs(offset) > 100) {
            throw new IllegalArgumentException(text);
        }
        return offset;
    }

    private static When every(String text) {
        List<String> words = new ArrayList<>(List.of(text.split(" +", -1)));
        if (words.size() == 3 && words.get(1).equals("from")) {
            return new When.From(DayOfWeek.valueOf(words.get(0)), MonthDay.parse("--" + words.get(2)));
        }
        int nth = ORDINALS.indexOf(words.getFirst());
        if (words.size() != 4 || nth < 0 || !words.get(2).equals("of")) {
            throw new IllegalArgumentException(text);
        }
        return new When.Nth(nth, DayOfWeek.valueOf(words.get(1)), Month.valueOf(words.get(3)));
    }

    private Observed observed() {
        String text = reader.text(cells, "observed");
        if (text.isEmpty()) {
            return Observed.NOT;
        }
        for (Observed observed : Observed.values()) {
            if (observed.name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_'))) {
                return observed;
            }
        }
        reader.fault(line, "observed is not, sunday-to-monday or next-open-day");
        return Observed.NOT;
    }

    private int year(String name, int otherwise) {
        String text = reader.text(cells, name);
        return text.isEmpty() ? otherwise : number(text, otherwise);
    }

    private int number(String text, int otherwise) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notAYear) {
            reader.fault(line, "\"" + text + "\" is no year");
            return otherwise;
        }
    }

    static Optional<DayOfWeek> weekday(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equals(text)) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }
}
