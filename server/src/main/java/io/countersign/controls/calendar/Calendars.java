package io.countersign.controls.calendar;

import io.countersign.model.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The calendars by name: those that came with the program, and those of the directory {@code countersign.calendars.dir},
 * where a file of the same name replaces a shipped one. They are read when the program starts. A broken file is refused
 * as a whole with every fault and its line; what it would have replaced stays.
 */
@Component
public class Calendars {

    private static final Logger LOG = LoggerFactory.getLogger(Calendars.class);

    private final Map<String, CalendarFile> files = new LinkedHashMap<>();
    private final Map<String, BusinessCalendar> named = new LinkedHashMap<>();
    private final List<Refused> refused = new ArrayList<>();

    /** A file that is not used, and why. */
    public record Refused(String file, List<Fault> faults) {}

    Calendars(@Value("${countersign.calendars.dir:${countersign.data:.countersign}/calendars}") String directory) {
        shipped().forEach((file, source) -> add(file, source));
        own(directory).forEach((file, source) -> add(file, source));
        dropDangling();
        for (CalendarFile file : files.values()) {
            BusinessCalendar calendar = calendar(file);
            named.put(file.name(), calendar);
            file.aliases().forEach(alias -> named.putIfAbsent(alias, calendar));
        }
        refused.forEach(broken -> LOG.warn(
                "Calendar file {} is refused: {}",
                broken.file(),
                broken.faults().stream()
                        .map(fault -> fault.path() + ": " + fault.message())
                        .collect(Collectors.joining("; "))));
    }

    /** Every name a calendar answers to. */
    public Set<String> names() {
        return Set.copyOf(named.keySet());
    }

    /** The files that are not used. */
    public List<Refused> refused() {
        return List.copyOf(refused);
    }

    /**
     * The days on which all of these calendars are open; those of a bank connection and of a currency are added by
     * {@link #of}. No name at all means Monday to Friday.
     *
     * @throws IllegalArgumentException if there is no calendar of such a name
     */
    public BusinessDays named(Collection<String> names) {
        Set<BusinessCalendar> calendars = new LinkedHashSet<>();
        for (String name : names) {
            BusinessCalendar calendar = named.get(name);
            if (calendar == null) {
                throw new IllegalArgumentException("There is no calendar \"" + name + "\"");
            }
            calendars.add(calendar);
        }
        return calendars.isEmpty() ? new BusinessDays(List.of(WEEKDAYS)) : new BusinessDays(List.copyOf(calendars));
    }

    /**
     * The business days of a payment: those of its scheme, its currency and the bank connection it takes. A scheme's
     * calendar that is not there (its file is refused) counts as Monday to Friday, so that payments go on.
     */
    public BusinessDays of(Collection<String> scheme, String currency, @Nullable String connection) {
        Set<String> names = new LinkedHashSet<>();
        scheme.stream().filter(named::containsKey).forEach(names::add);
        for (CalendarFile file : files.values()) {
            if (file.currencies().contains(currency)
                    || (connection != null && file.connections().contains(connection))) {
                names.add(file.name());
            }
        }
        return named(names);
    }

    private static final BusinessCalendar WEEKDAYS = new BusinessCalendar(
            "WEEKDAYS",
            "Monday to Friday",
            Set.of(java.time.DayOfWeek.SATURDAY, java.time.DayOfWeek.SUNDAY),
            List.of());

    private void add(String file, String source) {
        CalendarFile.Read read = CalendarFile.read(source);
        read.file()
                .ifPresentOrElse(
                        calendar -> files.put(calendar.name(), calendar),
                        () -> refused.add(new Refused(file, read.faults())));
    }

    /** A calendar that includes one that is not there, or itself, would silently be open when it is closed. */
    private void dropDangling() {
        boolean again = true;
        while (again) {
            again = false;
            for (CalendarFile file : List.copyOf(files.values())) {
                List<String> missing = file.includes().stream()
                        .filter(name -> !files.containsKey(name) || reaches(name, file.name(), 0))
                        .toList();
                if (!missing.isEmpty()) {
                    files.remove(file.name());
                    refused.add(new Refused(
                            file.name(),
                            List.of(new Fault(
                                    "includes",
                                    io.countersign.model.ErrorCode.POLICY_BROKEN,
                                    "includes what is not there or leads back to it: " + missing))));
                    again = true;
                }
            }
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

    private static Map<String, String> shipped() {
        Map<String, String> sources = new LinkedHashMap<>();
        try {
            for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath:calendars/*.yaml")) {
                sources.put(String.valueOf(file.getFilename()), file.getContentAsString(StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The calendars of the program cannot be read", unreadable);
        }
        return sources;
    }

    private static Map<String, String> own(String directory) {
        Map<String, String> sources = new LinkedHashMap<>();
        if (directory.isBlank() || !Files.isDirectory(Path.of(directory))) {
            return sources;
        }
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                sources.put(
                        file.getFileName().toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            LOG.warn("The calendar directory {} cannot be read: {}", directory, unreadable.toString());
        }
        return sources;
    }
}
