package io.countersign.payments;

import io.countersign.governance.Journal;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.CapabilityMissing;
import io.countersign.model.Actor;
import io.countersign.model.ErrorCode;
import io.countersign.payments.ports.BankRail.Handover;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Files that people carry to the bank, one person a file. The duplicate guard stays with us: only who claimed a file gets
 * its bytes, and once they were given out, a file that is given back has an unknown outcome, which two people decide.
 */
@Component
public class ManualUploads {

    /**
     * A file that waits for a person, or is with one.
     *
     * @param total exact sum of its payments, in {@code currency}
     * @param sha256 of the bytes, in hex; the portal's receipt can be compared with it
     * @param downloadedAt when its carrier first got the bytes; from then on it cannot simply be given back
     */
    public record Upload(
            UUID id,
            String messageId,
            String fileName,
            String connection,
            String legalEntity,
            int payments,
            BigDecimal total,
            String currency,
            LocalDate requestedOn,
            long size,
            String sha256,
            Instant since,
            @Nullable String carriedBy,
            @Nullable String carrierName,
            @Nullable Instant carriedAt,
            @Nullable Instant downloadedAt) {}

    /** What came of asking for the bytes. */
    public sealed interface Download {
        record Bytes(String fileName, long size, InputStream content) implements Download {}

        record Refused(ErrorCode code, String why) implements Download {}
    }

    private static final String LIST = """
            select f.id, f.message_id, f.name, f.connection, a.legal_entity, f.payments, f.total, f.currency,
                   f.requested_on, f.size, encode(f.sha256, 'hex') as sha256, f.created_at, f.carried_by,
                   f.carrier_name, f.carried_at, f.downloaded_at
            from payments.bank_file f join payments.own_account a on a.id = f.debtor_account
            where f.state in ('OFFERED', 'CARRIED') and %s and %s
            order by f.created_at, f.id limit 200
            """;

    private static final String CHANGE = """
            with changed as (
                update payments.bank_file f set version = f.version + 1, lease = f.lease + 1, %s
                from payments.own_account a
                where f.id = :file and a.id = f.debtor_account and %s
                returning f.id, f.version, a.legal_entity, f.message_id, f.connection, f.payments, f.total,
                          f.currency, f.sha256),
            journal as (
                select cast(:type as text) as type, id::text as subject, version as sequence, legal_entity,
                       cast(:correlation as text) as correlation_id, cast(:why as text) as why, null::text as policy,
                       jsonb_build_object('messageId', message_id, 'connection', connection, 'payments', payments,
                           'total', total::text, 'currency', currency, 'sha256', encode(sha256, 'hex')) as data
                from changed)
            """;

    private static final String MINE = "f.state = 'CARRIED' and f.carried_by = :actor";
    private static final String NOT_MINE = "Somebody else carries it, or it is not waiting any more.";

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Handovers handovers;
    private final FileParts parts;

    ManualUploads(JdbcClient jdbc, Journal journal, Handovers handovers, FileParts parts) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.handovers = handovers;
        this.parts = parts;
    }

    /** Files that wait for a person or are with one, oldest first. Needs {@code payments:read}. */
    public List<Upload> waiting(Caller caller) {
        CapabilityMissing.check(caller, Capability.PAYMENTS_READ);
        return jdbc.sql(LIST.formatted(Checks.inScope("a.legal_entity"), "true"))
                .param("scope", Checks.scope(caller))
                .query(ManualUploads::upload)
                .list();
    }

    /** Takes a file, so that nobody else will. Needs {@code payments:release}; refused while something is frozen. */
    @Transactional
    public ActResult claim(Caller caller, UUID file) {
        return refusal(caller, file).<ActResult>map(r -> r).orElseGet(() -> {
            boolean taken = change(
                    caller,
                    file,
                    "bank-file.claimed",
                    null,
                    "state = 'CARRIED', carried_by = :actor, carrier_name = :journal_name, carried_at = :journal_at,"
                            + " downloaded_at = null",
                    "f.state = 'OFFERED' and " + Freezes.fileMayLeave("f"));
            return taken
                    ? new ActResult.Done(1, 1, 0)
                    : new ActResult.Refused(ErrorCode.CHANGED, "Somebody else carries it, or it is frozen.");
        });
    }

    private boolean holdsSalaries(UUID file) {
        return jdbc.sql("select exists (select from payments.payment where file_id = :file and kind = 'PAYROLL')")
                .param("file", file)
                .query(Boolean.class)
                .single();
    }

    /** The bytes, for who carries the file and nobody else; with salaries in it, for who may see them. */
    @Transactional
    public Download download(Caller caller, UUID file) {
        Optional<ActResult.Refused> refused = refusal(caller, file);
        if (refused.isPresent()) {
            return new Download.Refused(refused.get().code(), refused.get().why());
        }
        if (!Checks.salaries(caller) && holdsSalaries(file)) {
            return new Download.Refused(
                    ErrorCode.CAPABILITY_MISSING, "There are salaries in this file; that needs payroll:details.");
        }
        boolean given = change(
                caller,
                file,
                "bank-file.downloaded",
                null,
                "downloaded_at = coalesce(f.downloaded_at, :journal_at)",
                MINE + " and " + Freezes.fileMayLeave("f"));
        if (!given) {
            return new Download.Refused(ErrorCode.CHANGED, "Claim it first; it may also be frozen.");
        }
        Upload upload = find(caller, file).orElseThrow();
        try {
            return new Download.Bytes(upload.fileName(), upload.size(), parts.open(file));
        } catch (IOException damaged) {
            throw new UncheckedIOException("The stored file cannot be read", damaged);
        }
    }

    /**
     * Says that the bank has it: its payments are sent.
     *
     * @param receipt the portal's receipt number, or how the carrier knows
     */
    @Transactional
    public ActResult confirm(Caller caller, UUID file, String receipt) {
        return refusal(caller, file)
                .or(() -> Checks.reason(receipt))
                .<ActResult>map(r -> r)
                .orElseGet(() -> {
                    if (!change(
                            caller,
                            file,
                            "bank-file.uploaded",
                            receipt,
                            "last_error = null",
                            MINE + " and f.downloaded_at is not null")) {
                        return new ActResult.Refused(
                                ErrorCode.CHANGED, "You do not carry it, or have not downloaded it yet.");
                    }
                    handovers.carried(file, new Handover.Delivered(), caller.cause());
                    return new ActResult.Done(1, 1, 0);
                });
    }

    /**
     * Gives a file back. If its bytes were never given out it waits for the next person; otherwise nobody can know, and
     * its payments are {@code UNKNOWN} until the bank answers or two people decide.
     */
    @Transactional
    public ActResult giveBack(Caller caller, UUID file, String why) {
        return refusal(caller, file)
                .or(() -> Checks.reason(why))
                .<ActResult>map(r -> r)
                .orElseGet(() -> {
                    String untouched = "state = 'OFFERED', carried_by = null, carrier_name = null, carried_at = null";
                    if (change(
                            caller,
                            file,
                            "bank-file.given-back",
                            why,
                            untouched,
                            MINE + " and f.downloaded_at is null")) {
                        return new ActResult.Done(1, 0, 1);
                    }
                    if (!change(caller, file, "bank-file.given-back", why, "last_error = :why", MINE)) {
                        return new ActResult.Refused(ErrorCode.CHANGED, NOT_MINE);
                    }
                    handovers.carried(
                            file,
                            new Handover.Doubt("Given back by its carrier after the bytes were given out: " + why),
                            caller.cause());
                    return new ActResult.Done(1, 1, 0);
                });
    }

    private Optional<ActResult.Refused> refusal(Caller caller, UUID file) {
        if (caller.cause().actor().kind() != Actor.Kind.HUMAN) {
            return Optional.of(new ActResult.Refused(ErrorCode.CAPABILITY_MISSING, "Only people carry files."));
        }
        return Checks.needs(caller, Capability.PAYMENTS_RELEASE)
                .or(() -> find(caller, file).isPresent()
                        ? Optional.empty()
                        : Optional.of(new ActResult.Refused(ErrorCode.NOT_FOUND, "There is no such file to carry.")));
    }

    private Optional<Upload> find(Caller caller, UUID file) {
        return jdbc.sql(LIST.formatted(Checks.inScope("a.legal_entity"), "f.id = :file"))
                .param("scope", Checks.scope(caller))
                .param("file", file)
                .query(ManualUploads::upload)
                .optional();
    }

    private boolean change(
            Caller caller, UUID file, String type, @Nullable String why, String assignments, String condition) {
        return journal.bind(
                                jdbc.sql(CHANGE.formatted(assignments, condition)
                                        + journal.append("select count(*) from changed")),
                                caller.cause())
                        .param("file", file)
                        .param("type", type)
                        .param("why", why)
                        .param("actor", caller.id())
                        .param("correlation", caller.cause().correlationId())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    private static Upload upload(ResultSet row, int n) throws SQLException {
        return new Upload(
                row.getObject("id", UUID.class),
                row.getString("message_id"),
                row.getString("name"),
                row.getString("connection"),
                row.getString("legal_entity"),
                row.getInt("payments"),
                row.getBigDecimal("total"),
                row.getString("currency"),
                row.getObject("requested_on", LocalDate.class),
                row.getLong("size"),
                row.getString("sha256"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("carried_by"),
                row.getString("carrier_name"),
                instant(row, "carried_at"),
                instant(row, "downloaded_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.withOffsetSameInstant(ZoneOffset.UTC).toInstant();
    }
}
