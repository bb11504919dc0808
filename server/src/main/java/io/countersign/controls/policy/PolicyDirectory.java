package io.countersign.controls.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Loads the files of the policy directory when they change, and takes over versions that other processes loaded. It looks
 * by itself every second instead of being told by the file system, because mounted directories tell nothing.
 */
@Component
class PolicyDirectory implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyDirectory.class);
    private static final long LONGEST = 1 << 20;
    private static final long PAUSE_MILLIS = 1_000;

    private final Policies policies;
    private final PolicyLoader loader;
    private final String directory;
    private final Map<Path, String> seen = new HashMap<>();
    private volatile boolean running;

    PolicyDirectory(
            Policies policies,
            PolicyLoader loader,
            @Value("${countersign.policies.dir:${countersign.data:.countersign}/policies}") String directory) {
        this.policies = policies;
        this.loader = loader;
        this.directory = directory;
    }

    @Override
    public void start() {
        if (!directory.isBlank()) {
            writeMissing();
            look(false);
            policies.refresh();
        }
        running = true;
        Thread.ofVirtual().name("policies").start(this::watch);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the workers, which need the policies of the directory from their first payment on. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1_000;
    }

    private void watch() {
        while (running) {
            try {
                Thread.sleep(PAUSE_MILLIS);
                if (running && !directory.isBlank()) {
                    look(true);
                }
                if (running) {
                    policies.refresh();
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException broken) {
                LOG.warn("Policies could not be looked at; trying again", broken);
            }
        }
    }

    /** Gives people a file to edit for each policy: the version in force. */
    private void writeMissing() {
        try {
            Files.createDirectories(Path.of(directory));
            for (PolicyVersion version : policies.inForce()) {
                Path file = Path.of(directory, version.policy() + ".yaml");
                if (!Files.exists(file)) {
                    Files.writeString(file, version.source());
                }
            }
        } catch (IOException readOnly) {
            LOG.warn("The policy directory {} cannot be written: {}", directory, readOnly.toString());
        }
    }

    /** Loads every file whose content changed since it was last looked at. */
    void look(boolean again) {
        for (Path file : files()) {
            try {
                if (Files.size(file) > LONGEST) {
                    continue;
                }
                String source = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                if (!source.equals(seen.get(file))) {
                    loader.load(file.getFileName().toString(), source, again);
                    seen.put(file, source);
                }
            } catch (NoSuchFileException gone) {
                seen.remove(file);
            } catch (IOException unreadable) {
                LOG.warn("The policy file {} cannot be read: {}", file, unreadable.toString());
            }
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            LOG.warn("The policy directory {} cannot be read: {}", directory, unreadable.toString());
            return List.of();
        }
    }
}
