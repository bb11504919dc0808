package io.countersign.cases;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A case as it can be read.
 *
 * @param number the number people quote, such as {@code BC-4471} or {@code TC-931}
 * @param kind such as {@code HELD} or {@code UNKNOWN_OUTCOME}
 * @param reason the hold's reason or the bank's code, such as {@code DUPLICATE} or {@code AC01}
 * @param title what happened, in one line
 * @param detail what happened, in full
 * @param owner the role whose work it is
 * @param policy the row that set owner and due time
 * @param paymentId the payment it is about, where it is about one
 * @param subject what it is about: a payment's reference, a file, a connection
 * @param occurrences how often the same trouble arose while the case was open
 * @param takenBy the identity that works on it
 * @param actions what can be done; the resolution of a case is one of these
 */
public record CaseView(
        UUID id,
        String number,
        CaseQueue queue,
        String kind,
        @Nullable String reason,
        String title,
        String detail,
        CaseState state,
        String owner,
        Instant dueAt,
        boolean overdue,
        @Nullable String policy,
        @Nullable String legalEntity,
        @Nullable UUID paymentId,
        String subject,
        String correlationId,
        int occurrences,
        Instant openedAt,
        Instant lastArisenAt,
        @Nullable String takenBy,
        @Nullable String takenName,
        @Nullable String resolution,
        @Nullable String resolvedBy,
        @Nullable String resolvedName,
        @Nullable String resolvedWhy,
        @Nullable Instant resolvedAt,
        int version,
        List<CaseAction> actions) {

    /** A case with its notes, oldest first. */
    public record Detail(CaseView view, List<Note> notes) {}

    public record Note(Instant at, String authorId, String authorName, String text) {}

    /** One page of a list; {@code next} is the cursor of the following one, or null at the end. */
    public record Page(List<CaseView> cases, @Nullable String next) {}

    /** How many cases are open in a queue, how many of them are late, and how many were solved since a moment. */
    public record Counts(int open, int late, int solved) {}
}
