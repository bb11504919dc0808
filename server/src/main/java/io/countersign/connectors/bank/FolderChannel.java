package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.bank.InboundStore.Kept;
import io.countersign.model.Ids;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Handover;
import io.countersign.payments.ports.BankRail.Presence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Files in directories of this machine, which another program carries to the bank and back. A file gets its final name
 * last and is on the disk before it does; a file of that name is never replaced.
 */
@Component
class FolderChannel implements Channel {

    private final Ids ids;

    FolderChannel(Ids ids) {
        this.ids = ids;
    }

    @Override
    public BankConnections.Channel kind() {
        return BankConnections.Channel.FOLDER;
    }

    @Override
    public Handover send(Connection connection, Draft draft, InputStream content, long size) {
        Path target = Path.of(connection.uploadDir(), draft.fileName());
        Path temporary = Path.of(connection.uploadDir(), draft.fileName() + connection.temporarySuffix());
        try {
            if (Files.exists(target)) {
                return new Handover.Doubt("A file named %s is already there".formatted(draft.fileName()));
            }
            Files.copy(content, temporary, StandardCopyOption.REPLACE_EXISTING);
            force(temporary);
            long there = Files.size(temporary);
            if (there != size) {
                return new Handover.NotSent("The directory has %d of %d bytes".formatted(there, size));
            }
        } catch (IOException | RuntimeException beforeTheName) {
            return new Handover.NotSent("Cannot write to the directory of %s: %s"
                    .formatted(connection.name(), Channel.message(beforeTheName)));
        }
        try {
            // A hard link fails where the name is taken, on every system; a move may replace.
            Files.createLink(target, temporary);
            Files.delete(temporary);
            return new Handover.Delivered();
        } catch (FileAlreadyExistsException taken) {
            return new Handover.Doubt("A file named %s is already there".formatted(draft.fileName()));
        } catch (IOException | RuntimeException afterTheName) {
            return new Handover.Doubt("The final name of %s is not certain: %s"
                    .formatted(draft.fileName(), Channel.message(afterTheName)));
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            open.force(true);
        }
    }

    @Override
    public Presence look(Connection connection, Draft draft) throws IOException {
        String name = draft.fileName();
        boolean seen = contains(connection, connection.uploadDir(), name)
                || (connection.archiveDir() != null && contains(connection, connection.archiveDir(), name));
        return seen ? Presence.SEEN : Presence.NOT_SEEN;
    }

    /** Who archives may add to the name, so a name that begins with ours is ours. */
    private static boolean contains(Connection connection, String directory, String name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory))) {
            for (Path file : files) {
                String found = file.getFileName().toString();
                if (found.equals(name)
                        || (found.startsWith(name + ".") && !found.endsWith(connection.temporarySuffix()))) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public int fetch(Connection connection, Keep keep) throws IOException {
        int fetched = 0;
        for (Path file : waiting(connection)) {
            Kept kept;
            try (InputStream in = Files.newInputStream(file)) {
                kept = keep.file(file.getFileName().toString(), in);
            }
            putAway(connection, file, kept);
            fetched += kept.isNew() ? 1 : 0;
        }
        return fetched;
    }

    /** Complete files, oldest first. Links are not followed: a directory others write to may point anywhere. */
    private static List<Path> waiting(Connection connection) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(connection.downloadDir()))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (Files.isRegularFile(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                        && !name.startsWith(".")
                        && !name.endsWith(connection.temporarySuffix())
                        && !name.endsWith(".tmp")) {
                    found.add(file);
                }
            }
        }
        record Aged(Path file, long at) {}
        List<Aged> aged = new ArrayList<>();
        for (Path file : found) {
            aged.add(new Aged(file, Files.getLastModifiedTime(file).toMillis()));
        }
        return aged.stream()
                .sorted(Comparator.comparingLong(Aged::at)
                        .thenComparing(one -> one.file().getFileName().toString()))
                .map(Aged::file)
                .toList();
    }

    /** What stands in the archive under the same name is another file; ours gets its id to its name. */
    private void putAway(Connection connection, Path file, Kept kept) throws IOException {
        if (connection.archiveDir() == null) {
            Files.delete(file);
            return;
        }
        String name = file.getFileName().toString();
        Path archive = Path.of(connection.archiveDir());
        try {
            Files.createLink(archive.resolve(name), file);
        } catch (FileAlreadyExistsException nameIsTaken) {
            Files.createLink(archive.resolve("%s.%s-%s".formatted(name, kept.id(), ids.next())), file);
        }
        Files.delete(file);
    }
}
