package io.countersign.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The database for a command that only looks: the one of the settings, the embedded one that runs, or the embedded one
 * started for the moment. Nothing is migrated.
 */
public final class ReachableDatabase implements AutoCloseable {

    private final DatabaseAccess access;
    private final @Nullable EmbeddedPostgres started;

    private ReachableDatabase(DatabaseAccess access, @Nullable EmbeddedPostgres started) {
        this.access = access;
        this.started = started;
    }

    /** @throws PlatformFailure if there is none */
    public static ReachableDatabase of(Path data) {
        DatabaseProperties properties = settings(data);
        if (properties.database().url() != null) {
            return new ReachableDatabase(properties.database().access(), null);
        }
        Path home = properties.data().resolve("postgres");
        if (!Files.isDirectory(home.resolve("data"))) {
            throw new PlatformFailure("There is no Countersign data in " + properties.data() + ".");
        }
        Optional<DatabaseAccess> running = EmbeddedPostgres.running(home);
        if (running.isPresent()) {
            return new ReachableDatabase(running.get(), null);
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.start(home);
        return new ReachableDatabase(postgres.access(), postgres);
    }

    public DatabaseAccess access() {
        return access;
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }

    /** As the server reads them: the environment, the file in the data directory, the defaults. */
    private static DatabaseProperties settings(Path data) {
        Path place = data.toAbsolutePath().normalize();
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "command line",
                        Map.of(
                                "countersign.data",
                                place.toString(),
                                "spring.config.additional-location",
                                "optional:file:" + place.resolve("countersign.yaml"))));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return Binder.get(environment).bindOrCreate("countersign", DatabaseProperties.class);
    }
}
