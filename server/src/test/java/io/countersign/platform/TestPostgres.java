package io.countersign.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * One real PostgreSQL for all tests of this JVM, kept in the build directory for the next run. A database with all
 * migrations is made once and copied for whoever asks.
 */
public final class TestPostgres {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static @Nullable TestPostgres only;
    private static @Nullable String failure;

    private final DatabaseAccess access;
    private final String template;

    private TestPostgres(DatabaseAccess access, String template) {
        this.access = access;
        this.template = template;
    }

    /** A database of one's own, with all migrations and no rows. */
    public static TestDatabase freshDatabase() {
        TestPostgres postgres = instance();
        String name = "test_%d_%d".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet());
        postgres.administer("create database %s template %s".formatted(name, postgres.template));
        return new TestDatabase(
                postgres.access.database(name),
                () -> postgres.administer("drop database if exists %s with (force)".formatted(name)));
    }

    private static synchronized TestPostgres instance() {
        if (failure != null) {
            throw new IllegalStateException("The test PostgreSQL failed before: " + failure);
        }
        if (only == null) {
            try {
                only = start();
            } catch (RuntimeException once) {
                failure = once.toString();
                throw once;
            }
        }
        return only;
    }

    private static TestPostgres start() {
        EmbeddedPostgres server = startInFirstFreePlace();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop test PostgreSQL"));
        String template = "template_" + fingerprintOfMigrations();
        TestPostgres postgres = new TestPostgres(server.access().database("postgres"), template);
        postgres.dropLeftovers();
        if (!postgres.databases().contains(template)) {
            DatabaseAccess unfinished = server.access().database("unfinished");
            postgres.administer("drop database if exists unfinished with (force)");
            postgres.administer("create database unfinished");
            Migrations.run(unfinished);
            postgres.administer("alter database unfinished rename to " + template);
        }
        return postgres;
    }

    /** Two test JVMs in one directory each get a place; a place that a crash of the machine spoilt is made anew. */
    private static EmbeddedPostgres startInFirstFreePlace() {
        for (int place = 1; ; place++) {
            Path home = Path.of("target", "test-postgres-" + place);
            try {
                if (!Files.exists(home)) {
                    scratchHome(home);
                }
                return EmbeddedPostgres.start(home, EmbeddedPostgres.Durability.NONE);
            } catch (PlatformFailure taken) {
                if (place == 4) {
                    throw taken;
                }
            }
        }
    }

    private void dropLeftovers() {
        for (String name : databases()) {
            if (name.startsWith("test_") || (name.startsWith("template_") && !name.equals(template))) {
                administer("drop database if exists %s with (force)".formatted(name));
            }
        }
    }

    private List<String> databases() {
        List<String> names = new ArrayList<>();
        try (Connection connection = access.connectAsOwner();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select datname from pg_database where not datistemplate")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        } catch (SQLException problem) {
            throw new IllegalStateException(problem);
        }
        return names;
    }

    private void administer(String sql) {
        try (Connection connection = access.connectAsOwner()) {
            Sql.run(connection, sql);
        } catch (SQLException problem) {
            throw new IllegalStateException(sql, problem);
        }
    }

    /** Changes whenever a migration does, so that a template of another version is never used. */
    private static String fingerprintOfMigrations() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Resource[] migrations =
                    new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/**/*.sql");
            for (Resource migration : migrations) {
                digest.update(migration.getURL().getPath().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(migration.getContentAsByteArray());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException | NoSuchAlgorithmException problem) {
            throw new IllegalStateException(problem);
        }
    }

    /** A place for a PostgreSQL of a test's own; all of them share the unpacked programs. */
    static Path scratchHome(Path home) {
        try {
            Path programs = Files.createDirectories(
                    Path.of("target", "postgres-programs").toAbsolutePath());
            Files.createSymbolicLink(Files.createDirectories(home).resolve("programs"), programs);
            return home;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    static Path scratch(String name) {
        try {
            Path directory = Path.of("target").toAbsolutePath();
            Files.createDirectories(directory);
            return Files.createTempDirectory(directory, name);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
