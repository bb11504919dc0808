package io.countersign.bench;

import io.countersign.platform.DatabaseAccess;
import io.countersign.platform.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The real server in a process of its own, on its own embedded PostgreSQL. */
public final class ServerProcess implements AutoCloseable {

    /** Of the demo people, who exist only in this server. */
    public static final String PASSWORD = "bench-people-password";

    /** Of the demo programs. */
    public static final String SECRET = "bench-programs-secret";

    private static final Pattern READY = Pattern.compile("Countersign is ready at http://localhost:(\\d+)");
    private static final Duration LONGEST_START = Duration.ofMinutes(4);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

    private final Path data;
    private final List<String> settings;
    private final String heap;
    private @Nullable Process process;
    private int port;
    private int starts;

    /**
     * @param data its data directory
     * @param settings as on the command line, {@code --name=value}
     */
    public ServerProcess(Path data, List<String> settings) {
        this(data, settings, "512m", 0);
    }

    /** @param heap the most memory it may take for objects, as the JVM writes it */
    public ServerProcess(Path data, List<String> settings, String heap) {
        this(data, settings, heap, 0);
    }

    /** @param port where it listens, for those who have to know before it starts; 0 takes a free one */
    public ServerProcess(Path data, List<String> settings, String heap, int port) {
        this.data = data;
        this.settings = List.copyOf(settings);
        this.heap = heap;
        this.port = port;
    }

    /** Starts it, or starts it again on what it left; returns when it is ready. */
    public void start() {
        try {
            Files.createDirectories(data);
            Path log = data.resolve("server-%d.log".formatted(++starts));
            process = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            port = waitFor(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-cp", classPath()));
        command.addAll(List.of("io.countersign.Countersign", "start", "--data", data.toString()));
        // The port of the first start stays, so that clients find the server again.
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of("--demo", "--countersign.demo-password=" + PASSWORD));
        command.add("--countersign.demo-secret=" + SECRET);
        command.addAll(settings);
        return command;
    }

    /** The server's own classes and libraries; neither the simulators nor the tests are part of it. */
    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            boolean foreign = entry.contains("sandbox") || entry.contains("bench" + File.separator + "target");
            boolean ofTests = entry.contains("test-classes") || entry.endsWith("-tests.jar");
            if (!foreign && !ofTests) {
                entries.add(entry);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private int waitFor(Path log) throws IOException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < end) {
            Matcher ready = READY.matcher(Files.readString(log));
            if (ready.find()) {
                return Integer.parseInt(ready.group(1));
            }
            if (process == null || !process.isAlive()) {
                break;
            }
            pause();
        }
        throw new IllegalStateException("The server did not start:\n" + Files.readString(log));
    }

    /** Its data directory. */
    public Path data() {
        return data;
    }

    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    /** Its database, with all rights. */
    public DatabaseAccess database() {
        return EmbeddedPostgres.running(data.resolve("postgres"))
                .orElseThrow(() -> new IllegalStateException("The server's PostgreSQL is not running"));
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** {@code kill -9}: the process has no chance to do anything more. Its PostgreSQL lives on. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            await(LONGEST_STOP);
        }
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        if (!await(LONGEST_STOP)) {
            process.destroyForcibly();
            await(LONGEST_STOP);
        }
    }

    private boolean await(Duration time) {
        try {
            return process == null || process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }
}
