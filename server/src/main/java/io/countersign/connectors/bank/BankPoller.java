package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.Dependencies;
import io.countersign.connectors.bank.InboundStore.Kept;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.sshd.sftp.client.SftpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Fetches what banks have left for us. A file is stored by us before it is moved away at the bank's side; a crash between
 * the two shows the same bytes again, which are recognised.
 */
@Component
class BankPoller {

    private static final Logger LOG = LoggerFactory.getLogger(BankPoller.class);

    private final BankConnections connections;
    private final BankSessions sessions;
    private final Dependencies dependencies;
    private final Inbound inbound;
    private final InboundReader reader;
    private final Ids ids;

    BankPoller(
            BankConnections connections,
            BankSessions sessions,
            Dependencies dependencies,
            Inbound inbound,
            InboundReader reader,
            Ids ids) {
        this.connections = connections;
        this.sessions = sessions;
        this.dependencies = dependencies;
        this.inbound = inbound;
        this.reader = reader;
        this.ids = ids;
    }

    /** Fetches from all banks, each at its own pace, and reads what came; answers how many files were new. */
    int poll() {
        List<Integer> counts = new ArrayList<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Connection connection : connections.connections()) {
                each.execute(() -> {
                    int fetched = fetch(connection);
                    synchronized (counts) {
                        counts.add(fetched);
                    }
                });
            }
        }
        reader.readDue();
        return counts.stream().mapToInt(Integer::intValue).sum();
    }

    /** Fetches from one bank; answers how many files were new. */
    int fetch(Connection connection) {
        String dependency = SftpRail.dependency(connection);
        if (!dependencies.mayTry(dependency)) {
            return 0;
        }
        try (BankSessions.Sftp session = sessions.open(connection)) {
            int fetched = 0;
            for (String name : names(session.files(), connection)) {
                if (fetch(session.files(), connection, name)) {
                    fetched++;
                }
            }
            dependencies.answered(dependency);
            return fetched;
        } catch (IOException | RuntimeException failed) {
            LOG.warn("Cannot fetch from bank connection {}: {}", connection.name(), failed.toString());
            dependencies.failed(
                    dependency, "Cannot fetch from %s: %s".formatted(connection.name(), failed.getMessage()));
            return 0;
        }
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

    private boolean fetch(SftpClient files, Connection connection, String name) throws IOException {
        String path = connection.downloadDir() + "/" + name;
        Kept kept;
        try (InputStream in = files.read(path)) {
            kept = inbound.keep(connection.name(), name, in, Cause.system("bank", ids.next()));
        }
        if (!kept.isNew()) {
            LOG.info(
                    "{} of {} was already received as {} at {}",
                    name,
                    connection.name(),
                    kept.earlierName(),
                    kept.earlierAt());
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
