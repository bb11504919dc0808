package io.countersign.connectors.bank.profile;

import io.countersign.controls.calendar.Calendars;
import io.countersign.model.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What the command line says about profiles. Needs no database and no running server. */
public final class ProfileReport {

    /** Everything is as it should be. */
    public static final int GOOD = 0;

    /** The profile has faults. */
    public static final int FAULTY = 1;

    /** The file cannot be read. */
    public static final int UNREADABLE = 2;

    private final PrintStream out;

    public ProfileReport(PrintStream out) {
        this.out = out;
    }

    /** Lists the profiles that come with the program. */
    public int list() {
        for (Profile profile : ShippedProfiles.all()) {
            out.printf(
                    "%-18s %-16s %s%n", profile.name(), profile.message().kind().code(), profile.title());
            out.printf(
                    "%-18s   schemes: %s%n",
                    "", String.join(", ", profile.schemes().keySet()));
            out.printf("%-18s   recall: %s%n", "", profile.recall().code());
            profile.guides().forEach(guide -> out.printf("%-18s   guide: %s%n", "", guide));
        }
        return GOOD;
    }

    /** Reads a profile, tries it on sample payments, and says everything that is wrong with it. */
    public int check(Path file) {
        String source;
        try {
            source = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            out.printf("%s cannot be read: %s%n", file, why(unreadable));
            return UNREADABLE;
        }
        ProfileReader.Read read = ProfileReader.read(source);
        read.faults().forEach(fault -> tell(file, fault));
        int result = read.profile().map(this::trial).orElse(FAULTY);
        ownCalendar(source).forEach(note -> tell(file, note));
        return result;
    }

    private void tell(Path file, Fault fault) {
        out.printf("%s, %s: %s%n", file, fault.path(), fault.message());
    }

    /** The company's own calendars are not known here, so another name than those that ship is no fault yet. */
    private static List<Fault> ownCalendar(String source) {
        return ProfileReader.calendar(source)
                .filter(calendar -> !Calendars.shippedNames().contains(calendar))
                .map(calendar -> ProfileReader.atCalendar(
                        source,
                        "No calendar that ships is called \"%s\"; it must be one of your own when the profile is loaded"
                                .formatted(calendar)))
                .orElse(List.of());
    }

    private static String why(IOException unreadable) {
        return switch (unreadable) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "its rights do not allow it";
            case CharacterCodingException garbled -> "it is no text in UTF-8";
            default -> String.valueOf(unreadable.getMessage());
        };
    }

    private int trial(Profile profile) {
        int result = GOOD;
        out.printf("%s: %s%n", profile.version(), profile.title());
        for (SelfTest.Tried tried : SelfTest.all(profile)) {
            boolean good = tried.faults().isEmpty();
            out.printf(
                    "  %-18s %d sample payments, %d characters of %s: %s%n",
                    tried.scheme(),
                    tried.payments(),
                    tried.file().length(),
                    tried.message(),
                    good ? "passes" : "does not pass");
            tried.faults().forEach(fault -> out.printf("    %s%n", fault));
            result = good ? result : FAULTY;
        }
        return result;
    }
}
