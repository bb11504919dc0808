package io.countersign.connectors.bank;

import java.util.ArrayList;
import java.util.List;

/** What a file tells of single payments, gathered. One that tells of more than the memory is for is refused, not half read. */
final class Gathered<T> {

    static final int MOST = 200_000;

    private final List<T> all = new ArrayList<>();

    void add(T one) {
        if (all.size() == MOST) {
            throw Unreadable.file(
                    "it tells of more than %,d payments in one file; the bank can send it in several".formatted(MOST));
        }
        all.add(one);
    }

    List<T> all() {
        return all;
    }
}
