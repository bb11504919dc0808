package io.countersign.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own in a directory: unpacked, initialised, started, and stopped again by this program. Unlike the
 * launchers made for tests it is fit for money: every commit is on the disk, everybody needs a password, only this
 * machine can connect, and its place does not change. A postmaster that outlived a killed program is taken over.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private static final String DATABASE = "countersign";
    private static final String OWNER = "countersign_owner";
    private static final String APPLICATION = "countersign_login";

    /** Below the range from which the system hands out ports by itself, so that ours is free after a restart too. */
    private static final int LOWEST_PORT = 15_433;

    private static final int HIGHEST_PORT = 30_000;

    private final Path home;
    private final Path data;
    private final Unprivileged way;
    private final PostgresPrograms programs;
    private final DataDirectory lock;
    private final DatabaseAccess access;

    private EmbeddedPostgres(
            Path home, Unprivileged way, PostgresPrograms programs, DataDirectory lock, DatabaseAccess access) {
        this.home = home;
        this.data = home.resolve("data");
        this.way = way;
        this.programs = programs;
        this.lock = lock;
        this.access = access;
    }

    /** How much is promised about a commit. */
    public enum Durability {
        /** A commit is on the disk. */
        FULL,
        /** A commit is lost when the machine stops. For tests only. */
        NONE
    }

    /** Starts PostgreSQL in {@code home}, or takes over the one that already runs there. */
    public static EmbeddedPostgres start(Path home) {
        return start(home, Durability.FULL);
    }

    public static EmbeddedPostgres start(Path home, Durability durability) {
        Path place = home.toAbsolutePath().normalize();
        DataDirectory lock = DataDirectory.claim(place);
        try {
            return startLocked(place, durability, lock);
        } catch (IOException problem) {
            release(lock);
            throw new PlatformFailure(
                    "The embedded PostgreSQL in %s did not start: %s".formatted(place, problem.getMessage()), problem);
        } catch (RuntimeException bug) {
            release(lock);
            throw bug;
        }
    }

    private static void release(DataDirectory lock) {
        try {
            lock.close();
        } catch (IOException nothingMoreToDo) {
            log.debug("Cannot give up the lock", nothingMoreToDo);
        }
    }

    /** How to reach the PostgreSQL in {@code home}, if one runs there now. Starts and locks nothing. */
    public static Optional<DatabaseAccess> running(Path home) {
        Path place = home.toAbsolutePath().normalize();
        try {
            return Postmaster.in(place.resolve("data")).isPresent() ? Optional.of(access(place)) : Optional.empty();
        } catch (IOException problem) {
            throw new UncheckedIOException("Cannot look at the PostgreSQL in " + place, problem);
        }
    }

    public DatabaseAccess access() {
        return access;
    }

    /** Stops PostgreSQL cleanly; connections that are still open are ended. */
    @Override
    public void close() {
        try (lock) {
            int exit = way.run(
                    List.of(programs.path("pg_ctl"), "stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "60"),
                    toolLog(home));
            if (exit != 0) {
                log.warn("The embedded PostgreSQL in {} did not stop: {}", home, tail(toolLog(home)));
            }
        } catch (IOException problem) {
            throw new UncheckedIOException("Cannot stop the embedded PostgreSQL in " + home, problem);
        }
    }

    private static EmbeddedPostgres startLocked(Path home, Durability durability, DataDirectory lock)
            throws IOException {
        Unprivileged way = Unprivileged.forHome(home);
        PostgresPrograms programs = PostgresPrograms.unpackedUnder(home.resolve("programs"));
        Path data = home.resolve("data");
        if (!Files.exists(data)) {
            initialise(home, way, programs, durability);
        }
        if (Postmaster.in(data).isEmpty()) {
            startPostmaster(home, way, programs);
        } else {
            log.info("Taking over the PostgreSQL that runs in {}", home);
        }
        DatabaseAccess access = access(home);
        prepare(access);
        return new EmbeddedPostgres(home, way, programs, lock, access);
    }

    private static void initialise(Path home, Unprivileged way, PostgresPrograms programs, Durability durability)
            throws IOException {
        Path unfinished = home.resolve("data.new");
        deleteTree(unfinished);
        Path password = home.resolve("initial.password");
        Secrets.write(password, Secrets.passwordIn(home.resolve("owner.password")));
        way.own(password);
        List<String> command = new ArrayList<>(
                List.of(programs.path("initdb"), "-D", unfinished.toString(), "-U", OWNER, "--pwfile=" + password));
        command.addAll(List.of("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"));
        // The built-in locale sorts the same everywhere, whatever the C library of the machine thinks.
        command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        if (durability == Durability.NONE) {
            command.add("--no-sync");
        }
        int exit = way.run(command, toolLog(home));
        Files.delete(password);
        if (exit != 0) {
            throw new IOException("initdb failed: " + tail(toolLog(home)));
        }
        Files.writeString(unfinished.resolve("postgresql.conf"), settings(durability), StandardOpenOption.APPEND);
        Files.move(unfinished, home.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String settings(Durability durability) {
        String disk = durability == Durability.FULL ? "on" : "off";
        return """

                # Written once by Countersign; change what you like, except what keeps money safe:
                fsync = %1$s
                full_page_writes = %1$s
                synchronous_commit = %1$s
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                # The rest is for speed.
                max_connections = 120
                shared_buffers = 256MB
                max_wal_size = 2GB
                checkpoint_timeout = 15min
                random_page_cost = 1.1
                jit = off
                timezone = 'UTC'
                log_timezone = 'UTC'
                """.formatted(disk);
    }

    private static void startPostmaster(Path home, Unprivileged way, PostgresPrograms programs) throws IOException {
        Path data = home.resolve("data");
        // A crash of the whole machine leaves a pid file whose number may now belong to anybody.
        // We hold the lock of the directory and no postmaster runs in it, so the file is stale.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        for (int attempt = 1; ; attempt++) {
            int port = port(home);
            int exit = way.run(
                    List.of(
                            programs.path("pg_ctl"),
                            "start",
                            "-D",
                            data.toString(),
                            "-w",
                            "-t",
                            "120",
                            "-l",
                            home.resolve("postgres.log").toString(),
                            "-o",
                            "-p " + port),
                    toolLog(home));
            if (exit == 0) {
                return;
            }
            String reason = tail(home.resolve("postgres.log"));
            if (attempt == 3 || isFree(port)) {
                throw new IOException("PostgreSQL says: " + reason);
            }
        }
    }

    /** The port kept in the directory; another one only if somebody else took it meanwhile. */
    private static int port(Path home) throws IOException {
        Path file = home.resolve("port");
        if (Files.exists(file)) {
            int kept = Integer.parseInt(Files.readString(file).strip());
            if (isFree(kept)) {
                return kept;
            }
            log.warn("Port {} of the embedded PostgreSQL is used by another program; choosing another", kept);
        }
        int port = Secrets.numberBetween(LOWEST_PORT, HIGHEST_PORT);
        while (!isFree(port)) {
            port = Secrets.numberBetween(LOWEST_PORT, HIGHEST_PORT);
        }
        Secrets.write(file, Integer.toString(port));
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static DatabaseAccess access(Path home) throws IOException {
        Optional<Postmaster> running = Postmaster.in(home.resolve("data"));
        if (running.isEmpty()) {
            throw new IOException("PostgreSQL ended again: " + tail(home.resolve("postgres.log")));
        }
        int port = running.get().port();
        return DatabaseAccess.embedded(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, DATABASE),
                new DatabaseAccess.User(OWNER, Secrets.passwordIn(home.resolve("owner.password"))),
                new DatabaseAccess.User(APPLICATION, Secrets.passwordIn(home.resolve("application.password"))));
    }

    /** Makes the database and the application's user, as far as they are not there yet. */
    private static void prepare(DatabaseAccess access) throws IOException {
        try {
            try (Connection postgres = connectWhenReady(access.database("postgres"))) {
                Sql.unless(
                        postgres,
                        "select from pg_database where datname = '" + DATABASE + "'",
                        "create database " + DATABASE);
                Sql.unless(
                        postgres,
                        "select from pg_roles where rolname = 'countersign_app'",
                        "create role countersign_app nologin");
                DatabaseAccess.User user = access.application();
                Sql.unless(
                        postgres,
                        "select from pg_roles where rolname = '" + user.name() + "'",
                        "create role %s login password '%s' in role countersign_app"
                                .formatted(user.name(), user.password()));
            }
        } catch (SQLException problem) {
            throw new IOException(problem.getMessage(), problem);
        }
    }

    /** A postmaster that was just taken over may still be replaying its log. */
    private static Connection connectWhenReady(DatabaseAccess access) throws SQLException, IOException {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (true) {
            try {
                return DriverManager.getConnection(
                        access.url(), access.owner().name(), access.owner().password());
            } catch (SQLException notYet) {
                boolean starting = "57P03".equals(notYet.getSQLState()) || "08001".equals(notYet.getSQLState());
                if (!starting || System.nanoTime() > deadline) {
                    throw notYet;
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for PostgreSQL", interrupted);
        }
    }

    private static Path toolLog(Path home) {
        return home.resolve("tools.log");
    }

    private static String tail(Path file) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (NoSuchFileException nothingSaid) {
            return "nothing";
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
