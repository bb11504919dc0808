package io.countersign.bench.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must never be and was. */
final class Violations {

    private final List<String> found = new ArrayList<>();

    void add(String sentence) {
        found.add(sentence);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency of ours
    void unless(boolean holds, String sentence, @Nullable Object... arguments) {
        if (!holds) {
            found.add(sentence.formatted(arguments));
        }
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
