package io.countersign.payments;

import io.countersign.model.Cause;
import io.countersign.model.Ids;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.payments.ports.BankRail;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns released payments into bank files. One transaction takes the payments, moves them to {@code SENDING} under a
 * unique message id, writes and checks the file and keeps its bytes: when it commits, the intent is on record and no
 * byte has left; when the file does not pass its check, nothing has happened and the payments are held.
 */
@Component
class FileBuilding {

    /** Banks limit the size of a file; with 250 bytes compressed a payment this stays well below their limits. */
    private static final int MOST_PAYMENTS = 100_000;

    /**
     * One worker builds the files of one account, so that a run is not split into what one worker took and what another
     * had locked just then; accounts do not wait for each other.
     */
    private static final String NEXT_GROUP = """
            with waiting as materialized (
                select distinct p.debtor_account from payments.payment p where p.state = 'RELEASED' and %1$s
                order by p.debtor_account),
            mine as materialized (
                select debtor_account from waiting
                where pg_try_advisory_xact_lock(7264, hashtext(debtor_account::text)) limit 1)
            select p.debtor_account, p.connection, p.scheme, p.requested_on, p.currency, p.run_id,
                   a.number, a.bic, a.currency as account_currency, e.name, e.country, e.address::text as address
            from payments.payment p
            join mine on mine.debtor_account = p.debtor_account
            join payments.own_account a on a.id = p.debtor_account
            join payments.legal_entity e on e.code = p.legal_entity
            where p.state = 'RELEASED' and %1$s order by p.id limit 1 for update of p skip locked
            """.formatted(Freezes.PAYMENT_MAY_LEAVE);

    private static final String GROUP = """
            p.state = 'RELEASED' and p.debtor_account = :account and p.connection = :connection and p.scheme = :scheme
            and p.requested_on = :requested and p.currency = :currency and p.run_id is not distinct from :run
            and %s
            """.formatted(Freezes.PAYMENT_MAY_LEAVE);

    private static final String NEW_FILE = """
            insert into payments.bank_file (id, message_id, connection, scheme, debtor_account, requested_on,
                                            execution_on, state, payments, total, currency, name, profile,
                                            trace_prefix, next_at, created_at)
            values (:file, :message, :connection, :scheme, :account, :requested, :execution, 'READY', 0, 0, :currency,
                    :name, :profile, :trace_prefix, :now, :now)
            """;

    private static final String START_SENDING = """
            select id, null::text as why, route_policy as policy, jsonb_build_object('messageId', cast(:message as text))
                   as extra, row_number() over (order by id) as position
            from (select p.id, p.route_policy from payments.payment p where %s
                  order by p.id limit :most for update skip locked) taken
            """.formatted(GROUP);

    /** A file of one payment is no package: nobody can opt out of verifying its payee. */
    private static final String TOTAL = """
            update payments.bank_file f set payments = s.payments, total = s.total, unverified = s.unverified
            from (select count(*)::int as payments, sum(p.amount) as total,
                         count(*) > 1 and bool_and(v.verdict is not distinct from 'OPTED_OUT') as unverified
                  from payments.payment p left join payments.payee_verdict v on v.payment_id = p.id
                  where p.file_id = :file) s
            where f.id = :file
            returning f.payments, f.total, f.unverified
            """;

    /** What leaves is compared once more with every signature on it; neither the state nor the stored hash is believed. */
    private static final String INSTRUCTIONS = """
            select id, reference, end_to_end_id, amount, currency, creditor_name, creditor_number, creditor_bic,
                   creditor_country, creditor_address::text, remittance, structured_ref, purpose, content_hash,
                   content_hash is distinct from payments.content_hash(p)
                       or released_by is null or coalesce(cardinality(open_roles), 1) > 0
                       or not coalesce((select bool_and(a.content_hash = p.content_hash) from payments.approval a
                                        where a.payment_id = p.id and not a.voided), false) as damaged
            from payments.payment p where file_id = :file order by file_position
            """;

    private static final String WRITTEN = """
            update payments.bank_file set name = :name, size = :size, sha256 = decode(:sha, 'hex'),
                   approvals_sha256 = decode(:approvals, 'hex')
            where id = :file
            """;

    private static final String MEMBERS =
            "select p.id from payments.payment p where " + GROUP + " order by p.id limit :most";

    private final JdbcClient jdbc;
    private final Transitions transitions;
    private final Holds holds;
    private final FileParts parts;
    private final List<BankRail> rails;
    private final BankProfiles profiles;
    private final TransactionTemplate transaction;
    private final ValueDates dates;
    private final Clock clock;
    private final Ids ids;

    FileBuilding(
            JdbcClient jdbc,
            Transitions transitions,
            Holds holds,
            FileParts parts,
            List<BankRail> rails,
            BankProfiles profiles,
            TransactionTemplate transaction,
            ValueDates dates,
            Clock clock,
            Ids ids) {
        this.jdbc = jdbc;
        this.transitions = transitions;
        this.holds = holds;
        this.parts = parts;
        this.rails = rails;
        this.profiles = profiles;
        this.transaction = transaction;
        this.dates = dates;
        this.clock = clock;
        this.ids = ids;
    }

    /** The payments that can share a file, and whose debtor side they have. */
    private record Group(
            UUID account,
            String connection,
            String scheme,
            LocalDate requestedOn,
            String currency,
            @Nullable UUID run,
            BankRail.Debtor debtor) {

        static Group of(ResultSet row, int n) throws SQLException {
            return new Group(
                    row.getObject("debtor_account", UUID.class),
                    row.getString("connection"),
                    row.getString("scheme"),
                    row.getObject("requested_on", LocalDate.class),
                    row.getString("currency"),
                    row.getObject("run_id", UUID.class),
                    new BankRail.Debtor(
                            row.getString("name"),
                            row.getString("country"),
                            row.getString("number"),
                            row.getString("bic"),
                            row.getString("account_currency"),
                            row.getString("address")));
        }

        Map<String, @Nullable Object> parameters() {
            Map<String, @Nullable Object> parameters = new HashMap<>();
            parameters.put("account", account);
            parameters.put("connection", connection);
            parameters.put("scheme", scheme);
            parameters.put("requested", requestedOn);
            parameters.put("currency", currency);
            parameters.put("run", run);
            parameters.put("most", MOST_PAYMENTS);
            return parameters;
        }
    }

    /** What came of one attempt. */
    private sealed interface Built {
        record Nothing() implements Built {}

        record File() implements Built {}

        record Faulty(Group group, String reason, List<String> faults) implements Built {}

        /** The bank would refuse these payments; the others are built without them. */
        record Refused(List<Holds.Placed> payments) implements Built {}
    }

    /** Builds one file if anything is released; answers whether there was. */
    boolean buildOne() {
        Built built = transaction.execute(status -> {
            Built result = build();
            if (result instanceof Built.Faulty || result instanceof Built.Refused) {
                status.setRollbackOnly();
            }
            return result;
        });
        return switch (built) {
            case null -> false;
            case Built.Nothing _ -> false;
            case Built.File _ -> true;
            case Built.Faulty faulty -> {
                transaction.executeWithoutResult(_ -> hold(faulty));
                yield true;
            }
            case Built.Refused refused -> {
                transaction.executeWithoutResult(
                        _ -> holds.place(refused.payments(), Cause.system("bank-files", ids.next())));
                yield true;
            }
        };
    }

    private Built build() {
        Optional<Group> group = jdbc.sql(NEXT_GROUP).query(Group::of).optional();
        if (group.isEmpty()) {
            return new Built.Nothing();
        }
        Optional<BankRail> rail =
                rails.stream().filter(r -> r.serves(group.get().connection())).findFirst();
        if (rail.isEmpty()) {
            return new Built.Faulty(
                    group.get(),
                    "NO_CONNECTION",
                    List.of("No bank connection is called " + group.get().connection()));
        }
        Optional<BankProfiles.FileForm> form = profiles.fileForm(group.get().connection());
        if (form.isEmpty()) {
            return new Built.Faulty(
                    group.get(),
                    "NO_PROFILE",
                    List.of("There is no bank profile for " + group.get().connection()));
        }
        try {
            return build(group.get(), rail.get(), form.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Built build(Group group, BankRail rail, BankProfiles.FileForm form) throws IOException {
        UUID fileId = ids.next();
        Instant now = clock.instant();
        String messageId = FileNames.messageId(fileId, now);
        Map<String, @Nullable Object> parameters = group.parameters();
        parameters.put("most", Math.min(MOST_PAYMENTS, form.mostPayments()));
        parameters.put("file", fileId);
        parameters.put("message", messageId);
        LocalDate execution = dates.bankDate(
                new ValueDates.Way(group.connection(), group.scheme(), group.currency()), group.requestedOn(), now);
        parameters.put("execution", execution);
        jdbc.sql(NEW_FILE)
                .params(parameters)
                .param("name", messageId)
                .param("profile", form.profile())
                .param("trace_prefix", form.tracePrefix())
                .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .update();
        Cause cause = Cause.system("bank-files", fileId);
        transitions.move(
                Transitions.Move.of(Step.START_SENDING, START_SENDING)
                        .setting("file_id = :file, file_position = c.position"),
                cause,
                parameters);
        BankRail.Draft draft = jdbc.sql(TOTAL)
                .param("file", fileId)
                .query((row, n) -> draft(group, execution, fileId, form, now, row))
                .single();
        Path file = Files.createTempFile("countersign-", ".xml");
        try {
            return write(group, rail, draft, file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Built write(Group group, BankRail rail, BankRail.Draft draft, Path file) throws IOException {
        Approvals approvals = new Approvals(payment -> profiles.faults(new BankProfiles.Order(
                group.connection(), group.scheme(), group.debtor(), draft.requestedOn(), payment)));
        Hashing bytes = new Hashing();
        try (OutputStream out = bytes.over(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
                Stream<BankRail.Instruction> instructions = jdbc
                        .sql(INSTRUCTIONS)
                        .withFetchSize(1_000)
                        .param("file", draft.fileId())
                        .query((row, n) -> approvals.read(row))
                        .stream()) {
            rail.write(draft, instructions.iterator(), out);
        }
        if (!approvals.damaged.isEmpty()) {
            return new Built.Faulty(group, "CONTENT_CHANGED", approvals.damaged);
        }
        if (!approvals.refused.isEmpty()) {
            return new Built.Refused(approvals.refused);
        }
        List<String> faults = rail.faults(draft, file);
        if (!faults.isEmpty()) {
            return new Built.Faulty(group, "FILE_INVALID", faults);
        }
        parts.store(draft.fileId(), file);
        jdbc.sql(WRITTEN)
                .param("file", draft.fileId())
                .param("name", draft.fileName())
                .param("size", Files.size(file))
                .param("sha", bytes.hex())
                .param("approvals", approvals.hashing.hex())
                .update();
        return new Built.File();
    }

    private void hold(Built.Faulty faulty) {
        String detail = String.join("; ", faulty.faults().stream().limit(5).toList());
        List<Holds.Placed> members =
                jdbc.sql(MEMBERS).params(faulty.group().parameters()).query(UUID.class).list().stream()
                        .map(id -> new Holds.Placed(id, faulty.reason(), detail))
                        .toList();
        holds.place(members, Cause.system("bank-files", ids.next()));
    }

    private static BankRail.Draft draft(
            Group group, LocalDate execution, UUID fileId, BankProfiles.FileForm form, Instant now, ResultSet totals)
            throws SQLException {
        String messageId = FileNames.messageId(fileId, now);
        boolean unverified = totals.getBoolean("unverified");
        return new BankRail.Draft(
                fileId,
                messageId,
                FileNames.name(form, messageId, group.scheme(), now, unverified),
                group.connection(),
                group.scheme(),
                group.debtor(),
                execution,
                now,
                totals.getInt("payments"),
                totals.getBigDecimal("total"),
                group.currency(),
                unverified);
    }
}
