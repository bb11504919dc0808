package io.countersign.connectors.bank;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of a BAI2 file: each with the continuation records (88) that follow it. */
final class BaiRecords {

    private static final int MOST_CONTINUATIONS = 2_000;
    private static final int MOST_CHARACTERS = 262_144;

    private final SourceLines lines;

    BaiRecords(SourceLines lines) {
        this.lines = lines;
    }

    /**
     * A record.
     *
     * @param line where it begins
     * @param first its text behind the code, without the slash at its end
     * @param more the texts of its continuations
     */
    record Logical(int line, String code, String first, List<String> more) {

        BaiFields fields() {
            return new BaiFields(this);
        }

        int physicalLines() {
            return 1 + more.size();
        }
    }

    int number() {
        return lines.number();
    }

    /** The next record; null after the last. */
    @Nullable
    Logical next() {
        String line = filled();
        if (line == null) {
            return null;
        }
        int at = lines.number();
        String code = code(at, line);
        if (code.equals("88")) {
            throw Unreadable.at(at, "a continuation (88) continues nothing");
        }
        List<String> more = new ArrayList<>();
        int characters = line.length();
        for (String ahead = lines.peek();
                ahead != null && (ahead.isBlank() || ahead.startsWith("88,"));
                ahead = lines.peek()) {
            lines.next();
            if (ahead.isBlank()) {
                continue;
            }
            characters += ahead.length();
            if (more.size() >= MOST_CONTINUATIONS || characters > MOST_CHARACTERS) {
                throw Unreadable.at(
                        at,
                        "a record has more than %,d continuations or %,d characters"
                                .formatted(MOST_CONTINUATIONS, MOST_CHARACTERS));
            }
            more.add(text(ahead));
        }
        return new Logical(at, code, text(line), more);
    }

    private @Nullable String filled() {
        String line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        return line;
    }

    private static String code(int at, String line) {
        if (line.length() < 3 || line.charAt(2) != ',') {
            throw Unreadable.at(at, "the line does not begin with a record code and a comma");
        }
        return line.substring(0, 2);
    }

    private static String text(String line) {
        String text = line.substring(3).stripTrailing();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
