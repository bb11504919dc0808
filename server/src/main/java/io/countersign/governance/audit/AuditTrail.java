package io.countersign.governance.audit;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads the audit trail and proves that its entries are in a signed tree. Everything needs {@code audit:read}. Cursors are
 * opaque; what is no cursor is an {@link IllegalArgumentException}.
 */
@Component
public class AuditTrail {

    private static final int MOST = 500;
    private static final int MOST_PROOFS = 1_000;

    private static final String ENTRIES = """
            select e.tx::text::bigint as tx, e.seq, (extract(epoch from e.at) * 1000000)::bigint as at, e.actor_kind,
                   e.actor_id, e.actor_name, e.origin, e.act, e.subject, e.sequence, e.why, e.policy, e.correlation_id,
                   e.detail, l.leaf
            from governance.audit_entry e left join governance.audit_leaf l on l.entry = e.seq
            where true
            """;

    private final JdbcClient jdbc;
    private final SealStore store;

    AuditTrail(JdbcClient jdbc, SealStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    /** Which entries; a null means any. {@code act} may be a family such as {@code payment.*}. */
    public record Filter(
            @Nullable String actor,
            @Nullable String act,
            @Nullable String subject,
            @Nullable String correlationId,
            @Nullable Instant from,
            @Nullable Instant until) {
        public static final Filter ALL = new Filter(null, null, null, null, null, null);

        public static Filter subject(String subject) {
            return new Filter(null, null, subject, null, null, null);
        }
    }

    /**
     * One entry.
     *
     * @param number its place in the trail
     * @param detail a JSON object
     * @param leaf its place in the signed tree; null while it waits for the next seal
     */
    public record Entry(
            long number,
            Instant at,
            String actorKind,
            String actorId,
            String actorName,
            @Nullable String origin,
            String act,
            String subject,
            @Nullable Integer sequence,
            @Nullable String why,
            @Nullable String policy,
            String correlationId,
            String detail,
            @Nullable Long leaf) {}

    /** Newest first. */
    public record Page(List<Entry> entries, @Nullable String next) {}

    /** A signed state of the tree. {@code root}, {@code previous} and {@code signature} are hex. */
    public record Seal(
            long number, long treeSize, String root, String previous, Instant sealedAt, String key, String signature) {}

    /** What the trail holds and how much of it is sealed. */
    public record Status(
            long entries,
            long sealed,
            @Nullable Seal last,
            @Nullable String publicKeyPem) {}

    public Page page(Caller caller, Filter filter, @Nullable String after, int limit) {
        CapabilityMissing.check(caller, Capability.AUDIT_READ);
        int size = Math.clamp(limit, 1, MOST);
        Map<String, Object> params = new HashMap<>();
        String where = where(filter, after, params);
        List<Listed> found = jdbc.sql(ENTRIES + where + " order by e.tx desc, e.seq desc limit :limit")
                .params(params)
                .param("limit", size + 1)
                .query((row, number) -> listed(row))
                .list();
        boolean more = found.size() > size;
        List<Listed> page = more ? found.subList(0, size) : found;
        return new Page(
                page.stream().map(Listed::entry).toList(),
                more ? Place.behind(page.getLast().row()) : null);
    }

    public Status status(Caller caller) {
        CapabilityMissing.check(caller, Capability.AUDIT_READ);
        Optional<SealStore.Stored> last = store.last();
        String pem = last.flatMap(stored -> store.publicKey(stored.seal().key()))
                .map(SealKey::pem)
                .orElse(null);
        long sealed = last.map(stored -> stored.seal().treeSize()).orElse(0L);
        long waiting = jdbc.sql("""
                        select count(*) from governance.audit_entry
                        where (tx, seq) > (cast(:tx as text)::xid8, :seq)
                        """)
                .param("tx", Long.toString(last.map(SealStore.Stored::lastTx).orElse(0L)))
                .param("seq", last.map(SealStore.Stored::lastSeq).orElse(0L))
                .query(Long.class)
                .single();
        return new Status(
                sealed + waiting, sealed, last.map(SealStore.Stored::seal).orElse(null), pem);
    }

    /** Newest first. */
    public List<Seal> seals(Caller caller, int limit) {
        CapabilityMissing.check(caller, Capability.AUDIT_READ);
        return store.newest(Math.clamp(limit, 1, MOST));
    }

    /** The proof of one entry, recomputed now; empty while the entry is not sealed. */
    public Optional<InclusionProof> proof(Caller caller, long number) {
        CapabilityMissing.check(caller, Capability.AUDIT_READ);
        return proofs("l.entry = :about", number).stream().findFirst();
    }

    /** The proofs of the sealed entries about one thing, oldest first, at most 1,000. */
    public List<InclusionProof> proofs(Caller caller, String subject) {
        CapabilityMissing.check(caller, Capability.AUDIT_READ);
        return proofs("e.subject = :about", subject);
    }

    private List<InclusionProof> proofs(String which, Object about) {
        record Sealed(TrailRow row, long leaf) {}
        TreePaths paths = new TreePaths(store.hashes());
        return jdbc
                .sql(ENTRIES + " and l.leaf is not null and " + which + " order by l.leaf limit " + MOST_PROOFS)
                .param("about", about)
                .query((row, number) -> new Sealed(TrailRow.of(row), row.getLong("leaf")))
                .list()
                .stream()
                .flatMap(found -> proof(found.row(), found.leaf(), paths).stream())
                .toList();
    }

    private Optional<InclusionProof> proof(TrailRow row, long leaf, TreePaths paths) {
        return store.covering(leaf)
                .map(seal -> new InclusionProof(
                        row.seq(),
                        row.canonical(),
                        leaf,
                        SealStore.hex(paths.hash(leaf, 1)),
                        paths.path(leaf, seal.treeSize()).stream()
                                .map(SealStore::hex)
                                .toList(),
                        seal,
                        SealKey.pem(store.publicKey(seal.key()).orElseThrow())));
    }

    private static String where(Filter filter, @Nullable String after, Map<String, Object> params) {
        StringBuilder sql = new StringBuilder();
        add(sql, params, "actor_id = :actor", "actor", filter.actor());
        add(sql, params, "subject = :subject", "subject", filter.subject());
        add(sql, params, "correlation_id = :correlation", "correlation", filter.correlationId());
        add(sql, params, "at >= :from", "from", utc(filter.from()));
        add(sql, params, "at < :until", "until", utc(filter.until()));
        String act = filter.act();
        if (act != null && act.endsWith(".*")) {
            String family = act.substring(0, act.length() - 1).replace("_", "\\_") + "%";
            add(sql, params, "act like :act", "act", family);
        } else {
            add(sql, params, "act = :act", "act", act);
        }
        if (after != null) {
            Place place = Place.of(after);
            sql.append(" and (e.tx, e.seq) < (cast(:tx as text)::xid8, :seq)");
            params.put("tx", Long.toString(place.tx()));
            params.put("seq", place.seq());
        }
        return sql.toString();
    }

    private static void add(
            StringBuilder sql, Map<String, Object> params, String condition, String name, @Nullable Object value) {
        if (value != null) {
            sql.append(" and e.").append(condition);
            params.put(name, value);
        }
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Listed listed(ResultSet row) throws SQLException {
        TrailRow read = TrailRow.of(row);
        long leaf = row.getLong("leaf");
        return new Listed(read, row.wasNull() ? null : leaf);
    }

    /** A row and its leaf. */
    private record Listed(TrailRow row, @Nullable Long leaf) {

        Entry entry() {
            return new Entry(
                    row.seq(),
                    row.at(),
                    row.actorKind(),
                    row.actorId(),
                    row.actorName(),
                    row.origin(),
                    row.act(),
                    row.subject(),
                    row.sequence(),
                    row.why(),
                    row.policy(),
                    row.correlationId(),
                    row.detail(),
                    leaf);
        }
    }

    /** Where a page ends. */
    private record Place(long tx, long seq) {

        private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");

        static String behind(TrailRow row) {
            byte[] plain = (row.tx() + "." + row.seq()).getBytes(StandardCharsets.US_ASCII);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
        }

        static Place of(String cursor) {
            Matcher parts = FORM.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
            if (!parts.matches()) {
                throw new IllegalArgumentException("Not a cursor of the audit trail");
            }
            return new Place(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
        }
    }
}
