package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.Dependencies;
import io.countersign.payments.ports.BankRail;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.springframework.stereotype.Component;

/**
 * ISO 20022 files over SFTP. A file travels under a temporary name the bank has agreed never to read and gets its final
 * name last. Until the rename is asked for, a failure is certainly {@code NotSent}; from then on it is {@code Doubt}.
 */
@Component
class SftpRail implements BankRail {

    private static final int CHUNK = 32 * 1024;

    private final BankConnections connections;
    private final BankSessions sessions;
    private final Dependencies dependencies;

    SftpRail(BankConnections connections, BankSessions sessions, Dependencies dependencies) {
        this.connections = connections;
        this.sessions = sessions;
        this.dependencies = dependencies;
    }

    /** The name of a connection on the dependency map. */
    static String dependency(Connection connection) {
        return "bank:" + connection.name();
    }

    @Override
    public boolean serves(String connection) {
        return connections.named(connection).isPresent();
    }

    @Override
    public void write(Draft draft, Iterator<Instruction> instructions, OutputStream out) throws IOException {
        CreditTransferFile.write(draft, instructions, out);
    }

    @Override
    public List<String> faults(Draft draft, Path file) throws IOException {
        return FileCheck.faults(draft, file);
    }

    @Override
    public Handover send(Draft draft, InputStream content, long size) {
        Connection connection = connection(draft);
        String dependency = dependency(connection);
        if (!dependencies.mayTry(dependency)) {
            return new Handover.NotSent("Bank connection %s is down; it is tried again".formatted(connection.name()));
        }
        Handover handover = handOver(connection, draft, content, size);
        switch (handover) {
            case Handover.Delivered delivered -> dependencies.answered(dependency);
            case Handover.NotSent(String why) -> dependencies.failed(dependency, why);
            case Handover.Doubt(String why) -> dependencies.failed(dependency, why);
        }
        return handover;
    }

    /** What is known when the upload ends is the answer; nothing that fails afterwards may change it. */
    private Handover handOver(Connection connection, Draft draft, InputStream content, long size) {
        BankSessions.Sftp session;
        try {
            session = sessions.open(connection);
        } catch (IOException | RuntimeException noSession) {
            return new Handover.NotSent("No session with %s: %s".formatted(connection.name(), message(noSession)));
        }
        try {
            return upload(session.files(), connection, draft, content, size);
        } finally {
            session.close();
        }
    }

    @Override
    public Presence look(Draft draft) {
        Connection connection = connection(draft);
        String dependency = dependency(connection);
        if (!dependencies.mayTry(dependency)) {
            return Presence.CANNOT_LOOK;
        }
        try (BankSessions.Sftp session = sessions.open(connection)) {
            boolean seen =
                    contains(session.files(), connection.uploadDir(), draft.fileName(), connection.temporarySuffix())
                            || (connection.archiveDir() != null
                                    && contains(
                                            session.files(),
                                            connection.archiveDir(),
                                            draft.fileName(),
                                            connection.temporarySuffix()));
            dependencies.answered(dependency);
            return seen ? Presence.SEEN : Presence.NOT_SEEN;
        } catch (IOException | RuntimeException failed) {
            dependencies.failed(dependency, "Cannot look at %s: %s".formatted(connection.name(), message(failed)));
            return Presence.CANNOT_LOOK;
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
                    "Upload to %s broke: %s".formatted(connection.name(), message(beforeTheRename)));
        }
        try {
            files.rename(temporary, name);
            return new Handover.Delivered();
        } catch (IOException | RuntimeException afterTheRename) {
            return new Handover.Doubt("%s did not confirm the final name of %s: %s"
                    .formatted(connection.name(), draft.fileName(), message(afterTheRename)));
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

    private Connection connection(Draft draft) {
        return connections
                .named(draft.connection())
                .orElseThrow(() -> new IllegalStateException("No bank connection named " + draft.connection()));
    }

    private static String message(Throwable failure) {
        String text = failure.getMessage();
        return text == null || text.isBlank() ? failure.getClass().getSimpleName() : text;
    }
}
