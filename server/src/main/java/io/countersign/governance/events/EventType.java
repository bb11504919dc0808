package io.countersign.governance.events;

/**
 * A type of event as the catalogue declares it.
 *
 * @param name the short type, such as {@code payment.approved}
 * @param owner who answers for it
 * @param key what the subject is
 * @param ordering what the order of its events means, and within what
 * @param idempotency how a consumer knows that it has seen an event
 * @param replay whether it may be read again: {@code ANY} or {@code NEVER}
 * @param retention how long it is kept, as an ISO 8601 period
 * @param classification {@code INTERNAL}, {@code CONFIDENTIAL} or {@code PERSONAL}
 * @param schema the JSON Schema (2020-12) of its data
 */
public record EventType(
        String name,
        String description,
        String owner,
        String key,
        String ordering,
        String idempotency,
        String replay,
        String retention,
        String classification,
        String schema) {

    /** The type on the wire, such as {@code io.countersign.payment.approved.v1}. */
    public String wireName() {
        return "io.countersign." + name + ".v1";
    }
}
