package io.countersign.console;

/**
 * One place on the signature line.
 *
 * @param kind {@code done} is signed, {@code me} waits for the reader, {@code open} for somebody else, {@code no} was
 *     refused
 */
public record Sign(String act, String who, String when, String kind, String glyph) {

    static Sign done(String act, String who, String when) {
        return new Sign(act, who, when, "done", "tick");
    }

    static Sign me(String act, String when) {
        return new Sign(act, "You", when, "me", "pen");
    }

    static Sign open(String act, String who, String when) {
        return new Sign(act, who, when, "open", "received");
    }

    static Sign no(String act, String who, String when) {
        return new Sign(act, who, when, "no", "rejected");
    }
}
