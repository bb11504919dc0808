package io.countersign.console;

import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/** Where a list goes on. Filters and cursor are in the URL; {@code first} is null on the first page. */
public record Pager(@Nullable String first, @Nullable String next) {

    static final int ROWS = 25;

    /** @param list the URL of the list with its filters, without a cursor */
    static Pager of(UriComponentsBuilder list, @Nullable String after, @Nullable String next) {
        String first = list.cloneBuilder().build().encode().toUriString();
        return new Pager(
                after == null ? null : first,
                next == null
                        ? null
                        : list.cloneBuilder()
                                .queryParam("after", "{after}")
                                .encode()
                                .buildAndExpand(next)
                                .toUriString());
    }
}
