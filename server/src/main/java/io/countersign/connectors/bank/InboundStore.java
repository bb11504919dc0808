package io.countersign.connectors.bank;

import io.countersign.governance.Journal;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.payments.ports.BankInbox.FileView;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the files of banks: the original bytes, what is known of each, and what came of it. */
@Component
class InboundStore {

    private static final int PART = 4 << 20;

    private static final String ADD = """
            insert into connectors.inbound_file
                (id, connection, name, received_at, received_by, size, sha256, state, next_at, correlation_id)
            values (:id, :connection, :name, :at, :by, :size, :sha256, 'STORED', :at, :correlation)
            on conflict (connection, sha256) do nothing
            """;

    private static final String ADD_PART =
            "insert into connectors.inbound_part (file_id, part, bytes) values (:file, :part, :bytes)";

    private static final String ADD_OPENED =
            "insert into connectors.opened_part (file_id, part, bytes) values (:file, :part, :bytes)";

    private static final String EARLIER = """
            select id, name, received_at from connectors.inbound_file
            where connection = :connection and sha256 = :sha256
            """;

    private static final String REPEAT =
            "insert into connectors.inbound_repeat (file_id, name, received_at) values (:id, :name, :at)";

    private static final String DUE = """
            select id from connectors.inbound_file
            where state = 'STORED' and next_at <= :at
            order by received_at, id limit 100
            """;

    private static final String CLAIM = """
            select id, connection, name, kind, attempts, correlation_id from connectors.inbound_file
            where id = :id and state = 'STORED'
            for update skip locked
            """;

    private static final String CLOSE = """
            update connectors.inbound_file
            set state = :state, kind = :kind, message_id = :message_id, outcome = :outcome, place = :place,
                warnings = cast(:warnings as jsonb), handled_at = :at, last_error = null
            where id = :id and state = 'STORED'
            """;

    private static final String LATER = """
            update connectors.inbound_file
            set attempts = attempts + :attempt, kind = coalesce(:kind, kind), next_at = :next, last_error = :error
            where id = :id and state = 'STORED'
            returning attempts
            """;

    private static final String BYTES =
            "select bytes from connectors.inbound_part where file_id = :id and part = :part";

    private static final String OPENED_BYTES =
            "select bytes from connectors.opened_part where file_id = :id and part = :part";

    private static final String OPENED =
            "update connectors.inbound_file set opened_sha256 = :sha256, signed_by = :signer where id = :id";

    private static final String IS_OPENED =
            "select opened_sha256 is not null from connectors.inbound_file where id = :id";

    /** Who is limited to some legal entities sees the files of connections that serve an account of theirs. */
    private static final String VIEW = """
            select f.* from connectors.inbound_file f
            where (:all or exists (select from payments.account_directory a
                                   where a.connection = f.connection and a.legal_entity = any(:entities))) and
            """;

    private static final String SERVES = """
            select exists (select from payments.account_directory
                           where connection = :connection and legal_entity = any(:entities))
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Journal journal;
    private final Clock clock;
    private final Ids ids;
    private final JsonMapper json;

    InboundStore(
            JdbcClient jdbc, TransactionTemplate transaction, Journal journal, Clock clock, Ids ids, JsonMapper json) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.journal = journal;
        this.clock = clock;
        this.ids = ids;
        this.json = json;
    }

    /** A file as it arrives, spooled to a place of our own. */
    record Arrival(String connection, String name, Path spool, long size, String sha256) {}

    /** Whether a file is new, and if not, the one it repeats. */
    record Kept(UUID id, boolean isNew, String earlierName, Instant earlierAt) {}

    /** A file whose row is locked by the transaction that reads it. */
    record Claimed(
            UUID id,
            String connection,
            String name,
            @Nullable String kind,
            int attempts,
            String correlationId) {}

    /** Keeps all of the file or nothing; the same bytes of the same connection are kept once. */
    Kept keep(Arrival arrival, Cause cause) {
        return Objects.requireNonNull(transaction.execute(t -> {
            UUID id = ids.next();
            OffsetDateTime now = now();
            int added = jdbc.sql(ADD)
                    .param("id", id)
                    .param("connection", arrival.connection())
                    .param("name", arrival.name())
                    .param("at", now)
                    .param("by", cause.actor().id())
                    .param("size", arrival.size())
                    .param("sha256", HexFormat.of().parseHex(arrival.sha256()))
                    .param("correlation", cause.correlationId())
                    .update();
            if (added == 0) {
                return repeat(arrival, now);
            }
            told(id, arrival, cause);
            keepBytes(ADD_PART, id, arrival.spool());
            return new Kept(id, true, arrival.name(), now.toInstant());
        }));
    }

    /** What the bank itself gives over its line needs no word; what somebody brings has a name on it. */
    private void told(UUID id, Arrival arrival, Cause cause) {
        if (cause.actor().kind() == Actor.Kind.SYSTEM) {
            return;
        }
        Map<String, Object> data = Map.of(
                "connection", arrival.connection(),
                "name", arrival.name(),
                "size", arrival.size(),
                "sha256", arrival.sha256());
        journal.record(new Journal.Entry("inbound-file.handed-in", id.toString(), 1, null, null, null, data), cause);
    }

    private Kept repeat(Arrival arrival, OffsetDateTime now) {
        Kept earlier = jdbc.sql(EARLIER)
                .param("connection", arrival.connection())
                .param("sha256", HexFormat.of().parseHex(arrival.sha256()))
                .query((row, n) -> new Kept(
                        row.getObject("id", UUID.class),
                        false,
                        row.getString("name"),
                        row.getObject("received_at", OffsetDateTime.class).toInstant()))
                .single();
        jdbc.sql(REPEAT)
                .param("id", earlier.id())
                .param("name", arrival.name())
                .param("at", now)
                .update();
        return earlier;
    }

    private void keepBytes(String sql, UUID id, Path spool) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(spool))) {
            int number = 0;
            for (byte[] bytes = in.readNBytes(PART); bytes.length > 0 || number == 0; bytes = in.readNBytes(PART)) {
                ByteArrayOutputStream zipped = new ByteArrayOutputStream();
                try (GZIPOutputStream zip = new Quick(zipped)) {
                    zip.write(bytes);
                }
                jdbc.sql(sql)
                        .param("file", id)
                        .param("part", number++)
                        .param("bytes", zipped.toByteArray())
                        .update();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("The spooled file cannot be read", broken);
        }
    }

    /** Keeps what was inside a sealed file; from now on that is what is read. */
    void keepOpened(UUID id, Path plain, String sha256, String signer) {
        keepBytes(ADD_OPENED, id, plain);
        jdbc.sql(OPENED)
                .param("id", id)
                .param("sha256", HexFormat.of().parseHex(sha256))
                .param("signer", signer.isEmpty() ? null : signer)
                .update();
    }

    boolean isOpened(UUID id) {
        return jdbc.sql(IS_OPENED).param("id", id).query(Boolean.class).single();
    }

    /** Whether a connection serves an account of one of these legal entities; none means all. */
    boolean serves(String connection, Set<String> entities) {
        return entities.isEmpty()
                || jdbc.sql(SERVES)
                        .param("connection", connection)
                        .param("entities", entities.toArray(String[]::new))
                        .query(Boolean.class)
                        .single();
    }

    /** Files to read now, in the order of their arrival. */
    List<UUID> due() {
        return jdbc.sql(DUE).param("at", now()).query(UUID.class).list();
    }

    /** Locks a file for this transaction; empty if it is done or another process reads it. */
    Optional<Claimed> claim(UUID id) {
        return jdbc.sql(CLAIM)
                .param("id", id)
                .query((row, n) -> new Claimed(
                        row.getObject("id", UUID.class),
                        row.getString("connection"),
                        row.getString("name"),
                        row.getString("kind"),
                        row.getInt("attempts"),
                        row.getString("correlation_id")))
                .optional();
    }

    /** What came of a file. */
    record Outcome(
            String state,
            @Nullable String kind,
            @Nullable String messageId,
            String sentence,
            @Nullable String place,
            List<String> warnings) {}

    void close(UUID id, Outcome outcome) {
        jdbc.sql(CLOSE)
                .param("id", id)
                .param("state", outcome.state())
                .param("kind", outcome.kind())
                .param("message_id", outcome.messageId())
                .param("outcome", outcome.sentence())
                .param("place", outcome.place())
                .param("warnings", json.writeValueAsString(outcome.warnings()))
                .param("at", now())
                .update();
    }

    /** It is read later, by plan. */
    void postpone(UUID id, String kind, Instant until) {
        later(id, 0, kind, until, null);
    }

    /** It could not be applied; answers how often that happened. The pause doubles up to ten minutes. */
    int failed(UUID id, int attempts, String error) {
        Duration pause = Duration.ofSeconds(Math.min(600, 5L << Math.min(attempts, 10)));
        return later(id, 1, null, clock.instant().plus(pause), error);
    }

    private int later(UUID id, int attempt, @Nullable String kind, Instant next, @Nullable String error) {
        return jdbc.sql(LATER)
                .param("id", id)
                .param("attempt", attempt)
                .param("kind", kind)
                .param("next", OffsetDateTime.ofInstant(next, ZoneOffset.UTC))
                .param("error", error)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /** The original bytes, one part in memory at a time. */
    InputStream original(UUID id) {
        return parts(BYTES, id);
    }

    /** What is read: the original bytes, or what was inside where the bank had sealed them. */
    InputStream readable(UUID id) {
        return parts(isOpened(id) ? OPENED_BYTES : BYTES, id);
    }

    private InputStream parts(String sql, UUID id) {
        return new Parts(part -> jdbc.sql(sql)
                .param("id", id)
                .param("part", part)
                .query((row, n) -> unzip(row.getBytes("bytes")))
                .optional()
                .orElse(null));
    }

    /** A statement of a million entries is not worth ten seconds of tighter packing. */
    private static final class Quick extends GZIPOutputStream {
        Quick(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static InputStream unzip(byte[] bytes) {
        try {
            return new GZIPInputStream(new ByteArrayInputStream(bytes));
        } catch (IOException broken) {
            throw new UncheckedIOException("A stored file is damaged", broken);
        }
    }

    List<FileView> list(Set<String> entities, @Nullable String state, @Nullable UUID after, int limit) {
        return view(entities, """
                (cast(:state as text) is null or f.state = :state)
                and (cast(:after as uuid) is null or (f.received_at, f.id) <
                     (select a.received_at, a.id from connectors.inbound_file a where a.id = :after))
                order by f.received_at desc, f.id desc limit :limit
                """)
                .param("state", state)
                .param("after", after)
                .param("limit", Math.clamp(limit, 1, 500))
                .query((row, n) -> view(row))
                .list();
    }

    private JdbcClient.StatementSpec view(Set<String> entities, String which) {
        return jdbc.sql(VIEW + which)
                .param("all", entities.isEmpty())
                .param("entities", entities.toArray(String[]::new));
    }

    Optional<FileView> find(Set<String> entities, UUID id) {
        return view(entities, "f.id = :id")
                .param("id", id)
                .query((row, n) -> view(row))
                .optional();
    }

    private FileView view(ResultSet row) throws SQLException {
        byte[] opened = row.getBytes("opened_sha256");
        return new FileView(
                row.getObject("id", UUID.class),
                row.getString("connection"),
                row.getString("name"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getString("received_by"),
                row.getLong("size"),
                HexFormat.of().formatHex(row.getBytes("sha256")),
                row.getString("state"),
                row.getString("kind"),
                row.getString("message_id"),
                row.getString("outcome"),
                row.getString("place"),
                List.of(json.readValue(row.getString("warnings"), String[].class)),
                opened == null ? null : HexFormat.of().formatHex(opened),
                row.getString("signed_by"));
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
