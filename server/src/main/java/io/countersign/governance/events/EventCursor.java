package io.countersign.governance.events;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A place in the log: behind the event with this number, written by this transaction. Opaque to readers. */
record EventCursor(long tx, long seq) {

    static final EventCursor START = new EventCursor(0, 0);

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");

    /** @throws IllegalArgumentException if it is not a cursor */
    static EventCursor of(@Nullable String text) {
        if (text == null) {
            return START;
        }
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
        Matcher parts = FORM.matcher(plain);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not a cursor of the event log");
        }
        return new EventCursor(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    boolean isAfter(EventCursor other) {
        return tx > other.tx || (tx == other.tx && seq > other.seq);
    }

    /** A restored database may end before a reader's cursor; the reader must not go back and repeat. */
    EventCursor orLater(EventCursor other) {
        return other.isAfter(this) ? other : this;
    }

    @Override
    public String toString() {
        byte[] plain = (tx + "." + seq).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }
}
