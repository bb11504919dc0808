package io.countersign.connectors.bank.profile;

import io.countersign.controls.calendar.Calendars;
import io.countersign.controls.files.RuleFile.Kind;
import io.countersign.controls.files.RuleFiles;
import io.countersign.controls.files.WatchedDirectory;
import io.countersign.model.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Loads the profiles of our own directory when they change, and keeps what came of each. A file with a fault is refused
 * with line and reason, and the version that runs stays; it also stays when a file is taken away, until the program starts
 * again.
 */
@Configuration(proxyBeanMethods = false)
class ProfileDirectory implements WatchedDirectory.Reader {

    private final Profiles profiles;
    private final Calendars calendars;
    private final RuleFiles record;
    private final String directory;

    /** Files that wait for a calendar that is not there yet. */
    private final Map<String, String> waiting = new HashMap<>();

    ProfileDirectory(
            Profiles profiles,
            Calendars calendars,
            RuleFiles record,
            @Value("${countersign.bank.profiles:${countersign.data:.countersign}/bank-profiles}") String directory) {
        this.profiles = profiles;
        this.calendars = calendars;
        this.record = record;
        this.directory = directory;
    }

    @Bean
    WatchedDirectory bankProfileFiles() {
        return new WatchedDirectory("bank-profiles", directory, this);
    }

    @Override
    public void changed(String file, String source, boolean again) {
        waiting.remove(file);
        ProfileReader.Read read = ProfileReader.read(source);
        Profile profile = read.profile().orElse(null);
        if (profile == null) {
            record.refused(Kind.BANK_PROFILE, file, source, read.faults());
            return;
        }
        List<Fault> faults = SelfTest.faults(profile);
        if (!faults.isEmpty()) {
            record.refused(Kind.BANK_PROFILE, file, source, faults);
        } else if (!isThere(profile.calendar())) {
            waiting.put(file, source);
            record.refused(
                    Kind.BANK_PROFILE,
                    file,
                    source,
                    ProfileReader.atCalendar(source, "There is no calendar \"%s\"".formatted(profile.calendar())));
        } else {
            profiles.run(profile);
            record.loaded(Kind.BANK_PROFILE, file, profile.name(), profile.owner(), source);
        }
    }

    @Override
    public void gone(String file) {
        waiting.remove(file);
        record.gone(Kind.BANK_PROFILE, file);
    }

    /** A calendar that came later mends what waited for it. */
    @Override
    public void looked() {
        Map.copyOf(waiting).forEach((file, source) -> {
            boolean mended = ProfileReader.read(source)
                    .profile()
                    .filter(profile -> isThere(profile.calendar()))
                    .isPresent();
            if (mended) {
                changed(file, source, true);
            }
        });
    }

    private boolean isThere(@Nullable String calendar) {
        return calendar == null || calendars.knows(calendar);
    }
}
