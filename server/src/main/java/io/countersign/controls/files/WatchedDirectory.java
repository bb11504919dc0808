package io.countersign.controls.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Tells which YAML files of a directory are new, changed or gone. It looks by itself every second instead of being told
 * by the file system, because mounted directories tell nothing.
 */
public final class WatchedDirectory implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedDirectory.class);
    private static final long LONGEST = 1 << 20;
    private static final long PAUSE_MILLIS = 1_000;

    /** Who is told. One thread at a time calls it; a file whose telling fails is told again. */
    public interface Reader {

        /** Before the first look. */
        default void begin() {}

        /**
         * A file is new or has other content than when it was last told.
         *
         * @param file its name without the directory
         * @param again false at the first look of this process, when the file may be older than what runs
         */
        void changed(String file, String source, boolean again);

        /** A file that was told is not there any more. */
        default void gone(String file) {}

        /** A look is over; whatever was to be told has been told. */
        default void looked() {}
    }

    private final String name;
    private final String directory;
    private final Reader reader;
    private final Map<Path, String> seen = new HashMap<>();
    private final Set<Path> tooLong = new HashSet<>();
    private volatile boolean running;

    /**
     * @param name of the thread
     * @param directory blank if there is none; it may appear later
     */
    public WatchedDirectory(String name, String directory, Reader reader) {
        this.name = name;
        this.directory = directory;
        this.reader = reader;
    }

    @Override
    public void start() {
        reader.begin();
        look(false);
        running = true;
        Thread.ofVirtual().name(name).start(this::watch);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the workers, which need the rules of the directory from their first payment on. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1_000;
    }

    private void watch() {
        while (running) {
            try {
                Thread.sleep(PAUSE_MILLIS);
                if (running) {
                    look(true);
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException broken) {
                LOG.warn("The directory {} of {} could not be looked at; trying again", directory, name, broken);
            }
        }
    }

    /** Looks once and tells what changed since the last look. */
    public synchronized void look(boolean again) {
        List<Path> files = files();
        for (Path file : files) {
            try {
                tell(file, again);
            } catch (NoSuchFileException gone) {
                LOG.debug("{} went while it was read", file);
            } catch (IOException unreadable) {
                LOG.warn("The file {} cannot be read: {}", file, unreadable.toString());
            }
        }
        for (Path file : List.copyOf(seen.keySet())) {
            if (!files.contains(file)) {
                reader.gone(file.getFileName().toString());
                seen.remove(file);
            }
        }
        reader.looked();
    }

    private void tell(Path file, boolean again) throws IOException {
        if (Files.size(file) > LONGEST) {
            if (tooLong.add(file)) {
                LOG.warn("The file {} is not read: it is longer than {} bytes", file, LONGEST);
            }
            return;
        }
        tooLong.remove(file);
        String source = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        if (!source.equals(seen.get(file))) {
            reader.changed(file.getFileName().toString(), source, again);
            seen.put(file, source);
        }
    }

    private List<Path> files() {
        Path own = Path.of(directory);
        if (directory.isBlank() || !Files.isDirectory(own)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            LOG.warn("The directory {} cannot be read: {}", directory, unreadable.toString());
            return List.copyOf(seen.keySet());
        }
    }
}
