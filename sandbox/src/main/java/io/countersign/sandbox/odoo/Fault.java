package io.countersign.sandbox.odoo;

import java.time.Duration;

/** What a simulated Odoo may do wrong with one request. */
public sealed interface Fault {

    /** Nothing. */
    record None() implements Fault {}

    /** The connection ends before anything was done. */
    record LostRequest() implements Fault {}

    /** Everything is done and committed, but the answer never arrives. */
    record LostAnswer() implements Fault {}

    /** A proxy in front answers with an HTML page; nothing was done. */
    record ServerError(int status) implements Fault {}

    /** The answer takes its time. */
    record Slow(Duration by) implements Fault {}

    Fault NONE = new None();

    /** Decides the fault of a call. */
    @FunctionalInterface
    interface Plan {
        Fault of(String model, String method);
    }
}
