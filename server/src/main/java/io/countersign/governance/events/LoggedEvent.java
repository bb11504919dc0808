package io.countersign.governance.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event of the log.
 *
 * @param type the short type, such as {@code payment.approved}
 * @param subject what it is about
 * @param sequence rises by one per subject
 * @param data a JSON object
 * @param cursor where a reader that has handled this event goes on
 */
public record LoggedEvent(
        Instant at,
        String type,
        String subject,
        int sequence,
        @Nullable String legalEntity,
        String correlationId,
        @Nullable String traceparent,
        String actor,
        String data,
        String cursor) {

    private static final String PREFIX = "io.countersign.";
    private static final String VERSION = ".v1";

    /** Unique in the log; the idempotency key of whoever handles the event. */
    public String id() {
        return subject + ":" + sequence;
    }

    /** The type on the wire, such as {@code io.countersign.payment.approved.v1}. */
    public String wireType() {
        return PREFIX + type + VERSION;
    }

    /** The short type of a type on the wire; a short type is answered as it is. */
    public static String shortType(String type) {
        return type.startsWith(PREFIX) && type.endsWith(VERSION)
                ? type.substring(PREFIX.length(), type.length() - VERSION.length())
                : type;
    }
}
