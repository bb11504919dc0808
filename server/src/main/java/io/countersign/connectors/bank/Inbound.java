package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.bank.InboundStore.Arrival;
import io.countersign.connectors.bank.InboundStore.Kept;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.payments.ports.BankInbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes files in: spools and hashes them, keeps them, and only then reads them. */
@Component
class Inbound implements BankInbox {

    private static final long LARGEST = 2L << 30;
    private static final int LONGEST_NAME = 200;

    private final BankConnections connections;
    private final InboundStore store;
    private final InboundReader reader;

    Inbound(BankConnections connections, InboundStore store, InboundReader reader) {
        this.connections = connections;
        this.store = store;
        this.reader = reader;
    }

    @Override
    public Receipt receive(Caller caller, String connection, String name, InputStream content) {
        if (!caller.may(Capability.STATEMENTS_INGEST)) {
            return new Receipt.Refused(ErrorCode.CAPABILITY_MISSING, "This needs statements:ingest");
        }
        BankConnections.Connection line = connections.named(connection).orElse(null);
        if (line == null || !store.serves(connection, caller.legalEntities())) {
            return new Receipt.Refused(ErrorCode.NOT_FOUND, "There is no bank connection of this name");
        }
        if (!mayBeBrought(line)) {
            return new Receipt.Refused(
                    ErrorCode.INVALID, "The bank itself gives the files of this connection; nobody else hands them in");
        }
        try {
            Kept kept = keep(connection, name, content, caller.cause());
            return kept.isNew()
                    ? reader.read(kept.id(), false)
                    : new Receipt.Seen(kept.id(), kept.earlierName(), kept.earlierAt());
        } catch (TooLarge tooLarge) {
            return new Receipt.Refused(ErrorCode.TOO_LARGE, "A file has at most " + LARGEST + " bytes");
        } catch (IOException broken) {
            return new Receipt.Refused(ErrorCode.MALFORMED, "The upload broke off");
        }
    }

    /**
     * A bank's answer can end a payment and open its bill again. Who could write one for a line over which the bank answers
     * could have a payment made twice; so files are brought only where people carry them, or where the bank has signed them.
     */
    private static boolean mayBeBrought(BankConnections.Connection line) {
        BankConnections.Security security = line.security();
        return line.channel() == BankConnections.Channel.PORTAL
                || (security != null && security.incoming().signed());
    }

    /** Keeps a file of any source; afterwards it cannot be lost any more. */
    Kept keep(String connection, String name, InputStream content, Cause cause) throws IOException {
        Path spool = Files.createTempFile("countersign-inbound-", ".spool");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size;
            try (OutputStream out = Files.newOutputStream(spool);
                    InputStream in = new DigestInputStream(content, digest)) {
                size = copy(in, out);
            }
            return store.keep(
                    new Arrival(
                            connection,
                            shortened(name),
                            spool,
                            size,
                            HexFormat.of().formatHex(digest.digest())),
                    cause);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    @Override
    public List<String> brought(Caller caller) {
        if (!caller.may(Capability.STATEMENTS_INGEST)) {
            return List.of();
        }
        return connections.connections().stream()
                .filter(Inbound::mayBeBrought)
                .map(BankConnections.Connection::name)
                .filter(name -> store.serves(name, caller.legalEntities()))
                .sorted()
                .toList();
    }

    @Override
    public List<FileView> list(Caller caller, @Nullable String state, @Nullable UUID after, int limit) {
        check(caller);
        return store.list(caller.legalEntities(), state, after, limit);
    }

    @Override
    public Optional<FileView> find(Caller caller, UUID fileId) {
        check(caller);
        return store.find(caller.legalEntities(), fileId);
    }

    @Override
    public Optional<InputStream> original(Caller caller, UUID fileId) {
        check(caller);
        return store.find(caller.legalEntities(), fileId).map(file -> store.original(file.id()));
    }

    @Override
    public Optional<InputStream> readable(Caller caller, UUID fileId) {
        check(caller);
        return store.find(caller.legalEntities(), fileId).map(file -> store.readable(file.id()));
    }

    private static void check(Caller caller) {
        if (!caller.may(Capability.CASES_TECHNICAL)
                && !caller.may(Capability.RECONCILIATION_WORK)
                && !caller.may(Capability.AUDIT_READ)) {
            CapabilityMissing.check(caller, Capability.STATEMENTS_INGEST);
        }
    }

    private static long copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            size += n;
            if (size > LARGEST) {
                throw new TooLarge();
            }
            out.write(buffer, 0, n);
        }
        return size;
    }

    /** Names come from outside: only the last part of a path, and nothing that cannot be printed. */
    private static String shortened(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "_");
        return last.length() > LONGEST_NAME ? last.substring(0, LONGEST_NAME) : last.isBlank() ? "unnamed" : last;
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }
}
