package io.countersign.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The claim of this process on a directory. The system gives it up when the process ends, however it ends.
 */
public final class DataDirectory implements AutoCloseable {

    private final FileChannel channel;

    private DataDirectory(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the directory, readable by us alone, if it is not there, and claims it.
     *
     * @throws PlatformFailure if another process has it
     */
    public static DataDirectory claim(Path directory) {
        Path place = directory.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(place)) {
                Files.createDirectories(place);
                Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
            }
            FileChannel channel =
                    FileChannel.open(place.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new PlatformFailure(
                        "Another Countersign runs on " + place + ". Stop it, or choose another directory with --data.");
            }
            return new DataDirectory(channel);
        } catch (IOException problem) {
            throw new PlatformFailure(
                    "The directory %s cannot be used: %s".formatted(place, problem.getMessage()), problem);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException thisProcessHasIt) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
