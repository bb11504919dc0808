package io.countersign.controls.calendar;

import io.countersign.model.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The calendars by name: those that came with the program, and those of the directory {@code countersign.calendars.dir},
 * where a file of the same name replaces a shipped one. A broken file is refused as a whole with every fault and its line;
 * what it would have replaced stays.
 */
@Component
public class Calendars {

    static final String DIRECTORY = "${countersign.calendars.dir:${countersign.data:.countersign}/calendars}";

    private static final BusinessCalendar WEEKDAYS = new BusinessCalendar(
            "WEEKDAYS", "Monday to Friday", Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY), List.of());

    private volatile CalendarSet current = CalendarSet.of(CalendarSet.empty(), shipped());

    /** A file that is not used, and why. */
    public record Refused(String file, List<Fault> faults) {}

    Calendars() {
        if (!current.refused().isEmpty()) {
            throw new IllegalStateException("Calendars of the program are broken: " + current.refused());
        }
    }

    /**
     * From now on these files of our own count as well. What earlier ones said stays where they do not replace it.
     *
     * @return the files that are not used
     */
    List<Refused> take(Map<String, String> own) {
        current = CalendarSet.of(current, own);
        return refused();
    }

    /** Whether a calendar answers to this name. */
    public boolean knows(String name) {
        return current.named().containsKey(name);
    }

    /** Every name a calendar answers to. */
    public Set<String> names() {
        return Set.copyOf(current.named().keySet());
    }

    /** The names of those that came with the program, where nothing else is known. */
    public static Set<String> shippedNames() {
        return Set.copyOf(CalendarSet.of(CalendarSet.empty(), shipped()).named().keySet());
    }

    /** The files that are not used. */
    public List<Refused> refused() {
        return List.copyOf(current.refused());
    }

    /**
     * The days on which all of these calendars are open; those of a bank connection and of a currency are added by
     * {@link #of}. No name at all means Monday to Friday.
     *
     * @throws IllegalArgumentException if there is no calendar of such a name
     */
    public BusinessDays named(Collection<String> names) {
        return named(current, names);
    }

    private static BusinessDays named(CalendarSet set, Collection<String> names) {
        Set<BusinessCalendar> calendars = new LinkedHashSet<>();
        for (String name : names) {
            BusinessCalendar calendar = set.named().get(name);
            if (calendar == null) {
                throw new IllegalArgumentException("There is no calendar \"" + name + "\"");
            }
            calendars.add(calendar);
        }
        return calendars.isEmpty() ? new BusinessDays(List.of(WEEKDAYS)) : new BusinessDays(List.copyOf(calendars));
    }

    /**
     * The business days of a payment: those of its scheme, its currency and its bank. The bank's calendar is the one whose
     * file names the connection; where none does, the one its bank profile names. A calendar of a scheme or a profile that
     * is not there (its file is refused) counts as Monday to Friday, so that payments go on.
     *
     * @param ofProfile what the connection's bank profile names; null if it names none
     */
    public BusinessDays of(
            Collection<String> scheme, String currency, @Nullable String connection, @Nullable String ofProfile) {
        CalendarSet set = current;
        Set<String> names = new LinkedHashSet<>();
        scheme.stream().filter(set.named()::containsKey).forEach(names::add);
        boolean bank = false;
        for (CalendarFile file : set.files().values()) {
            boolean ofBank = connection != null && file.connections().contains(connection);
            bank |= ofBank;
            if (ofBank || file.currencies().contains(currency)) {
                names.add(file.name());
            }
        }
        if (!bank && ofProfile != null && set.named().containsKey(ofProfile)) {
            names.add(ofProfile);
        }
        return named(set, names);
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
}
