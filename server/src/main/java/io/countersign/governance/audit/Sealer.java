package io.countersign.governance.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals the trail: makes committed entries the next leaves of the tree and signs the new root. Entries are taken in the
 * order of (tx, seq) and only below the oldest running transaction, so the order of the leaves is one that can be checked
 * again from the entries.
 */
@Component
class Sealer {

    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final int PAGE = 10_000;
    private static final int MOST_PAGES = 10;

    private final SealStore store;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final Path keyFile;
    private volatile @Nullable SealKey opened;

    Sealer(
            SealStore store,
            Clock clock,
            PlatformTransactionManager transactions,
            @Value("${countersign.audit.key-file:${countersign.data:.countersign}/audit/signing-key.pem}")
                    String keyFile) {
        this.store = store;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.keyFile = Path.of(keyFile);
    }

    /** Seals everything that is committed; answers how many entries. Another process that seals right now is let do it. */
    long seal() {
        long all = 0;
        Optional<Sealed> sealed = sealOnce();
        while (sealed.isPresent()) {
            keepHead(sealed.get());
            all += sealed.get().entries();
            sealed = sealed.get().more() ? sealOnce() : Optional.empty();
        }
        return all;
    }

    /** A new seal. */
    private record Sealed(SealText text, String signature, long entries, boolean more) {}

    private Optional<Sealed> sealOnce() {
        SealKey key = key();
        Optional<Sealed> none = Optional.empty();
        Optional<Sealed> sealed = transaction.execute(status -> store.lock() ? seal(key) : none);
        return sealed == null ? none : sealed;
    }

    private Optional<Sealed> seal(SealKey key) {
        Optional<SealStore.Stored> last = store.last();
        long size = last.map(stored -> stored.seal().treeSize()).orElse(0L);
        long tx = last.map(SealStore.Stored::lastTx).orElse(0L);
        long seq = last.map(SealStore.Stored::lastSeq).orElse(0L);
        FullNodes nodes = new FullNodes();
        MerkleTree tree = MerkleTree.resume(size, new TreePaths(store.hashes()).edge(size), nodes);
        int pages = 0;
        boolean more = true;
        while (more && pages < MOST_PAGES) {
            List<TrailRow> rows = store.next(tx, seq, PAGE);
            if (!rows.isEmpty()) {
                append(tree, rows);
                tx = rows.getLast().tx();
                seq = rows.getLast().seq();
            }
            more = rows.size() == PAGE;
            pages++;
        }
        if (tree.size() == size) {
            return Optional.empty();
        }
        nodes.write(store);
        store.addKey(key, clock.instant());
        SealText text = new SealText(
                last.map(stored -> stored.seal().number()).orElse(0L) + 1,
                tree.size(),
                SealStore.hex(tree.root()),
                last.map(stored -> SealText.of(stored.seal()).hash()).orElse(SealText.NOTHING),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                key.id());
        byte[] signature = key.sign(text);
        store.addSeal(text, signature, tx, seq);
        return Optional.of(new Sealed(text, SealStore.hex(signature), tree.size() - size, more));
    }

    /** Hashing entries is most of the work and is spread over the processors; the tree grows in order. */
    private void append(MerkleTree tree, List<TrailRow> rows) {
        long first = tree.size();
        long[] entries = rows.stream().mapToLong(TrailRow::seq).toArray();
        byte[][] hashes = rows.parallelStream()
                .map(row -> MerkleTree.leaf(row.canonical().getBytes(StandardCharsets.UTF_8)))
                .toArray(byte[][]::new);
        for (byte[] hash : hashes) {
            tree.append(hash);
        }
        store.addLeaves(first, entries, hashes);
    }

    /** Full subtrees, written together. */
    private static final class FullNodes implements MerkleTree.Nodes {

        private final List<Integer> levels = new ArrayList<>();
        private final List<Long> positions = new ArrayList<>();
        private final List<byte[]> hashes = new ArrayList<>();

        @Override
        public void full(int level, long position, byte[] hash) {
            levels.add(level);
            positions.add(position);
            hashes.add(hash);
        }

        void write(SealStore store) {
            if (!levels.isEmpty()) {
                store.addNodes(
                        levels.stream().mapToInt(Integer::intValue).toArray(),
                        positions.stream().mapToLong(Long::longValue).toArray(),
                        hashes.toArray(byte[][]::new));
            }
        }
    }

    /**
     * Signed heads are also kept outside the database, one a line: with them, even a database whose whole tail was cut off
     * is found out.
     */
    private void keepHead(Sealed sealed) {
        Path heads = heads(keyFile);
        String line = CanonicalJson.of(
                Map.of("signature", sealed.signature(), "text", sealed.text().text()));
        try {
            Files.writeString(heads, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            LOG.warn("The signed head {} could not be kept beside the key: {}", line, unwritable.toString());
        }
    }

    static Path heads(Path keyFile) {
        return keyFile.resolveSibling("heads.jsonl");
    }

    private SealKey key() {
        SealKey key = opened;
        if (key == null) {
            try {
                key = SealKey.open(keyFile);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            opened = key;
        }
        return key;
    }
}
