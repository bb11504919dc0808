package io.countersign.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL's programs are run. They refuse to run as root; so when we are root, they run in a user namespace of
 * their own (files stay root's, nobody else can read them), or where that is forbidden, as in many containers, as the
 * user {@code nobody}, who then owns the directory.
 */
enum Unprivileged {
    AS_OURSELVES(""),
    IN_OWN_NAMESPACE("unshare --user"),
    AS_NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups");

    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    private final String prefix;

    Unprivileged(String prefix) {
        this.prefix = prefix;
    }

    /** The way that works for {@code home}; a directory that was used before is used the same way again. */
    static Unprivileged forHome(Path home) throws IOException {
        if (owner(Path.of("/proc/self")) != ROOT) {
            return AS_OURSELVES;
        }
        boolean nobodys = owner(home) == NOBODY;
        if (!nobodys && works(IN_OWN_NAMESPACE, List.of("sh", "-c", ":"))) {
            return IN_OWN_NAMESPACE;
        }
        AS_NOBODY.own(home);
        letThrough(home.getParent());
        if (works(AS_NOBODY, List.of("sh", "-c", "test -w \"$0\"", home.toString()))) {
            return AS_NOBODY;
        }
        throw new IOException(
                ("PostgreSQL does not run as root, and the user nobody cannot reach %s. Choose --data DIR in a"
                                + " directory everybody may enter, start as a normal user, or set COUNTERSIGN_DATABASE_URL.")
                        .formatted(home));
    }

    /** Our own private directory above may be entered by nobody, though not be read. */
    private static void letThrough(@Nullable Path parent) throws IOException {
        if (parent != null && Files.exists(parent.resolve("lock"))) {
            Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(parent));
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
            Files.setPosixFilePermissions(parent, permissions);
        }
    }

    /** Makes the path belong to whoever runs the programs. */
    void own(Path path) throws IOException {
        if (this == AS_NOBODY) {
            Files.setAttribute(path, "unix:uid", NOBODY);
            Files.setAttribute(path, "unix:gid", NOBODY);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param output where its output goes
     * @return its exit code
     */
    int run(List<String> command, Path output) throws IOException {
        List<String> line = new ArrayList<>(prefix.isEmpty() ? List.of() : List.of(prefix.split(" ")));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " did not end within five minutes");
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + command.getFirst(), interrupted);
        }
    }

    private static boolean works(Unprivileged way, List<String> command) {
        try {
            return way.run(command, Path.of("/dev/null")) == 0;
        } catch (IOException programMissing) {
            return false;
        }
    }

    private static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }
}
