package io.countersign.controls.files;

import io.countersign.governance.Journal;
import io.countersign.governance.Journal.Entry;
import io.countersign.model.Cause;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The record of files of rules: what was loaded with which hash, and what was refused and why. The same content is told
 * once, however many processes load it and however often they start; the case of a refused file ends when it is mended.
 */
@Component
public class RuleFiles {

    private static final Logger LOG = LoggerFactory.getLogger(RuleFiles.class);

    private static final String LATEST = """
            select sequence, encode(sha256, 'hex') as sha from controls.rule_file
            where subject = :subject order by sequence desc limit 1
            """;

    private static final String ADD = """
            insert into controls.rule_file (subject, sequence, file, sha256, faults, at)
            values (:subject, :sequence, :file, decode(:sha, 'hex'), cast(:faults as jsonb), :now)
            """;

    private final JdbcClient jdbc;
    private final Journal journal;
    private final ApplicationEventPublisher events;
    private final JsonMapper json;
    private final Clock clock;
    private final Ids ids;

    RuleFiles(
            JdbcClient jdbc, Journal journal, ApplicationEventPublisher events, JsonMapper json, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.events = events;
        this.json = json;
        this.clock = clock;
        this.ids = ids;
    }

    private record Last(int sequence, String sha256) {}

    /**
     * What a file says runs.
     *
     * @param name of what it holds, such as {@code de-dk-09} or {@code TARGET}
     * @param owner who answers for it
     */
    @Transactional
    public void loaded(RuleFile.Kind kind, String file, String name, String owner, String source) {
        lock();
        String subject = kind.word() + "/" + name;
        Optional<Last> last = last(subject);
        String sha = sha256(source);
        if (last.filter(one -> one.sha256().equals(sha)).isEmpty()) {
            int sequence = last.map(Last::sequence).orElse(0) + 1;
            add(subject, sequence, file, sha, null);
            Map<String, ?> data =
                    Map.of("name", name, "version", sequence, "owner", owner, "file", file, "sha256", sha);
            String why = "%s %s was loaded from %s".formatted(kind.word(), name, file);
            record(new Entry(kind.word() + ".loaded", subject, sequence, null, why, null, data));
            LOG.info("{} {} of {} runs, version {}", kind.word(), name, file, sequence);
        }
        events.publishEvent(new RuleFile.Runs(kind, file, name));
    }

    /** A file is broken, and what runs stays. */
    @Transactional
    public void refused(RuleFile.Kind kind, String file, String source, List<Fault> faults) {
        lock();
        String subject = kind.word() + "-file/" + file;
        Optional<Last> last = last(subject);
        String sha = sha256(source);
        if (last.filter(one -> one.sha256().equals(sha)).isEmpty()) {
            int sequence = last.map(Last::sequence).orElse(0) + 1;
            List<Map<String, String>> told = faults.stream()
                    .map(fault -> Map.of("path", fault.path(), "reason", fault.message()))
                    .toList();
            add(subject, sequence, file, sha, json.writeValueAsString(told));
            Map<String, ?> data = Map.of("file", file, "sha256", sha, "faults", told);
            String why = faults.getFirst().path() + ": " + faults.getFirst().message();
            record(new Entry(kind.word() + ".refused", subject, sequence, null, why, null, data));
            LOG.warn("{} file {} is refused, what runs stays: {}", kind.word(), file, told);
        }
        events.publishEvent(new RuleFile.Refused(kind, file, faults));
    }

    /** A file was taken away. */
    @Transactional
    public void gone(RuleFile.Kind kind, String file) {
        LOG.info("{} file {} is gone", kind.word(), file);
        events.publishEvent(new RuleFile.Gone(kind, file));
    }

    /** Serialises the record over all processes until the transaction ends. */
    private void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('countersign.rule-files'))")
                .query((row, n) -> n)
                .single();
    }

    private Optional<Last> last(String subject) {
        return jdbc.sql(LATEST)
                .param("subject", subject)
                .query((row, n) -> new Last(row.getInt("sequence"), row.getString("sha")))
                .optional();
    }

    private void add(String subject, int sequence, String file, String sha, @Nullable String faults) {
        jdbc.sql(ADD)
                .param("subject", subject)
                .param("sequence", sequence)
                .param("file", file)
                .param("sha", sha)
                .param("faults", faults)
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }

    private void record(Entry entry) {
        journal.record(entry, Cause.system("rule-files", ids.next()));
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
