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
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Fetches what banks have left for us, and has it read. */
@Component
class BankPoller {

    private static final Logger LOG = LoggerFactory.getLogger(BankPoller.class);

    private final BankConnections connections;
    private final FileRail rail;
    private final Dependencies dependencies;
    private final Inbound inbound;
    private final InboundReader reader;
    private final Ids ids;

    BankPoller(
            BankConnections connections,
            FileRail rail,
            Dependencies dependencies,
            Inbound inbound,
            InboundReader reader,
            Ids ids) {
        this.connections = connections;
        this.rail = rail;
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
        String dependency = FileRail.dependency(connection);
        if (!dependencies.mayTry(dependency)) {
            return 0;
        }
        Channel channel = rail.channel(connection);
        try {
            int fetched = channel.fetch(connection, (name, content) -> keep(connection, name, content));
            if (channel.canFail()) {
                dependencies.answered(dependency);
            }
            return fetched;
        } catch (IOException | RuntimeException failed) {
            LOG.warn("Cannot fetch from bank connection {}: {}", connection.name(), failed.toString());
            dependencies.failed(
                    dependency, "Cannot fetch from %s: %s".formatted(connection.name(), Channel.message(failed)));
            return 0;
        }
    }

    private Kept keep(Connection connection, String name, InputStream content) throws IOException {
        Kept kept = inbound.keep(connection.name(), name, content, Cause.system("bank", ids.next()));
        if (!kept.isNew()) {
            LOG.info(
                    "{} of {} was already received as {} at {}",
                    name,
                    connection.name(),
                    kept.earlierName(),
                    kept.earlierAt());
        }
        return kept;
    }
}
