package io.countersign.controls.calendar;

import io.countersign.controls.files.RuleFile.Kind;
import io.countersign.controls.files.RuleFiles;
import io.countersign.controls.files.WatchedDirectory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Takes over calendars of our own when their files change. All files are judged together, because one may include
 * another; a file that is taken away keeps its effect until the program starts again.
 */
@Configuration(proxyBeanMethods = false)
class CalendarDirectory implements WatchedDirectory.Reader {

    private final Calendars calendars;
    private final RuleFiles record;
    private final String directory;
    private final Map<String, String> own = new TreeMap<>();
    private boolean changed;

    CalendarDirectory(Calendars calendars, RuleFiles record, @Value(Calendars.DIRECTORY) String directory) {
        this.calendars = calendars;
        this.record = record;
        this.directory = directory;
    }

    @Bean
    WatchedDirectory calendarFiles() {
        return new WatchedDirectory("calendars", directory, this);
    }

    @Override
    public void changed(String file, String source, boolean again) {
        own.put(file, source);
        changed = true;
    }

    @Override
    public void gone(String file) {
        record.gone(Kind.CALENDAR, file);
    }

    @Override
    public void looked() {
        if (!changed) {
            return;
        }
        List<Calendars.Refused> refused = calendars.take(own);
        own.forEach((file, source) -> refused.stream()
                .filter(one -> one.file().equals(file))
                .findFirst()
                .ifPresentOrElse(
                        one -> record.refused(Kind.CALENDAR, file, source, one.faults()), () -> loaded(file, source)));
        changed = false;
    }

    private void loaded(String file, String source) {
        CalendarFile.read(source)
                .file()
                .ifPresent(read -> record.loaded(Kind.CALENDAR, file, read.name(), read.owner(), source));
    }
}
