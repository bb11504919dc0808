package io.countersign.cases;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A case to open.
 *
 * @param key the same trouble has the same key: while its case is open, it is counted there instead of opening another
 * @param kind one of the kinds of the policy {@code cases}, which sets owner and due time, such as {@code BANK_DOWN}
 * @param subject what it is about, for people: a file's name, a connection, a reference
 * @param title what happened, in one line
 * @param detail what happened and what can be done
 */
public record NewCase(
        String key,
        CaseQueue queue,
        String kind,
        @Nullable String reason,
        String subject,
        String title,
        String detail,
        @Nullable String legalEntity,
        @Nullable UUID paymentId,
        @Nullable String correlationId) {

    /** A technical case about something that concerns no single payment. */
    public static NewCase technical(String key, String kind, String subject, String title, String detail) {
        return new NewCase(key, CaseQueue.TECHNICAL, kind, null, subject, title, detail, null, null, null);
    }

    /** A business case about something that concerns no single payment. */
    public static NewCase business(
            String key, String kind, String subject, String title, String detail, @Nullable String legalEntity) {
        return new NewCase(key, CaseQueue.BUSINESS, kind, null, subject, title, detail, legalEntity, null, null);
    }
}
