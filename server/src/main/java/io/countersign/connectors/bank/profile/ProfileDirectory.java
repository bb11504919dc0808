package io.countersign.connectors.bank.profile;

import io.countersign.model.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Loads the profiles of our own directory when they change. A file with a fault is refused with line and reason, and the
 * version that runs stays. It looks by itself every second instead of being told by the file system, because mounted
 * directories tell nothing.
 */
@Component
class ProfileDirectory implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileDirectory.class);
    private static final long LONGEST = 1 << 20;
    private static final long PAUSE_MILLIS = 1_000;

    private final Profiles profiles;
    private final String directory;
    private final Map<Path, String> seen = new HashMap<>();
    private volatile boolean running;

    ProfileDirectory(
            Profiles profiles,
            @Value("${countersign.bank.profiles:${countersign.data:.countersign}/bank-profiles}") String directory) {
        this.profiles = profiles;
        this.directory = directory;
    }

    @Override
    public void start() {
        look();
        running = true;
        Thread.ofVirtual().name("bank-profiles").start(this::watch);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the workers, which need the profiles from their first payment on. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1_000;
    }

    private void watch() {
        while (running) {
            try {
                Thread.sleep(PAUSE_MILLIS);
                look();
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException broken) {
                LOG.warn("Bank profiles could not be looked at; trying again", broken);
            }
        }
    }

    /** Loads every file whose content changed since it was last looked at. */
    void look() {
        for (Path file : files()) {
            try {
                if (Files.size(file) > LONGEST) {
                    continue;
                }
                String source = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                if (!source.equals(seen.put(file, source))) {
                    load(file, source);
                }
            } catch (NoSuchFileException gone) {
                seen.remove(file);
            } catch (IOException unreadable) {
                LOG.warn("The bank profile {} cannot be read: {}", file, unreadable.toString());
            }
        }
    }

    private void load(Path file, String source) {
        ProfileReader.Read read = ProfileReader.read(source);
        List<Fault> faults = read.profile().map(SelfTest::faults).orElse(read.faults());
        if (faults.isEmpty()) {
            Profile profile = read.profile().orElseThrow();
            profiles.run(profile);
            LOG.info("Bank profile {} from {} runs", profile.version(), file.getFileName());
        } else {
            LOG.warn(
                    "Bank profile {} is refused, the running version stays: {}",
                    file.getFileName(),
                    faults.stream()
                            .map(fault -> fault.path() + ": " + fault.message())
                            .collect(Collectors.joining("; ")));
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
            LOG.warn("The directory of bank profiles {} cannot be read: {}", directory, unreadable.toString());
            return List.of();
        }
    }
}
