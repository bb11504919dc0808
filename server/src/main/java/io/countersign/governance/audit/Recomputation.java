package io.countersign.governance.audit;

import io.countersign.governance.audit.AuditVerification.Report;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the verification, in one snapshot. Entries, leaves and seals are three streams in the order of the tree. */
final class Recomputation {

    private static final int FETCH = 2_000;

    private static final String LEAVES = "select leaf, entry, hash from governance.audit_leaf order by leaf";

    private static final String SEALS = """
            select seal, tree_size, root, previous, sealed_at, key_id, signature, last_tx::text::bigint, last_seq
            from governance.audit_seal order by seal
            """;

    private final Connection connection;
    private final byte @Nullable [] keptKey;
    private final KeptHeads keptHeads;
    private final Map<String, byte[]> keys = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final MerkleTree tree = new MerkleTree();
    private long seals;
    private @Nullable Head last;

    Recomputation(Connection connection, byte @Nullable [] keptKey, KeptHeads keptHeads) {
        this.connection = connection;
        this.keptKey = keptKey;
        this.keptHeads = keptHeads;
    }

    /** A seal as it is stored. */
    private record Head(SealText text, String signature, long lastTx, long lastSeq) {}

    /** An entry whose hash is not that of its leaf; the next root says which of the two was changed. */
    private record Suspect(TrailRow entry, long leaf) {}

    Report run() throws SQLException {
        readKeys();
        Optional<String> finding = walk().or(() -> keptHeads
                .missing()
                .map(seal -> "the tail was cut off: seal %d was kept and is not in the database".formatted(seal)));
        long waiting = finding.isEmpty() ? waiting() : 0;
        return new Report(tree.size(), waiting, seals, finding, List.copyOf(notes));
    }

    private void readKeys() throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("select key_id, public_key from governance.audit_key");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                keys.put(rows.getString(1), rows.getBytes(2));
            }
        }
        if (keptKey == null) {
            notes.add("No public key was given, so the keys in the database are believed: "
                    + String.join(", ", keys.keySet().stream().sorted().toList()));
        }
    }

    /** Walks entries and leaves side by side and stops at each seal. */
    private Optional<String> walk() throws SQLException {
        try (Rows entries = new Rows(connection, TrailRow.SELECT + " order by governance.audit_entry.tx, seq");
                Rows leaves = new Rows(connection, LEAVES);
                Rows all = new Rows(connection, SEALS)) {
            while (all.next()) {
                Head head = head(all.row());
                Optional<String> finding = signature(head);
                if (finding.isEmpty()) {
                    finding = upTo(head, entries, leaves);
                }
                if (finding.isPresent()) {
                    return finding;
                }
                last = head;
                seals++;
            }
            return leaves.next()
                    ? Optional.of("leaf %d is behind the last seal".formatted(tree.size()))
                    : Optional.empty();
        }
    }

    private Optional<String> upTo(Head head, Rows entries, Rows leaves) throws SQLException {
        Suspect suspect = null;
        while (tree.size() < head.text().treeSize()) {
            if (!leaves.next()) {
                return Optional.of("the tree was cut off: seal %d signed %d leaves, %d are there"
                        .formatted(head.text().number(), head.text().treeSize(), tree.size()));
            }
            TrailRow entry = entries.next() ? TrailRow.of(entries.row()) : null;
            Optional<String> finding =
                    pair(leaves.row().getLong(1), leaves.row().getLong(2), entry);
            if (finding.isPresent() || entry == null) {
                return finding;
            }
            byte[] hash = MerkleTree.leaf(entry.canonical().getBytes(StandardCharsets.UTF_8));
            if (suspect == null && !Arrays.equals(hash, leaves.row().getBytes(3))) {
                suspect = new Suspect(entry, tree.size());
            }
            tree.append(hash);
        }
        return root(head, suspect);
    }

    private static Head head(ResultSet row) throws SQLException {
        SealText text = new SealText(
                row.getLong(1),
                row.getLong(2),
                SealStore.hex(row.getBytes(3)),
                SealStore.hex(row.getBytes(4)),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getString(6));
        return new Head(text, SealStore.hex(row.getBytes(7)), row.getLong(8), row.getLong(9));
    }

    private static String name(TrailRow entry) {
        return "entry %d (%s of %s by %s at %s)"
                .formatted(entry.seq(), entry.act(), entry.subject(), entry.actorId(), entry.at());
    }

    /** A query whose rows come in small portions. */
    private static final class Rows implements AutoCloseable {

        private final PreparedStatement query;
        private final ResultSet rows;

        Rows(Connection connection, String sql) throws SQLException {
            query = connection.prepareStatement(sql);
            query.setFetchSize(FETCH);
            rows = query.executeQuery();
        }

        boolean next() throws SQLException {
            return rows.next();
        }

        ResultSet row() {
            return rows;
        }

        @Override
        public void close() throws SQLException {
            query.close();
        }
    }

    private Optional<String> signature(Head head) {
        SealText text = head.text();
        String name = "seal " + text.number();
        byte[] key = keys.get(text.key());
        String before = last == null ? SealText.NOTHING : last.text().hash();
        if (text.number() != seals + 1) {
            return Optional.of("seal %d is missing".formatted(seals + 1));
        }
        if (key == null || !SealText.keyId(key).equals(text.key())) {
            return Optional.of(name + " names the key " + text.key() + ", which is not there");
        }
        if (keptKey != null && !Arrays.equals(keptKey, key)) {
            return Optional.of(name + " is signed by the key " + text.key() + ", which is not the one that was kept");
        }
        if (!text.signedBy(key, HexFormat.of().parseHex(head.signature()))) {
            return Optional.of(name + " has a bad signature");
        }
        return text.previous().equals(before)
                ? Optional.empty()
                : Optional.of(name + " does not follow the seal before it");
    }

    /** Whether the next leaf belongs to the next entry; if not, what happened. */
    private Optional<String> pair(long leaf, long sealed, @Nullable TrailRow entry) throws SQLException {
        if (leaf != tree.size()) {
            return Optional.of("leaf %d was deleted".formatted(tree.size()));
        }
        if (entry != null && entry.seq() == sealed) {
            return Optional.empty();
        }
        if (count("select count(*) from governance.audit_entry where seq = ?", sealed) == 0) {
            return Optional.of("entry %d was deleted (leaf %d)".formatted(sealed, leaf));
        }
        if (entry != null && count("select count(*) from governance.audit_leaf where entry = ?", entry.seq()) == 0) {
            return Optional.of("%s was inserted behind what was sealed".formatted(name(entry)));
        }
        return Optional.of(
                "entry %d is not where it was sealed: the order was changed (leaf %d)".formatted(sealed, leaf));
    }

    private Optional<String> root(Head head, @Nullable Suspect suspect) {
        boolean same = SealStore.hex(tree.root()).equals(head.text().root());
        if (suspect != null) {
            return Optional.of(
                    same
                            ? "the stored hash of leaf %d was changed; %s is as it was signed"
                                    .formatted(suspect.leaf(), name(suspect.entry()))
                            : "%s was changed (leaf %d)".formatted(name(suspect.entry()), suspect.leaf()));
        }
        if (same && keptHeads.contradict(head.text())) {
            return Optional.of("seal %d has another root than the one that was kept"
                    .formatted(head.text().number()));
        }
        return same
                ? Optional.empty()
                : Optional.of("an entry before leaf %d and its leaf were both changed: seal %d signed another root"
                        .formatted(tree.size(), head.text().number()));
    }

    /** Entries that are newer than the last seal; one that is not newer was put there behind its back. */
    private long waiting() throws SQLException {
        long lastTx = last == null ? 0 : last.lastTx();
        long lastSeq = last == null ? 0 : last.lastSeq();
        try (PreparedStatement query = connection.prepareStatement(
                "select count(*) from governance.audit_entry where (tx, seq) > (cast(? as text)::xid8, ?)")) {
            query.setString(1, Long.toString(lastTx));
            query.setLong(2, lastSeq);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private long count(String sql, long number) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, number);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
