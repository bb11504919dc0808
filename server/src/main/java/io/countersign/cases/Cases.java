package io.countersign.cases;

import io.countersign.governance.identity.Caller;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The door to the business and the technical queue. Reading and working need the queue's capability
 * ({@code cases:business}, {@code cases:technical}), or the role that owns the case, and the case's legal entity in scope.
 */
@Component
public class Cases {

    /** Who resolves a case right now on this thread, for the listener that is told that the trouble is over. */
    static final ScopedValue<CaseStore.Ending> RESOLVING = ScopedValue.newInstance();

    private static final Pattern NUMBER = Pattern.compile("(?i)[BT]C-\\d{1,18}");
    private static final int LONGEST_TEXT = 4_000;
    private static final int MOST = 500;

    private final CaseReader reader;
    private final CaseStore store;
    private final Resolving resolving;
    private final TransactionTemplate transaction;

    Cases(CaseReader reader, CaseStore store, Resolving resolving, PlatformTransactionManager transactions) {
        this.reader = reader;
        this.store = store;
        this.resolving = resolving;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Which cases; a null or an empty list means any. {@code text} is part of a number, a subject or a title. */
    public record Filter(
            CaseQueue queue,
            List<CaseState> states,
            @Nullable String owner,
            @Nullable String kind,
            @Nullable String legalEntity,
            @Nullable UUID paymentId,
            @Nullable String text) {

        /** What waits in a queue. */
        public static Filter waiting(CaseQueue queue) {
            return new Filter(queue, List.of(CaseState.OPEN, CaseState.IN_PROGRESS), null, null, null, null, null);
        }
    }

    /** In order of the due time, so late first. A cursor is opaque; an invalid one is an IllegalArgumentException. */
    public CaseView.Page list(Caller caller, Filter filter, @Nullable String after, int limit) {
        return reader.list(caller, filter, after, Math.clamp(limit, 1, MOST));
    }

    /** By id or by number, such as {@code BC-4471}. */
    public Optional<CaseView.Detail> find(Caller caller, String idOrNumber) {
        Optional<CaseReader.Full> found = NUMBER.matcher(idOrNumber).matches()
                ? reader.find(caller, idOrNumber)
                : uuid(idOrNumber).flatMap(id -> reader.find(caller, id));
        return found.map(full ->
                new CaseView.Detail(full.view(), reader.notes(full.view().id())));
    }

    /** The cases of one payment that the caller may read, newest first, resolved ones included. */
    public List<CaseView> ofPayment(Caller caller, UUID paymentId) {
        return reader.ofPayment(caller, paymentId);
    }

    public CaseView.Counts counts(Caller caller, CaseQueue queue, Instant solvedSince) {
        return reader.counts(caller, queue, solvedSince);
    }

    /** Takes a case to work on it. Taking over from somebody else is allowed, and on the record. */
    public CaseResult take(Caller caller, UUID caseId) {
        return change(caller, caseId, () -> store.take(caseId, caller.cause()));
    }

    public CaseResult note(Caller caller, UUID caseId, String text) {
        return withText(text).orElseGet(() -> change(caller, caseId, () -> store.note(caseId, text, caller.cause())));
    }

    /**
     * Resolves a case by one of its actions, and drives its payment on. What payments refuses is refused here. Locks are
     * always taken payment first, then case: a payment that goes on closes its cases in the same order.
     */
    public CaseResult resolve(Caller caller, UUID caseId, CaseAction action, String why) {
        return withText(why)
                .orElseGet(() -> inTransaction(() -> reader.find(caller, caseId)
                        .<CaseResult>map(full -> resolve(caller, full, action, why))
                        .orElseGet(Cases::missing)));
    }

    /** Opens a case, or counts the trouble on the open case with the same key; answers its id. Joins a transaction. */
    public UUID open(NewCase newCase, Cause cause) {
        UUID id = transaction.execute(status ->
                store.open(List.of(new CaseStore.Opening(newCase, null)), cause).get(newCase.key()));
        return Objects.requireNonNull(id);
    }

    /** The trouble with this key is over by itself, such as an outage; answers whether a case was open. */
    public boolean over(String key, String how, Cause cause) {
        Integer closed = transaction.execute(status -> store.closeByKey(key, new CaseStore.Ending("OVER", how, cause)));
        return closed != null && closed > 0;
    }

    private CaseResult resolve(Caller caller, CaseReader.Full full, CaseAction action, String why) {
        CaseView view = full.view();
        if (view.state() == CaseState.RESOLVED) {
            return new CaseResult.Refused(ErrorCode.CHANGED, view.number() + " is resolved already.");
        }
        if (!view.actions().contains(action)) {
            return new CaseResult.Refused(ErrorCode.WRONG_STATE, action.label() + " does not resolve this case.");
        }
        CaseStore.Ending ending = new CaseStore.Ending(action.name(), why, caller.cause());
        Resolving.Outcome outcome =
                ScopedValue.where(RESOLVING, ending).call(() -> resolving.drive(caller, full, action, why));
        return switch (outcome) {
            case Resolving.Outcome.Resolved resolved -> {
                store.close(view.id(), ending);
                yield done(caller, view.id());
            }
            case Resolving.Outcome.Waits waits -> {
                store.note(view.id(), action.label() + ": proposed, waits for a second person. " + why, caller.cause());
                yield done(caller, view.id());
            }
            case Resolving.Outcome.Refused refused -> new CaseResult.Refused(refused.code(), refused.why());
        };
    }

    private CaseResult change(Caller caller, UUID caseId, java.util.function.BooleanSupplier change) {
        return inTransaction(() -> {
            Optional<CaseReader.Full> found = reader.find(caller, caseId);
            if (found.isEmpty()) {
                return missing();
            }
            return change.getAsBoolean()
                    ? done(caller, caseId)
                    : new CaseResult.Refused(
                            ErrorCode.CHANGED, found.get().view().number() + " is resolved already.");
        });
    }

    /** What is refused leaves nothing behind, whatever was done before the refusal. */
    private CaseResult inTransaction(java.util.function.Supplier<CaseResult> act) {
        CaseResult result = transaction.execute(status -> {
            CaseResult acted = act.get();
            if (acted instanceof CaseResult.Refused) {
                status.setRollbackOnly();
            }
            return acted;
        });
        return Objects.requireNonNull(result);
    }

    private CaseResult done(Caller caller, UUID id) {
        return new CaseResult.Done(reader.find(caller, id).orElseThrow().view());
    }

    private static CaseResult missing() {
        return new CaseResult.Refused(ErrorCode.NOT_FOUND, "There is no such case among yours.");
    }

    private static Optional<CaseResult> withText(String text) {
        if (text.isBlank()) {
            return Optional.of(new CaseResult.Refused(ErrorCode.INVALID, "Say why; it is kept on the record."));
        }
        return text.length() > LONGEST_TEXT
                ? Optional.of(new CaseResult.Refused(ErrorCode.TOO_LARGE, "At most " + LONGEST_TEXT + " characters."))
                : Optional.empty();
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
