package io.countersign.cases;

import io.countersign.governance.identity.Caller;
import io.countersign.model.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The door to the business and the technical queue. Reading and working need the queue's capability
 * ({@code cases:business}, {@code cases:technical}) and the case's legal entity in scope.
 */
@Component
public class Cases {

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

    /** Late first, then oldest: in order of the due time. A cursor is opaque; an invalid one is an IllegalArgumentException. */
    public CaseView.Page list(Caller caller, Filter filter, @Nullable String after, int limit) {
        throw new UnsupportedOperationException();
    }

    /** By id or by number, such as {@code BC-4471}. */
    public Optional<CaseView.Detail> find(Caller caller, String idOrNumber) {
        throw new UnsupportedOperationException();
    }

    /** The cases of one payment that the caller may read, newest first, resolved ones included. */
    public List<CaseView> ofPayment(Caller caller, UUID paymentId) {
        throw new UnsupportedOperationException();
    }

    public CaseView.Counts counts(Caller caller, CaseQueue queue, Instant solvedSince) {
        throw new UnsupportedOperationException();
    }

    /** Takes a case to work on it. */
    public CaseResult take(Caller caller, UUID caseId) {
        throw new UnsupportedOperationException();
    }

    public CaseResult note(Caller caller, UUID caseId, String text) {
        throw new UnsupportedOperationException();
    }

    /** Resolves a case by one of its actions, and drives its payment on. What payments refuses is refused here. */
    public CaseResult resolve(Caller caller, UUID caseId, CaseAction action, String why) {
        throw new UnsupportedOperationException();
    }

    /** Opens a case, or counts the trouble on the open case with the same key; answers its id. Joins a transaction. */
    public UUID open(NewCase newCase, Cause cause) {
        throw new UnsupportedOperationException();
    }

    /** The trouble with this key is over by itself, such as an outage; answers whether a case was open. */
    public boolean over(String key, String how, Cause cause) {
        throw new UnsupportedOperationException();
    }
}
