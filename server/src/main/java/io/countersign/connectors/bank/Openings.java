package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Protection;
import io.countersign.connectors.BankConnections.Security;
import io.countersign.connectors.bank.InboundStore.Claimed;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Opens what a bank has signed and encrypted, before anything reads it: all of it is verified first, then kept beside the
 * file as it came.
 */
@Component
class Openings {

    private static final long SMALL = 64L << 20;
    private static final long MOST_TIMES_LARGER = 200;
    private static final long LARGEST = 2L << 30;

    private final BankConnections connections;
    private final InboundStore store;
    private final Clock clock;

    Openings(BankConnections connections, InboundStore store, Clock clock) {
        this.connections = connections;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Does nothing where the connection agrees no protection, or where it was opened before.
     *
     * @throws Unreadable if it is not protected as agreed
     */
    void open(Claimed file) {
        Security security = connections
                .named(file.connection())
                .map(BankConnections.Connection::security)
                .orElse(null);
        if (security != null && security.incoming() != Protection.NONE && !store.isOpened(file.id())) {
            try {
                open(file, security);
            } catch (GeneralSecurityException ours) {
                throw new IllegalStateException("The keys of " + file.connection() + " cannot be used", ours);
            } catch (IOException noRoom) {
                throw new UncheckedIOException("A file cannot be spooled", noRoom);
            }
        }
    }

    private void open(Claimed file, Security security) throws IOException, GeneralSecurityException {
        long size = store.find(Set.of(), file.id()).orElseThrow().size();
        Path spool = Files.createTempFile("countersign-opened-", ".spool");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String signer;
            try (OutputStream disk = new BufferedOutputStream(Files.newOutputStream(spool), 1 << 16);
                    OutputStream out = new DigestOutputStream(new Bounded(disk, most(size)), digest)) {
                signer = Seal.of(security, clock).open(store.original(file.id()), out);
            }
            store.keepOpened(file.id(), spool, HexFormat.of().formatHex(digest.digest()), signer);
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    /** Compressed text becomes many times larger; what becomes hundreds of times larger was made to. */
    private static long most(long size) {
        return Math.min(LARGEST, Math.max(SMALL, size * MOST_TIMES_LARGER));
    }

    /** Takes so much and no more. A disk that is full is not the file's fault, so it is no trouble of the stream. */
    private static final class Bounded extends FilterOutputStream {
        private long left;

        Bounded(OutputStream out, long most) {
            super(out);
            this.left = most;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            left -= length;
            if (left < 0) {
                throw Unreadable.seal("what is inside is far larger than the file");
            }
            try {
                out.write(bytes, from, length);
            } catch (IOException full) {
                throw new UncheckedIOException("A file cannot be spooled", full);
            }
        }
    }
}
