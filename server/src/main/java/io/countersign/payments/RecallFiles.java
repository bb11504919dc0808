package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import io.countersign.model.Ids;
import io.countersign.payments.RecallCandidates.Asked;
import io.countersign.payments.RecallCandidates.Left;
import io.countersign.payments.ports.BankProfiles;
import io.countersign.payments.ports.BankRail;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes the messages that call payments back, one for each bank file the payments left in. They are kept and handed over
 * like every bank file: the intent is on record before a byte leaves, and nothing leaves twice.
 */
@Component
class RecallFiles {

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
                        file_id, executed_on, window_until, window_policy, answer_due, requested_by, requested_name,
                        requested_at)
                select n.id, p.id, p.legal_entity, p.correlation_id, 'REQUESTED', :reason, :why, :message, :file,
                       n.executed, n.until, n.rule, :due, :journal_actor, :journal_name, :journal_at
                from unnest(cast(:ids as uuid[]), cast(:payments as uuid[]), cast(:executed as date[]),
                            cast(:until as date[]), cast(:rules as text[])) as n(id, payment, executed, until, rule)
                join payments.payment p on p.id = n.payment
                returning *)
            """ + RecallBook.JOURNAL;

    private final JdbcClient jdbc;
    private final RecallBook book;
    private final FileParts parts;
    private final List<BankRail> rails;
    private final BankProfiles profiles;
    private final RecallCandidates candidates;
    private final Freezes freezes;
    private final Policies policies;
    private final Clock clock;
    private final Ids ids;

    RecallFiles(
            JdbcClient jdbc,
            RecallBook book,
            FileParts parts,
            List<BankRail> rails,
            BankProfiles profiles,
            RecallCandidates candidates,
            Freezes freezes,
            Policies policies,
            Clock clock,
            Ids ids) {
        this.jdbc = jdbc;
        this.book = book;
        this.parts = parts;
        this.rails = rails;
        this.profiles = profiles;
        this.candidates = candidates;
        this.freezes = freezes;
        this.policies = policies;
        this.clock = clock;
        this.ids = ids;
    }

    /** What was done beside the messages. */
    record Done(int frozen, int withoutParty) {}

    /** Writes and records everything, and freezes beneficiaries of fraud; for use in the transaction of the act. */
    Done callBack(List<Asked> payments, Recalls.Reason reason, String why, Caller caller) {
        Map<UUID, List<Asked>> files = payments.stream()
                .collect(Collectors.groupingBy(p -> p.left().id(), LinkedHashMap::new, Collectors.toList()));
        files.values().forEach(file -> {
            try {
                writeOne(file, reason, why, caller);
            } catch (IOException cannotWrite) {
                throw new UncheckedIOException(cannotWrite);
            }
        });
        return reason == Recalls.Reason.FRAD
                ? new Done(freeze(caller, payments, why), (int)
                        payments.stream().filter(p -> p.party() == null).count())
                : new Done(0, 0);
    }

    private int freeze(Caller caller, List<Asked> payments, String why) {
        return (int) payments.stream()
                .map(Asked::party)
                .flatMap(Stream::ofNullable)
                .distinct()
                .sorted()
                .filter(party -> freezes.stopParty(caller, party.toString(), "Recalled for fraud: " + why))
                .count();
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
        parameters.put("message", candidates.message(draft.connection()).orElseThrow());
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
                        p -> p.window().until() == null
                                ? null
                                : p.window().until().toString()));
        parameters.put("rules", column(payments, p -> p.window().policy()));
        book.change(ASK, "requested", why, parameters, caller.cause());
    }

    private BankRail.Draft draft(List<Asked> payments, Left left, Instant now) {
        UUID id = ids.next();
        String messageId = FileNames.messageId(id, now);
        BigDecimal total = payments.stream().map(Asked::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        return new BankRail.Draft(
                id,
                messageId,
                "RECALL-" + FileNames.name(form(left), messageId, left.scheme(), now, false),
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

    private BankRail rail(String connection) {
        return rails.stream()
                .filter(rail -> rail.serves(connection))
                .findFirst()
                .orElseThrow();
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
