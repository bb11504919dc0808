package io.countersign.model;

/**
 * Who acts: a human, a service account, a machine identity, or the hub itself.
 *
 * @param kind humans hold roles, service accounts and machines hold capabilities, the system acts on its timers
 * @param id stable and unique within its kind; for humans the subject of the identity provider
 * @param name how people call it
 */
public record Actor(Kind kind, String id, String name) {

    /** The three kinds of identity of the design, and the hub's own timers and workers. */
    public enum Kind {
        HUMAN,
        SERVICE,
        MACHINE,
        SYSTEM
    }

    /** A part of the hub acting by itself, such as {@code "payments"} or {@code "reconciliation"}. */
    public static Actor system(String part) {
        return new Actor(Kind.SYSTEM, "system:" + part, "Countersign");
    }
}
