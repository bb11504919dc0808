package io.countersign.connectors.odoo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far each model was read, and what was read in the overlap. */
class Cursors {

    private static final String BEGIN = """
            insert into connectors.odoo_cursor (model, since, read_at, pass) values (:model, '-infinity', :now, 1)
            on conflict (model) do update set pass = odoo_cursor.pass + 1
            returning pass, nullif(since, '-infinity') as since
            """;

    private static final String ADVANCE = """
            update connectors.odoo_cursor set since = greatest(since, :since), read_at = :now
            where model = :model and pass = :pass
            """;

    private static final String READ_AT = "select max(read_at) from connectors.odoo_cursor";

    /** Answers the places of the rows that are new, so that a row is handed on once whoever reads it. */
    private static final String TAKE = """
            insert into connectors.odoo_seen (model, id, write_date, content)
            select :model, id, write_date::timestamptz, decode(content, 'hex')
            from unnest(:ids::int[], :dates::text[], :contents::text[]) as row (id, write_date, content)
            on conflict do nothing
            returning id
            """;

    private static final String PRUNE =
            "delete from connectors.odoo_seen where model = :model and write_date < :before";

    /**
     * One reading of a model.
     *
     * @param number rises with each pass; one that was overtaken cannot hand on what it read before
     * @param since where the passes before came to; null for the first
     */
    record Pass(String model, long number, @Nullable Instant since) {}

    private static final String KNOW = """
            insert into connectors.odoo_known (model, id) select :model, id from unnest(:ids::int[]) as id
            on conflict do nothing
            """;

    private static final String KNOWN =
            "select id from connectors.odoo_known where model = :model and id = any(:ids::int[])";

    private final JdbcClient jdbc;
    private final Clock clock;

    Cursors(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Pass begin(String model) {
        return jdbc.sql(BEGIN)
                .param("model", model)
                .param("now", at(clock.instant()))
                .query((row, n) -> {
                    OffsetDateTime since = row.getObject("since", OffsetDateTime.class);
                    return new Pass(model, row.getLong("pass"), since == null ? null : since.toInstant());
                })
                .single();
    }

    void advance(Pass pass, Instant since) {
        int moved = jdbc.sql(ADVANCE)
                .param("model", pass.model())
                .param("pass", pass.number())
                .param("since", at(since))
                .param("now", at(clock.instant()))
                .update();
        if (moved == 0) {
            throw new IllegalStateException("Another process reads " + pass.model() + " from Odoo");
        }
    }

    /** When anything was last read. */
    Optional<Instant> lastRead() {
        return jdbc.sql(READ_AT).query(OffsetDateTime.class).optional().map(OffsetDateTime::toInstant);
    }

    /** The rows that were not handed on with this content before. */
    List<Rec> take(String model, List<Rec> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        Set<Integer> fresh = new HashSet<>(jdbc.sql(TAKE)
                .param("model", model)
                .param("ids", rows.stream().map(Rec::id).toArray(Integer[]::new))
                .param(
                        "dates",
                        rows.stream()
                                .map(row -> row.time("write_date").toString())
                                .toArray(String[]::new))
                .param("contents", rows.stream().map(Cursors::content).toArray(String[]::new))
                .query(Integer.class)
                .list());
        return rows.stream().filter(row -> fresh.contains(row.id())).toList();
    }

    /** Forgets what lies so far back that it is not read again. */
    void prune(Pass pass, Duration overlap) {
        if (pass.since() != null) {
            Instant before = pass.since().minus(overlap.multipliedBy(2));
            jdbc.sql(PRUNE)
                    .param("model", pass.model())
                    .param("before", at(before))
                    .update();
        }
    }

    void know(String model, Collection<Integer> ids) {
        jdbc.sql(KNOW)
                .param("model", model)
                .param("ids", ids.toArray(Integer[]::new))
                .update();
    }

    Set<Integer> known(String model, Collection<Integer> ids) {
        return new HashSet<>(jdbc.sql(KNOWN)
                .param("model", model)
                .param("ids", ids.toArray(Integer[]::new))
                .query(Integer.class)
                .list());
    }

    private static String content(Rec row) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(row.json().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
