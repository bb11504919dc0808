package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.BankConnections.Protection;
import io.countersign.connectors.BankConnections.RecallMessage;
import io.countersign.connectors.BankConnections.Security;
import io.countersign.connectors.Dependencies;
import io.countersign.connectors.bank.profile.Profiles;
import io.countersign.payments.ports.BankRail;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Files to banks, over the channel each connection names. A bank that does not answer is left alone for a while. */
@Component
class FileRail implements BankRail {

    private final BankConnections connections;
    private final Map<BankConnections.Channel, Channel> channels = new EnumMap<>(BankConnections.Channel.class);
    private final Dependencies dependencies;
    private final Profiles profiles;
    private final SealedFiles sealed;

    FileRail(
            BankConnections connections,
            List<Channel> channels,
            Dependencies dependencies,
            Profiles profiles,
            SealedFiles sealed) {
        this.connections = connections;
        channels.forEach(channel -> this.channels.put(channel.kind(), channel));
        this.dependencies = dependencies;
        this.profiles = profiles;
        this.sealed = sealed;
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
    public boolean serves(String connection, String debtorNumber) {
        return connections
                .named(connection)
                .filter(found -> found.accounts().isEmpty() || found.accounts().contains(debtorNumber))
                .isPresent();
    }

    @Override
    public Optional<Instant> downSince(String connection) {
        return connections
                .named(connection)
                .map(FileRail::dependency)
                .flatMap(name -> dependencies.health().stream()
                        .filter(health -> health.name().equals(name) && health.degraded())
                        .map(Dependencies.Health::since)
                        .findFirst());
    }

    @Override
    public void write(Draft draft, Iterator<Instruction> instructions, OutputStream out) throws IOException {
        profiles.write(draft, instructions, out);
    }

    @Override
    public List<String> faults(Draft draft, Path file) throws IOException {
        return profiles.faults(draft, file);
    }

    @Override
    public Optional<String> recallMessage(String connection) {
        return connections
                .named(connection)
                .flatMap(found -> profiles.recallMessage(found.name()).map(RecallMessage::code));
    }

    @Override
    public void recall(Recall recall, Iterator<Recalled> payments, OutputStream out) throws IOException {
        profiles.recall(recall, payments, out);
    }

    @Override
    public Handover send(Draft draft, InputStream content, long size) {
        Connection connection = connection(draft);
        Channel channel = channel(connection);
        String dependency = dependency(connection);
        if (channel.canFail() && !dependencies.mayTry(dependency)) {
            return new Handover.NotSent("Bank connection %s is down; it is tried again".formatted(connection.name()));
        }
        Handover handover;
        try {
            handover = hand(channel, connection, draft, content, size);
        } catch (IOException | GeneralSecurityException notSealed) {
            // Our keys are in the way, not the bank.
            return new Handover.NotSent("The file for %s cannot be signed and encrypted: %s"
                    .formatted(connection.name(), Channel.message(notSealed)));
        }
        switch (handover) {
            case Handover.Delivered _ -> dependencies.answered(dependency);
            case Handover.NotSent(String why) -> dependencies.failed(dependency, why);
            case Handover.Doubt(String why) -> dependencies.failed(dependency, why);
            case Handover.ByHand _ -> {
                // Nothing was asked of the bank.
            }
        }
        return handover;
    }

    /** A channel tells its own failures as the outcome; what is thrown here happened before a byte could leave. */
    private Handover hand(Channel channel, Connection connection, Draft draft, InputStream content, long size)
            throws IOException, GeneralSecurityException {
        Security security = connection.security();
        if (security == null || security.outgoing() == Protection.NONE) {
            return channel.send(connection, draft, content, size);
        }
        SealedFiles.Sealed file = sealed.seal(security, draft, content);
        return channel.send(connection, SealedFiles.named(security, draft), file.content(), file.size());
    }

    @Override
    public Presence look(Draft asked) {
        Connection connection = connection(asked);
        Security security = connection.security();
        Draft draft =
                security == null || security.outgoing() == Protection.NONE ? asked : SealedFiles.named(security, asked);
        Channel channel = channel(connection);
        String dependency = dependency(connection);
        if (channel.canFail() && !dependencies.mayTry(dependency)) {
            return Presence.CANNOT_LOOK;
        }
        try {
            Presence presence = channel.look(connection, draft);
            if (channel.canFail()) {
                dependencies.answered(dependency);
            }
            return presence;
        } catch (IOException | RuntimeException failed) {
            dependencies.failed(
                    dependency, "Cannot look at %s: %s".formatted(connection.name(), Channel.message(failed)));
            return Presence.CANNOT_LOOK;
        }
    }

    /** The channel of a connection; every kind has one. */
    Channel channel(Connection connection) {
        return Objects.requireNonNull(channels.get(connection.channel()), "No channel " + connection.channel());
    }

    private Connection connection(Draft draft) {
        return connections
                .named(draft.connection())
                .orElseThrow(() -> new IllegalStateException("No bank connection named " + draft.connection()));
    }
}
