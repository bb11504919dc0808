package io.countersign.connectors.bank;

import io.countersign.cases.Cases;
import io.countersign.cases.NewCase;
import io.countersign.connectors.BankConnections;
import io.countersign.connectors.bank.InboundStore.Claimed;
import io.countersign.connectors.bank.InboundStore.Outcome;
import io.countersign.controls.policy.Policies;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.payments.BankReplies;
import io.countersign.payments.RecallAnswers;
import io.countersign.payments.ports.BankInbox.Receipt;
import io.countersign.reconciliation.StatementPart;
import io.countersign.reconciliation.Statements;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads a stored file. Nothing of it is applied before all of it was read: statements are put aside until their end, what
 * answers orders is read twice. What it changes and that it was read are one transaction, so that a crash repeats the
 * reading and nothing else. What cannot be read or is not ours is quarantined with a technical case; what fails for another
 * reason waits and is tried again.
 */
@Component
class InboundReader {

    private static final Logger LOG = LoggerFactory.getLogger(InboundReader.class);
    private static final int ATTEMPTS_BEFORE_A_CASE = 4;

    private final InboundStore store;
    private final Openings openings;
    private final BankReplies replies;
    private final RecallAnswers recalls;
    private final AchIntake returned;
    private final Statements statements;
    private final Cases cases;
    private final Policies policies;
    private final BankConnections connections;
    private final TransactionTemplate transaction;
    private final Clock clock;

    InboundReader(
            InboundStore store,
            Openings openings,
            BankReplies replies,
            RecallAnswers recalls,
            AchIntake returned,
            Statements statements,
            Cases cases,
            Policies policies,
            BankConnections connections,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.openings = openings;
        this.replies = replies;
        this.recalls = recalls;
        this.returned = returned;
        this.statements = statements;
        this.cases = cases;
        this.policies = policies;
        this.connections = connections;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Reads what is due; answers how many files were handled. */
    int readDue() {
        int handled = 0;
        for (UUID id : store.due()) {
            if (!(read(id, true) instanceof Receipt.Waiting)) {
                handled++;
            }
        }
        return handled;
    }

    /** @param obeyTiming false reads a statement at once, though the timing policy would have it wait */
    Receipt read(UUID id, boolean obeyTiming) {
        try {
            return Objects.requireNonNull(transaction.execute(t -> store.claim(id)
                    .map(file -> readClaimed(file, obeyTiming))
                    .orElse(new Receipt.Waiting(id, "Another process reads it"))));
        } catch (RuntimeException failed) {
            LOG.warn("File {} of a bank could not be applied; it is tried again", id, failed);
            return afterFailure(id, failed);
        }
    }

    private Receipt readClaimed(Claimed file, boolean obeyTiming) {
        Instant planned = obeyTiming && file.kind() == null ? planned() : null;
        Survey survey;
        try {
            openings.open(file);
            if (planned == null && Survey.holdsStatements(store.readable(file.id()))) {
                return applyStatements(file);
            }
            survey = Survey.of(store.readable(file.id()));
            refuseForeignAccounts(file, survey.accounts());
        } catch (Unreadable unreadable) {
            return quarantine(file, null, unreadable);
        }
        if (planned != null && survey.statements().equals(Set.of(StatementPart.Kind.STATEMENT))) {
            store.postpone(file.id(), survey.message(), planned);
            return new Receipt.Waiting(file.id(), "Statements are read by schedule");
        }
        try {
            return survey.statements().isEmpty() ? applyReplies(file, survey) : applyStatements(file);
        } catch (Unreadable foreign) {
            return quarantine(file, survey, foreign);
        }
    }

    /** A statement of an account that this connection does not serve has lost its way. */
    private void refuseForeignAccounts(Claimed file, Set<String> accounts) {
        List<String> ours = connections
                .named(file.connection())
                .map(BankConnections.Connection::accounts)
                .orElse(List.of());
        if (!ours.isEmpty() && !ours.containsAll(accounts)) {
            throw Unreadable.foreign("it is about an account that connection " + file.connection() + " does not serve");
        }
    }

    /** When the timing policy has final statements read, if not now; a file waits once. What tells of today never waits. */
    private @Nullable Instant planned() {
        return policies.timing("statements")
                .filter(timing -> !timing.realTime())
                .map(Policies.Timing::schedule)
                .map(cron -> CronExpression.parse(cron).next(clock.instant().atZone(ZoneOffset.UTC)))
                .map(ZonedDateTime::toInstant)
                .orElse(null);
    }

    private static Cause cause(Claimed file) {
        return new Cause(Actor.system("bank"), file.correlationId(), null, "file " + file.name());
    }

    private Receipt done(
            Claimed file, String message, @Nullable String messageId, String outcome, List<String> warnings) {
        store.close(file.id(), new Outcome("READ", message, messageId, outcome, null, warnings));
        return new Receipt.Read(file.id(), message, outcome, warnings);
    }

    private Receipt applyReplies(Claimed file, Survey survey) {
        String messageId = survey.messageId() == null ? file.id().toString() : survey.messageId();
        String outcome = survey.returnsEntries()
                ? returned.apply(file, messageId, cause(file))
                : survey.answersRecall() || recalls.asked(file.connection(), survey.originalMessageId())
                        ? applyRecallAnswers(file, messageId, cause(file))
                        : applyStatuses(file, messageId);
        return done(file, survey.message(), survey.messageId(), outcome, survey.warnings());
    }

    private String applyStatuses(Claimed file, String messageId) {
        StatusReportReader reader = new StatusReportReader(BankMessage.open(store.readable(file.id())));
        BankReplies.Applied applied = replies.apply(file.connection(), messageId, reader, cause(file));
        if (applied.isForeign()) {
            throw Unreadable.foreign("it answers a message that was never sent from here");
        }
        return count(applied.applied(), "payment") + " changed"
                + more(applied.noted(), "noted")
                + more(applied.repeated(), "told before")
                + more(applied.contradicting(), "contradict")
                + more(applied.unmatched(), "name nothing of ours");
    }

    private String applyRecallAnswers(Claimed file, String messageId, Cause cause) {
        RecallAnswers.Applied applied =
                recalls.apply(file.connection(), messageId, RecallReplies.read(store.readable(file.id())), cause);
        if (applied.unmatched() > 0 && applied.applied() + applied.repeated() + applied.contradicting() == 0) {
            throw Unreadable.foreign("it answers a recall that was never sent from here");
        }
        return count(applied.applied(), "recall") + " answered"
                + more(applied.repeated(), "told before")
                + more(applied.contradicting(), "contradict")
                + more(applied.unmatched(), "name nothing that was called back");
    }

    /** One reading: at the end it is known whose they are, and only then anything is matched. */
    private Receipt applyStatements(Claimed file) {
        Survey.Statements seen = new Survey.Statements();
        AtomicReference<StatementFormat.@Nullable Reading> reading = new AtomicReference<>();
        Statements.Received received = statements.ingest(
                new Statements.Source(file.connection(), file.id(), file.name()),
                consumer -> {
                    reading.set(Formats.read(store.readable(file.id()), seen.andThen(consumer)));
                    refuseForeignAccounts(file, seen.accounts());
                },
                cause(file));
        StatementFormat.Reading read = Objects.requireNonNull(reading.get());
        return done(file, read.kind(), read.messageId(), told(file, received), read.warnings());
    }

    private String told(Claimed file, Statements.Received received) {
        LOG.info(
                "File {} of {}: {} entries read in {} ms, matched in {} ms, settled in {} ms",
                file.name(),
                file.connection(),
                received.entries(),
                received.took().reading().toMillis(),
                received.took().matching().toMillis(),
                received.took().settling().toMillis());
        String told = count(received.statements(), "statement");
        if (received.entries() == 0 && received.breaks() == 0) {
            return told + " without entries";
        }
        return "%s, %s%s, %s moved, %s"
                .formatted(
                        told,
                        received.entries() == 1 ? "1 entry" : received.entries() + " entries",
                        received.repeated() == 0 ? "" : before(file, received.repeated()),
                        count(received.matched(), "payment"),
                        count(received.breaks(), "break"));
    }

    private String before(Claimed file, int repeated) {
        List<String> files = statements.toldBefore(file.id());
        return " (%d known before%s)".formatted(repeated, files.isEmpty() ? "" : ", from " + String.join(", ", files));
    }

    private static String more(int number, String what) {
        return number == 0 ? "" : ", " + number + " " + what;
    }

    private static String count(int number, String what) {
        return number == 1 ? "1 " + what : number + " " + what + "s";
    }

    private Receipt quarantine(Claimed file, @Nullable Survey survey, Unreadable why) {
        store.close(
                file.id(),
                new Outcome(
                        "QUARANTINED",
                        survey == null ? null : survey.message(),
                        survey == null ? null : survey.messageId(),
                        why.why(),
                        why.place(),
                        survey == null ? List.of() : survey.warnings()));
        String where = why.place() == null ? "" : " (" + why.place() + ")";
        cases.open(
                NewCase.technical(
                        "file-quarantined:" + file.id(),
                        "FILE_QUARANTINED",
                        file.name(),
                        "A file of %s is quarantined: %s"
                                .formatted(file.connection(), why.code().title()),
                        "File %s: %s%s. The original is kept; nothing of it was applied."
                                .formatted(file.name(), why.why(), where)),
                new Cause(Actor.system("bank"), file.correlationId(), null, "file " + file.name()));
        return new Receipt.Quarantined(file.id(), why.code(), why.why(), why.place());
    }

    private Receipt afterFailure(UUID id, RuntimeException failure) {
        String error = failure.getCause() instanceof KeyTrouble keys
                ? Channel.message(keys)
                : failure.getClass().getSimpleName();
        transaction.executeWithoutResult(t -> store.claim(id).ifPresent(file -> {
            int attempts = store.failed(id, file.attempts(), error);
            if (attempts == ATTEMPTS_BEFORE_A_CASE) {
                cases.open(
                        NewCase.technical(
                                "file-not-applied:" + id,
                                "FILE_QUARANTINED",
                                file.name(),
                                "A readable file of %s cannot be applied".formatted(file.connection()),
                                "File %s failed %d times with %s. It is kept and tried again."
                                        .formatted(file.name(), attempts, error)),
                        new Cause(Actor.system("bank"), file.correlationId(), null, "file " + file.name()));
            }
        }));
        return new Receipt.Waiting(id, ErrorCode.DEPENDENCY_DOWN.title());
    }
}
