package io.countersign.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why something happens: who asked, from where, and the thread it belongs to. Every change carries its cause into the
 * event log and the audit trail.
 *
 * @param actor who acts
 * @param correlationId runs from the ERP document to the journal entry; at most 64 printable characters
 * @param traceparent the W3C trace context of the request, where there is one
 * @param origin network address or program the act came from, where there is one
 */
public record Cause(
        Actor actor,
        String correlationId,
        @Nullable String traceparent,
        @Nullable String origin) {

    /** The hub acts by itself; the correlation id starts here. */
    public static Cause system(String part, UUID correlation) {
        return new Cause(Actor.system(part), "c-" + correlation, null, null);
    }
}
