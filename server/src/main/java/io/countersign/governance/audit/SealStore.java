package io.countersign.governance.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of the signed tree. */
@Component
class SealStore {

    private static final int TILE = 1 << MerkleTree.LEVEL_BITS;

    private static final String SEALS = """
            select seal, tree_size, encode(root, 'hex') as root, encode(previous, 'hex') as previous, sealed_at, key_id,
                   encode(signature, 'hex') as signature, last_tx::text::bigint as last_tx, last_seq
            from governance.audit_seal
            """;

    private static final String NEXT = TrailRow.SELECT + """
            where (tx, seq) > (cast(:tx as text)::xid8, :seq) and tx < pg_snapshot_xmin(pg_current_snapshot())
            order by governance.audit_entry.tx, seq limit :limit
            """;

    private static final String ADD_LEAVES = """
            insert into governance.audit_leaf (leaf, entry, hash)
            select :first + ordinality - 1, entry, hash
            from unnest(cast(:entries as bigint[]), cast(:hashes as bytea[])) with ordinality as l(entry, hash, ordinality)
            """;

    private static final String ADD_NODES = """
            insert into governance.audit_node (level, position, hash)
            select * from unnest(cast(:levels as int[]), cast(:positions as bigint[]), cast(:hashes as bytea[]))
            """;

    private static final String ADD_SEAL = """
            insert into governance.audit_seal
                (seal, tree_size, root, previous, sealed_at, key_id, signature, last_tx, last_seq)
            values (:seal, :size, decode(:root, 'hex'), decode(:previous, 'hex'), :at, :key, :signature, cast(:tx as text)::xid8, :seq)
            """;

    private static final String LEAVES = """
            select leaf - :from as place, hash from governance.audit_leaf where leaf >= :from and leaf < :from + :count
            """;

    private static final String NODES = """
            select position - :from as place, hash from governance.audit_node
            where level = :level and position >= :from and position < :from + :count
            """;

    private final JdbcClient jdbc;

    SealStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A seal and the place of the last entry it covers. */
    record Stored(AuditTrail.Seal seal, long lastTx, long lastSeq) {}

    /** One process seals at a time, until its transaction ends. */
    boolean lock() {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtext('countersign.audit-seal'))")
                .query(Boolean.class)
                .single();
    }

    Optional<Stored> last() {
        return jdbc.sql(SEALS + " order by seal desc limit 1")
                .query((row, number) -> stored(row))
                .optional();
    }

    /** The first seal that covers a leaf. */
    Optional<AuditTrail.Seal> covering(long leaf) {
        return jdbc.sql(SEALS + " where tree_size > :leaf order by seal limit 1")
                .param("leaf", leaf)
                .query((row, number) -> stored(row).seal())
                .optional();
    }

    List<AuditTrail.Seal> newest(int limit) {
        return jdbc.sql(SEALS + " order by seal desc limit :limit")
                .param("limit", limit)
                .query((row, number) -> stored(row).seal())
                .list();
    }

    /** Entries that are committed for good, in the order in which they are sealed. */
    List<TrailRow> next(long tx, long seq, int limit) {
        return jdbc.sql(NEXT)
                .param("tx", Long.toString(tx))
                .param("seq", seq)
                .param("limit", limit)
                .query((row, number) -> TrailRow.of(row))
                .list();
    }

    void addLeaves(long first, long[] entries, byte[][] hashes) {
        jdbc.sql(ADD_LEAVES)
                .param("first", first)
                .param("entries", entries)
                .param("hashes", hashes)
                .update();
    }

    void addNodes(int[] levels, long[] positions, byte[][] hashes) {
        jdbc.sql(ADD_NODES)
                .param("levels", levels)
                .param("positions", positions)
                .param("hashes", hashes)
                .update();
    }

    void addSeal(SealText text, byte[] signature, long lastTx, long lastSeq) {
        jdbc.sql(ADD_SEAL)
                .param("seal", text.number())
                .param("size", text.treeSize())
                .param("root", text.root())
                .param("previous", text.previous())
                .param("at", utc(text.sealedAt()))
                .param("key", text.key())
                .param("signature", signature)
                .param("tx", Long.toString(lastTx))
                .param("seq", lastSeq)
                .update();
    }

    void addKey(SealKey key, Instant at) {
        jdbc.sql("""
                        insert into governance.audit_key (key_id, public_key, made_at) values (:id, :key, :at)
                        on conflict (key_id) do nothing
                        """)
                .param("id", key.id())
                .param("key", key.publicKey())
                .param("at", utc(at))
                .update();
    }

    Optional<byte[]> publicKey(String keyId) {
        return jdbc.sql("select public_key from governance.audit_key where key_id = :id")
                .param("id", keyId)
                .query((row, number) -> row.getBytes(1))
                .optional();
    }

    /** Stored hashes, read a tile of 256 at a time. For one tree that does not change meanwhile. */
    TreePaths.Hashes hashes() {
        Map<String, Map<Integer, byte[]>> tiles = new HashMap<>();
        return (level, position) -> {
            long tile = position / TILE;
            Map<Integer, byte[]> hashes =
                    tiles.computeIfAbsent(level + "/" + tile, name -> readTile(level, tile * TILE));
            byte[] hash = hashes.get((int) (position % TILE));
            if (hash == null) {
                throw new IllegalStateException("The signed tree has no hash %d/%d".formatted(level, position));
            }
            return hash;
        };
    }

    private Map<Integer, byte[]> readTile(int level, long from) {
        Map<Integer, byte[]> tile = new HashMap<>();
        jdbc.sql(level == 0 ? LEAVES : NODES)
                .param("level", level)
                .param("from", from)
                .param("count", TILE)
                .query(row -> {
                    tile.put(row.getInt("place"), row.getBytes("hash"));
                });
        return tile;
    }

    private static Stored stored(ResultSet row) throws SQLException {
        AuditTrail.Seal seal = new AuditTrail.Seal(
                row.getLong("seal"),
                row.getLong("tree_size"),
                row.getString("root"),
                row.getString("previous"),
                row.getObject("sealed_at", OffsetDateTime.class).toInstant(),
                row.getString("key_id"),
                row.getString("signature"));
        return new Stored(seal, row.getLong("last_tx"), row.getLong("last_seq"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
