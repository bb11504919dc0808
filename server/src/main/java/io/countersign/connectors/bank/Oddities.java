package io.countersign.connectors.bank;

import java.util.ArrayList;
import java.util.List;

/**
 * What was odd in a text file but certain in its meaning, each with its line; of the whole file, and of the statement that
 * is being read. Never carries the file's text.
 */
final class Oddities {

    private static final int MOST = 100;

    private final Told file = new Told();
    private Told statement = new Told();

    private static final class Told {
        private final List<String> first = new ArrayList<>();
        private int more;

        void add(String what) {
            if (first.size() < MOST) {
                first.add(what);
            } else {
                more++;
            }
        }

        List<String> all() {
            List<String> all = new ArrayList<>(first);
            if (more > 0) {
                all.add("and %d more warnings".formatted(more));
            }
            return List.copyOf(all);
        }
    }

    void add(int line, String what) {
        String told = "line %d: %s".formatted(line, what);
        file.add(told);
        statement.add(told);
    }

    /** What was told since the last statement ended; the next one begins. */
    List<String> ofStatement() {
        List<String> told = statement.all();
        statement = new Told();
        return told;
    }

    List<String> ofFile() {
        return file.all();
    }
}
