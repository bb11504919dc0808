package io.countersign.controls.policy;

import io.countersign.governance.Journal;
import io.countersign.governance.Journal.Entry;
import io.countersign.model.Cause;
import io.countersign.model.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps policy versions. They are only ever added. */
@Component
class PolicyStore {

    private static final String COLUMNS = """
            select policy, version, effective_from, owner, description, source, encode(sha256, 'hex') as sha256, origin,
                   loaded_at, loaded_by
            from controls.policy_version
            """;

    private static final String LATEST = COLUMNS + " where policy = :policy order by version desc limit 1";

    /** What is in force now and what will be later. */
    private static final String CURRENT = COLUMNS + """
             v where effective_from > :now
                or version = (select i.version from controls.policy_version i
                              where i.policy = v.policy and i.effective_from <= :now
                              order by i.effective_from desc, i.version desc limit 1)
            """;

    private static final String ADD = """
            insert into controls.policy_version
                (policy, version, effective_from, owner, description, source, sha256, origin, loaded_at, loaded_by)
            values (:policy, :version, :effective, :owner, :description, :source, decode(:sha, 'hex'), :origin, :now, :by)
            """;

    private static final String ADD_REFUSED = """
            insert into controls.refused_file (file, sequence, sha256, faults, at)
            values (:file, :sequence, decode(:sha, 'hex'), cast(:faults as jsonb), :now)
            """;

    private static final String LAST_REFUSAL = """
            select sequence, encode(sha256, 'hex') as sha from controls.refused_file
            where file = :file order by sequence desc limit 1
            """;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Journal journal;
    private final JsonMapper json;

    PolicyStore(JdbcClient jdbc, Clock clock, Journal journal, JsonMapper json) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.journal = journal;
        this.json = json;
    }

    /** Serialises loading over all processes until the transaction ends. */
    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('countersign.policies'))")
                .query((row, number) -> number)
                .single();
    }

    Optional<PolicyVersion> latest(String policy) {
        return jdbc.sql(LATEST)
                .param("policy", policy)
                .query((row, number) -> version(row))
                .optional();
    }

    /** Changes whenever a version is added. */
    long count() {
        return jdbc.sql("select count(*) from controls.policy_version")
                .query(Long.class)
                .single();
    }

    List<PolicyVersion> current() {
        return jdbc.sql(CURRENT)
                .param("now", utc(clock.instant()))
                .query((row, number) -> version(row))
                .list();
    }

    List<PolicyVersion> versions(String policy) {
        return jdbc.sql(COLUMNS + " where policy = :policy order by version desc")
                .param("policy", policy)
                .query((row, number) -> version(row))
                .list();
    }

    boolean knows(String policy, String source) {
        return jdbc.sql("select count(*) from controls.policy_version where policy = :p and sha256 = decode(:s, 'hex')")
                        .param("p", policy)
                        .param("s", sha256(source))
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /**
     * Adds the next version and tells it. Only the first version may begin in the past: what was in force at a moment
     * gone by does not change afterwards.
     */
    PolicyVersion add(PolicyDocument document, String source, String origin, Cause cause) {
        Optional<PolicyVersion> latest = latest(document.policy());
        Instant now = clock.instant();
        boolean late = latest.isPresent() && document.effective().isBefore(now);
        PolicyVersion added = new PolicyVersion(
                document.policy(),
                latest.map(PolicyVersion::version).orElse(0) + 1,
                late ? now : document.effective(),
                document.owner(),
                document.description(),
                source,
                sha256(source),
                origin,
                now,
                cause.actor().id());
        jdbc.sql(ADD)
                .param("policy", added.policy())
                .param("version", added.version())
                .param("effective", utc(added.effectiveFrom()))
                .param("owner", added.owner())
                .param("description", added.description())
                .param("source", source)
                .param("sha", added.sha256())
                .param("origin", origin)
                .param("now", utc(now))
                .param("by", added.loadedBy())
                .update();
        journal.record(changed(added), cause);
        return added;
    }

    /** Remembers that a file was refused, unless its last refusal was for the same content. */
    void refuse(String file, String source, List<Fault> faults, Cause cause) {
        Optional<Refusal> last = lastRefusal(file);
        String sha = sha256(source);
        if (last.filter(refusal -> refusal.sha256().equals(sha)).isPresent()) {
            return;
        }
        int sequence = last.map(Refusal::sequence).orElse(0) + 1;
        List<Map<String, String>> told = faults.stream()
                .map(fault -> Map.of("path", fault.path(), "reason", fault.message()))
                .toList();
        jdbc.sql(ADD_REFUSED)
                .param("file", file)
                .param("sequence", sequence)
                .param("sha", sha)
                .param("faults", json.writeValueAsString(told))
                .param("now", utc(clock.instant()))
                .update();
        String why = faults.getFirst().path() + ": " + faults.getFirst().message();
        Map<String, ?> data = Map.of("file", file, "sha256", sha, "faults", told);
        journal.record(new Entry("policy.refused", "policy-file/" + file, sequence, null, why, null, data), cause);
    }

    private record Refusal(int sequence, String sha256) {}

    private Optional<Refusal> lastRefusal(String file) {
        return jdbc.sql(LAST_REFUSAL)
                .param("file", file)
                .query((row, number) -> new Refusal(row.getInt("sequence"), row.getString("sha")))
                .optional();
    }

    private static Entry changed(PolicyVersion version) {
        return new Entry(
                "policy.changed",
                "policy/" + version.policy(),
                version.version(),
                null,
                version.description(),
                version.name(),
                Map.of(
                        "policy", version.policy(),
                        "version", version.version(),
                        "effectiveFrom", version.effectiveFrom().toString(),
                        "owner", version.owner(),
                        "sha256", version.sha256(),
                        "origin", version.origin()));
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static PolicyVersion version(ResultSet row) throws SQLException {
        return new PolicyVersion(
                row.getString("policy"),
                row.getInt("version"),
                row.getObject("effective_from", OffsetDateTime.class).toInstant(),
                row.getString("owner"),
                row.getString("description"),
                row.getString("source"),
                row.getString("sha256"),
                row.getString("origin"),
                row.getObject("loaded_at", OffsetDateTime.class).toInstant(),
                row.getString("loaded_by"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
