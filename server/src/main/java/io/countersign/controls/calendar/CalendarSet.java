package io.countersign.controls.calendar;

import io.countersign.controls.calendar.Calendars.Refused;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The calendars that count at a moment, made of all files together; never changed. */
final class CalendarSet {

    private final Map<String, CalendarFile> files = new LinkedHashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, BusinessCalendar> named = new LinkedHashMap<>();
    private final List<Refused> refused = new ArrayList<>();

    /**
     * @param earlier what runs; a broken file leaves in force what it said before it broke
     * @param sources the text of each file by its name; a later one with the name of an earlier calendar replaces it
     */
    static CalendarSet of(CalendarSet earlier, Map<String, String> sources) {
        CalendarSet set = new CalendarSet();
        earlier.files.forEach((name, file) -> set.put(String.valueOf(earlier.origins.get(name)), file));
        sources.forEach(set::read);
        set.dropDangling(earlier);
        for (CalendarFile file : set.files.values()) {
            BusinessCalendar calendar = set.calendar(file);
            set.named.put(file.name(), calendar);
            file.aliases().forEach(alias -> set.named.putIfAbsent(alias, calendar));
        }
        return set;
    }

    static CalendarSet empty() {
        return new CalendarSet();
    }

    Map<String, CalendarFile> files() {
        return files;
    }

    Map<String, BusinessCalendar> named() {
        return named;
    }

    List<Refused> refused() {
        return refused;
    }

    private void put(String origin, CalendarFile file) {
        files.put(file.name(), file);
        origins.put(file.name(), origin);
    }

    private void read(String origin, String source) {
        CalendarFile.Read read = CalendarFile.read(source);
        read.file()
                .ifPresentOrElse(
                        calendar -> put(origin, calendar), () -> refused.add(new Refused(origin, read.faults())));
    }

    /** A calendar that includes one that is not there, or itself, would silently be open when it is closed. */
    private void dropDangling(CalendarSet earlier) {
        boolean again = true;
        while (again) {
            again = false;
            for (CalendarFile file : List.copyOf(files.values())) {
                List<String> missing = file.includes().stream()
                        .filter(name -> !files.containsKey(name) || reaches(name, file.name(), 0))
                        .toList();
                if (!missing.isEmpty()) {
                    refuse(file, missing, earlier);
                    again = true;
                }
            }
        }
    }

    private void refuse(CalendarFile file, List<String> missing, CalendarSet earlier) {
        refused.add(new Refused(
                String.valueOf(origins.get(file.name())),
                List.of(new Fault(
                        "includes",
                        ErrorCode.POLICY_BROKEN,
                        "includes what is not there or leads back to it: " + missing))));
        CalendarFile before = earlier.files.get(file.name());
        if (before == null || before.equals(file)) {
            files.remove(file.name());
        } else {
            files.put(file.name(), before);
        }
    }

    private boolean reaches(String from, String target, int depth) {
        CalendarFile file = files.get(from);
        return from.equals(target)
                || depth > files.size()
                || (file != null && file.includes().stream().anyMatch(next -> reaches(next, target, depth + 1)));
    }

    private BusinessCalendar calendar(CalendarFile file) {
        List<ClosingRule> rules = new ArrayList<>(file.rules());
        file.includes().forEach(name -> collect(name, rules));
        return new BusinessCalendar(file.name(), file.title(), file.weekend(), rules);
    }

    private void collect(String name, List<ClosingRule> rules) {
        CalendarFile file = files.get(name);
        if (file != null) {
            rules.addAll(file.rules());
            file.includes().forEach(next -> collect(next, rules));
        }
    }
}
