package io.countersign.payments;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cursors of keyset pages: the sort key of the last row, opaque to the reader. */
final class Keyset {

    private static final int MOST = 500;

    private Keyset() {}

    /** How many rows to read: one more than asked for tells whether there is a next page. */
    static int rows(int limit) {
        return limit(limit) + 1;
    }

    private static int limit(int limit) {
        return Math.clamp(limit, 1, MOST);
    }

    /** Cuts rows read with {@link #rows} to a page. */
    static <T> Views.Page<T> page(List<T> rows, int limit, Function<T, String> key) {
        int most = limit(limit);
        if (rows.size() <= most) {
            return new Views.Page<>(List.copyOf(rows), null);
        }
        List<T> items = List.copyOf(rows.subList(0, most));
        return new Views.Page<>(items, encode(key.apply(items.getLast())));
    }

    static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /** The id a cursor stands for; an invalid cursor is an {@link IllegalArgumentException}. */
    static @Nullable String decodeId(@Nullable String cursor) {
        String key = decode(cursor);
        return key == null ? null : UUID.fromString(key).toString();
    }

    /** The key a cursor stands for; an invalid cursor is an {@link IllegalArgumentException}. */
    static @Nullable String decode(@Nullable String cursor) {
        return cursor == null ? null : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    }
}
