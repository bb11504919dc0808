package io.countersign.governance.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** An entry of the trail as it is hashed: every column of the row. */
record TrailRow(
        long tx,
        long seq,
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
        String detail) {

    /** Microseconds since the epoch are exact, and much faster to read than a formatted time. */
    static final String SELECT = """
            select tx::text::bigint as tx, seq, (extract(epoch from at) * 1000000)::bigint as at, actor_kind, actor_id,
                   actor_name, origin, act, subject, sequence, why, policy, correlation_id, detail
            from governance.audit_entry
            """;

    static TrailRow of(ResultSet row) throws SQLException {
        return new TrailRow(
                row.getLong(1),
                row.getLong(2),
                Instant.EPOCH.plus(row.getLong(3), ChronoUnit.MICROS),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                sequence(row),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getString(14));
    }

    private static @Nullable Integer sequence(ResultSet row) throws SQLException {
        int sequence = row.getInt(10);
        return row.wasNull() ? null : sequence;
    }

    /** The RFC 8785 form: the fields are written in the order of their names. */
    String canonical() {
        StringBuilder out = new StringBuilder(512);
        CanonicalJson json = new CanonicalJson(out);
        field(json, out, "{\"act\":", act);
        field(json, out, ",\"actorId\":", actorId);
        field(json, out, ",\"actorKind\":", actorKind);
        field(json, out, ",\"actorName\":", actorName);
        field(json, out, ",\"at\":", at);
        field(json, out, ",\"correlationId\":", correlationId);
        out.append(",\"detail\":");
        json.document(detail);
        field(json, out, ",\"number\":", seq);
        field(json, out, ",\"origin\":", origin);
        field(json, out, ",\"policy\":", policy);
        field(json, out, ",\"sequence\":", sequence);
        field(json, out, ",\"subject\":", subject);
        field(json, out, ",\"transaction\":", Long.toString(tx));
        field(json, out, ",\"why\":", why);
        return out.append('}').toString();
    }

    private static void field(CanonicalJson json, StringBuilder out, String name, @Nullable Object value) {
        out.append(name);
        json.value(value);
    }
}
