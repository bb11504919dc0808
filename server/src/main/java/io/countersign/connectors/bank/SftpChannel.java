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
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.springframework.stereotype.Component;

/**
 * Files over SFTP. A file travels under a temporary name the bank has agreed never to read and gets its final name last.
 * Until the rename is asked for, a failure is certainly {@code NotSent}; from then on it is {@code Doubt}. What the bank
 * left is stored by us before it is moved away at the bank's side; a crash between the two shows the same bytes again,
 * which are recognised.
 */
@Component
class SftpChannel implements Channel {

    private static final int CHUNK = 32 * 1024;

    private final BankSessions sessions;
    private final Ids ids;

    SftpChannel(BankSessions sessions, Ids ids) {
        this.sessions = sessions;
        this.ids = ids;
    }

    @Override
    public BankConnections.Channel kind() {
        return BankConnections.Channel.SFTP;
    }

    @Override
    public Handover send(Connection connection, Draft draft, InputStream content, long size) {
        BankSessions.Sftp session;
        try {
            session = sessions.open(connection);
        } catch (IOException | RuntimeException noSession) {
            return new Handover.NotSent(
                    "No session with %s: %s".formatted(connection.name(), Channel.message(noSession)));
        }
        try {
            return upload(session.files(), connection, draft, content, size);
        } finally {
            session.close();
        }
    }

    @Override
    public Presence look(Connection connection, Draft draft) throws IOException {
        try (BankSessions.Sftp session = sessions.open(connection)) {
            SftpClient files = session.files();
            String suffix = connection.temporarySuffix();
            boolean seen = contains(files, connection.uploadDir(), draft.fileName(), suffix)
                    || (connection.archiveDir() != null
                            && contains(files, connection.archiveDir(), draft.fileName(), suffix));
            return seen ? Presence.SEEN : Presence.NOT_SEEN;
        }
    }

    @Override
    public int fetch(Connection connection, Keep keep) throws IOException {
        try (BankSessions.Sftp session = sessions.open(connection)) {
            int fetched = 0;
            for (String name : names(session.files(), connection)) {
                if (fetch(session.files(), connection, name, keep)) {
                    fetched++;
                }
            }
            return fetched;
        }
    }

    private static Handover upload(
            SftpClient files, Connection connection, Draft draft, InputStream content, long size) {
        String name = connection.uploadDir() + "/" + draft.fileName();
        String temporary = name + connection.temporarySuffix();
        try {
            if (exists(files, name)) {
                return new Handover.Doubt("A file named %s is already there".formatted(draft.fileName()));
            }
            copy(files, temporary, content);
            long there = files.stat(temporary).getSize();
            if (there != size) {
                return new Handover.NotSent("The bank's side has %d of %d bytes".formatted(there, size));
            }
        } catch (IOException | RuntimeException beforeTheRename) {
            return new Handover.NotSent(
                    "Upload to %s broke: %s".formatted(connection.name(), Channel.message(beforeTheRename)));
        }
        try {
            files.rename(temporary, name);
            return new Handover.Delivered();
        } catch (IOException | RuntimeException afterTheRename) {
            return new Handover.Doubt("%s did not confirm the final name of %s: %s"
                    .formatted(connection.name(), draft.fileName(), Channel.message(afterTheRename)));
        }
    }

    private static void copy(SftpClient files, String path, InputStream content) throws IOException {
        try (OutputStream out =
                files.write(path, CHUNK, EnumSet.of(OpenMode.Create, OpenMode.Truncate, OpenMode.Write))) {
            content.transferTo(out);
        }
    }

    private static boolean exists(SftpClient files, String path) throws IOException {
        try {
            files.stat(path);
            return true;
        } catch (SftpException refused) {
            if (refused.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                return false;
            }
            throw refused;
        }
    }

    /** A bank that archives may add to the name, so there a name that begins with ours is ours. */
    private static boolean contains(SftpClient files, String directory, String name, String temporary)
            throws IOException {
        for (SftpClient.DirEntry entry : files.readDir(directory)) {
            String found = entry.getFilename();
            if (found.equals(name) || (found.startsWith(name + ".") && !found.endsWith(temporary))) {
                return true;
            }
        }
        return false;
    }

    /** Complete files, oldest first, so that they are read in the order in which the bank wrote them. */
    private static List<String> names(SftpClient files, Connection connection) throws IOException {
        List<SftpClient.DirEntry> found = new ArrayList<>();
        for (SftpClient.DirEntry entry : files.readDir(connection.downloadDir())) {
            String name = entry.getFilename();
            if (entry.getAttributes().isRegularFile()
                    && !name.startsWith(".")
                    && !name.endsWith(connection.temporarySuffix())
                    && !name.endsWith(".tmp")) {
                found.add(entry);
            }
        }
        return found.stream()
                .sorted(Comparator.<SftpClient.DirEntry>comparingLong(
                                e -> e.getAttributes().getModifyTime().toMillis())
                        .thenComparing(SftpClient.DirEntry::getFilename))
                .map(SftpClient.DirEntry::getFilename)
                .toList();
    }

    private boolean fetch(SftpClient files, Connection connection, String name, Keep keep) throws IOException {
        String path = connection.downloadDir() + "/" + name;
        Kept kept;
        try (InputStream in = files.read(path)) {
            kept = keep.file(name, in);
        }
        putAway(files, connection, name, kept, ids.next());
        return kept.isNew();
    }

    /** What stands in the archive under the same name is another file; ours gets its id to its name. */
    private static void putAway(SftpClient files, Connection connection, String name, Kept kept, UUID again)
            throws IOException {
        String path = connection.downloadDir() + "/" + name;
        if (connection.archiveDir() == null) {
            files.remove(path);
            return;
        }
        try {
            files.rename(path, connection.archiveDir() + "/" + name);
        } catch (IOException nameIsTaken) {
            files.rename(path, "%s/%s.%s-%s".formatted(connection.archiveDir(), name, kept.id(), again));
        }
    }
}
