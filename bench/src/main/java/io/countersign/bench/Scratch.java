package io.countersign.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;

/** A directory that is gone when the program ends. */
public final class Scratch implements AutoCloseable {

    private final Path root;
    private final Thread atTheEnd = new Thread(this::remove, "scratch");
    private volatile Runnable first = () -> {};

    private Scratch(Path root) {
        this.root = root;
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    public static Scratch create(String name) {
        try {
            Path root = Files.createTempDirectory("countersign-" + name + "-");
            // PostgreSQL may run as another user, who has to pass through.
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
            return new Scratch(root);
        } catch (IOException failed) {
            throw new UncheckedIOException("There is no place for temporary files", failed);
        }
    }

    public Path path(String name) {
        return root.resolve(name);
    }

    /** What has to stop before the directory can go, also when the program is interrupted. */
    public void stopFirst(Runnable stop) {
        first = stop;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atTheEnd);
        remove();
    }

    private void remove() {
        first.run();
        try (var paths = Files.walk(root)) {
            List<Path> all = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        } catch (IOException left) {
            System.err.println("Left behind: " + root + " (" + left.getMessage() + ")");
        }
    }
}
