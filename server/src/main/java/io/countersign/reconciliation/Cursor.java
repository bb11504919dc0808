package io.countersign.reconciliation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a page of a list ended: a time and an id, opaque to the reader. */
record Cursor(Instant at, UUID id) {

    /** @throws IllegalArgumentException if it is not a cursor of ours */
    static @Nullable Cursor read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        int bar = plain.indexOf('|');
        if (bar < 0) {
            throw new IllegalArgumentException("Not a cursor");
        }
        try {
            return new Cursor(Instant.parse(plain.substring(0, bar)), UUID.fromString(plain.substring(bar + 1)));
        } catch (DateTimeParseException notOurs) {
            throw new IllegalArgumentException("Not a cursor", notOurs);
        }
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((at + "|" + id).getBytes(StandardCharsets.UTF_8));
    }

    OffsetDateTime time() {
        return at.atOffset(ZoneOffset.UTC);
    }
}
