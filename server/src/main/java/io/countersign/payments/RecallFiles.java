package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import io.countersign.model.Ids;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.payments.ports.BankRail;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes the messages that call payments back, one for each bank file the payments left in. They are kept and handed over
 * like every bank file: the intent is on record before a byte leaves, and nothing leaves twice.
 */
@Component
class RecallFiles {

    private static final String CANDIDATES = """
            select p.id, p.reference, p.end_to_end_id, p.amount, p.currency, p.creditor_party, p.legal_entity, p.scheme,
                   f.connection, f.id as file, f.message_id, f.created_at, f.requested_on,
                   coalesce(f.execution_on, f.requested_on) as asked_for, coalesce(p.value_on, p.settled_on) as booked,
                   f.debtor_account, a.number, a.bic, a.currency as account_currency, e.name, e.country
            from payments.payment p
            join payments.bank_file f on f.id = p.file_id
            join payments.own_account a on a.id = f.debtor_account
            join payments.legal_entity e on e.code = p.legal_entity
            where p.%s = :target and p.state in (%s) and %s
              and not exists (select 1 from payments.recall r where r.payment_id = p.id
                              and r.state in ('REQUESTED', 'SENT', 'ACCEPTED'))
            order by p.id for update of p
            """;

    private static final String SIZE = "select count(*)::int from payments.payment p where p.%s = :target and %s";

    private static final String NEW_FILE = """
            insert into payments.bank_file (id, message_id, connection, scheme, debtor_account, requested_on,
                                            execution_on, state, payments, total, currency, name, profile, size, sha256,
                                            purpose, next_at, created_at)
            values (:file, :message, :connection, :scheme, :account, :requested, :execution, 'READY', :count, :total,
                    :currency, :name, :profile, 0, null, 'RECALL', :now, :now)
            """;

    private static final String WRITTEN =
            "update payments.bank_file set size = :size, sha256 = decode(:sha, 'hex') where id = :file";

    private static final String ASK = """
            with changed as (
                insert into payments.recall (id, payment_id, legal_entity, correlation_id, state, reason, why, message,
                        file_id, executed_on, window_until, answer_due, requested_by, requested_name, requested_at)
                select n.id, p.id, p.legal_entity, p.correlation_id, 'REQUESTED', :reason, :why, :message, :file,
                       n.executed, n.until, :due, :journal_actor, :journal_name, :journal_at
                from unnest(cast(:ids as uuid[]), cast(:payments as uuid[]), cast(:executed as date[]),
                            cast(:until as date[])) as n(id, payment, executed, until)
                join payments.payment p on p.id = n.payment
                returning *)
            """ + RecallBook.JOURNAL;

    private final JdbcClient jdbc;
    private final RecallBook book;
    private final FileParts parts;
    private final List<BankRail> rails;
    private final BankProfiles profiles;
    private final ValueDates dates;
    private final BusinessDates today;
    private final Policies policies;
    private final Clock clock;
    private final Ids ids;

    RecallFiles(
            JdbcClient jdbc,
            RecallBook book,
            FileParts parts,
            List<BankRail> rails,
            BankProfiles profiles,
            ValueDates dates,
            BusinessDates today,
            Policies policies,
            Clock clock,
            Ids ids) {
        this.jdbc = jdbc;
        this.book = book;
        this.parts = parts;
        this.rails = rails;
        this.profiles = profiles;
        this.dates = dates;
        this.today = today;
        this.policies = policies;
        this.clock = clock;
        this.ids = ids;
    }

    /** The file a payment left in, and whose it is. */
    record Left(
            UUID id,
            String messageId,
            Instant createdAt,
            String connection,
            String scheme,
            UUID account,
            BankRail.Debtor debtor,
            LocalDate requestedOn,
            LocalDate executionOn) {}

    /** A payment that may be called back. */
    record Asked(
            UUID payment,
            UUID recall,
            String reference,
            String endToEndId,
            BigDecimal amount,
            String currency,
            @Nullable UUID party,
            LocalDate executedOn,
            @Nullable LocalDate windowUntil,
            boolean inTime,
            Left left) {}

    /** Locks the payments of the target that the bank has and that are not called back yet, in order of their ids. */
    List<Asked> candidates(Caller caller, Target target, Recalls.Reason reason) {
        String sql =
                CANDIDATES.formatted(Signing.column(target), Checks.in(Recalls.FROM), Checks.inScope("p.legal_entity"));
        return jdbc.sql(sql)
                .param("target", target.id())
                .param("scope", Checks.scope(caller))
                .query((row, n) -> asked(row, reason))
                .list();
    }

    int size(Caller caller, Target target) {
        return jdbc.sql(SIZE.formatted(Signing.column(target), Checks.inScope("p.legal_entity")))
                .param("target", target.id())
                .param("scope", Checks.scope(caller))
                .query(Integer.class)
                .single();
    }

    /** A connection of these payments over which no recall can be sent; empty if there is none. */
    Optional<String> unreachable(List<Asked> payments) {
        return payments.stream()
                .map(payment -> payment.left().connection())
                .distinct()
                .filter(connection -> message(connection).isEmpty()
                        || profiles.fileForm(connection).isEmpty())
                .findFirst();
    }

    /** Writes and records everything; for use in the transaction of the act. */
    void write(List<Asked> payments, Recalls.Reason reason, String why, Caller caller) {
        Map<UUID, List<Asked>> files = payments.stream()
                .collect(Collectors.groupingBy(p -> p.left().id(), LinkedHashMap::new, Collectors.toList()));
        files.values().forEach(file -> {
            try {
                writeOne(file, reason, why, caller);
            } catch (IOException cannotWrite) {
                throw new UncheckedIOException(cannotWrite);
            }
        });
    }

    private void writeOne(List<Asked> payments, Recalls.Reason reason, String why, Caller caller) throws IOException {
        Left left = payments.getFirst().left();
        Instant now = clock.instant();
        BankRail.Draft draft = draft(payments, left, now);
        BankRail.Recall recall = new BankRail.Recall(draft, left.messageId(), left.createdAt(), reason.name(), why);
        insert(draft, left, now);
        Path file = Files.createTempFile("countersign-", ".xml");
        try {
            Hashing bytes = new Hashing();
            try (OutputStream out = bytes.over(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
                rail(left.connection())
                        .recall(
                                recall,
                                payments.stream().map(RecallFiles::recalled).iterator(),
                                out);
            }
            parts.store(draft.fileId(), file);
            jdbc.sql(WRITTEN)
                    .param("file", draft.fileId())
                    .param("size", Files.size(file))
                    .param("sha", bytes.hex())
                    .update();
        } finally {
            Files.deleteIfExists(file);
        }
        ask(payments, draft, reason, why, caller);
    }

    private void insert(BankRail.Draft draft, Left left, Instant now) {
        jdbc.sql(NEW_FILE)
                .param("file", draft.fileId())
                .param("message", draft.messageId())
                .param("connection", left.connection())
                .param("scheme", left.scheme())
                .param("account", left.account())
                .param("requested", left.requestedOn())
                .param("execution", left.executionOn())
                .param("count", draft.payments())
                .param("total", draft.total())
                .param("currency", draft.currency())
                .param("name", draft.fileName())
                .param("profile", form(left).profile())
                .param("now", at(now))
                .update();
    }

    private void ask(List<Asked> payments, BankRail.Draft draft, Recalls.Reason reason, String why, Caller caller) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("file", draft.fileId());
        parameters.put("reason", reason.name());
        parameters.put("message", message(draft.connection()).orElseThrow());
        parameters.put(
                "due",
                policies.checkpoint("RECALL")
                        .map(limit -> at(draft.createdAt().plus(limit.within())))
                        .orElse(null));
        parameters.put("ids", column(payments, p -> p.recall().toString()));
        parameters.put("payments", column(payments, p -> p.payment().toString()));
        parameters.put("executed", column(payments, p -> p.executedOn().toString()));
        parameters.put(
                "until",
                column(
                        payments,
                        p -> p.windowUntil() == null ? null : p.windowUntil().toString()));
        book.change(ASK, "requested", why, parameters, caller.cause());
    }

    private BankRail.Draft draft(List<Asked> payments, Left left, Instant now) {
        UUID id = ids.next();
        String messageId = FileNames.messageId(id, now);
        BigDecimal total = payments.stream().map(Asked::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        return new BankRail.Draft(
                id,
                messageId,
                "RECALL-" + FileNames.name(form(left), messageId, left.scheme(), now),
                left.connection(),
                left.scheme(),
                left.debtor(),
                left.executionOn(),
                now,
                payments.size(),
                total,
                payments.getFirst().currency());
    }

    private BankProfiles.FileForm form(Left left) {
        return profiles.fileForm(left.connection()).orElseThrow();
    }

    private Optional<String> message(String connection) {
        return rails.stream()
                .filter(rail -> rail.serves(connection))
                .findFirst()
                .flatMap(rail -> rail.recallMessage(connection));
    }

    private BankRail rail(String connection) {
        return rails.stream()
                .filter(rail -> rail.serves(connection))
                .findFirst()
                .orElseThrow();
    }

    private Asked asked(ResultSet row, Recalls.Reason reason) throws SQLException {
        LocalDate booked = row.getObject("booked", LocalDate.class);
        LocalDate executed = booked == null ? row.getObject("asked_for", LocalDate.class) : booked;
        String scheme = row.getString("scheme");
        ValueDates.Way way = new ValueDates.Way(row.getString("connection"), scheme, row.getString("currency"));
        LocalDate until = RecallWindow.until(scheme, reason, executed, dates.days(way, dates.rule(way)))
                .orElse(null);
        return new Asked(
                row.getObject("id", UUID.class),
                ids.next(),
                row.getString("reference"),
                row.getString("end_to_end_id"),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                row.getObject("creditor_party", UUID.class),
                executed,
                until,
                until == null || !today.today(row.getString("legal_entity")).isAfter(until),
                left(row));
    }

    private static Left left(ResultSet row) throws SQLException {
        return new Left(
                row.getObject("file", UUID.class),
                row.getString("message_id"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("connection"),
                row.getString("scheme"),
                row.getObject("debtor_account", UUID.class),
                new BankRail.Debtor(
                        row.getString("name"),
                        row.getString("country"),
                        row.getString("number"),
                        row.getString("bic"),
                        row.getString("account_currency")),
                row.getObject("requested_on", LocalDate.class),
                row.getObject("asked_for", LocalDate.class));
    }

    private static BankRail.Recalled recalled(Asked payment) {
        return new BankRail.Recalled(
                payment.recall().toString().replace("-", ""),
                payment.reference(),
                payment.endToEndId(),
                payment.amount(),
                payment.currency(),
                payment.executedOn());
    }

    private static <T> @Nullable String[] column(List<T> rows, Function<T, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
