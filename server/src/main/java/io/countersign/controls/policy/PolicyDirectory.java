package io.countersign.controls.policy;

import io.countersign.controls.files.WatchedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Loads the files of the policy directory when they change, and takes over versions that other processes loaded. */
@Configuration(proxyBeanMethods = false)
class PolicyDirectory implements WatchedDirectory.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyDirectory.class);

    private final Policies policies;
    private final PolicyLoader loader;
    private final String directory;

    PolicyDirectory(
            Policies policies,
            PolicyLoader loader,
            @Value("${countersign.policies.dir:${countersign.data:.countersign}/policies}") String directory) {
        this.policies = policies;
        this.loader = loader;
        this.directory = directory;
    }

    @Bean
    WatchedDirectory policyFiles() {
        return new WatchedDirectory("policies", directory, this);
    }

    /** Gives people a file to edit for each policy: the version in force. */
    @Override
    public void begin() {
        if (directory.isBlank()) {
            return;
        }
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

    @Override
    public void changed(String file, String source, boolean again) {
        loader.load(file, source, again);
    }

    @Override
    public void looked() {
        policies.refresh();
    }
}
