package io.countersign.connectors.bank;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines of a SWIFT file. Some banks break a line inside the tag of a field; such a tag is put together. */
final class MtLines {

    private static final Pattern REST_OF_TAG = Pattern.compile("\\d{2}[A-Z]?:.*");

    private final SourceLines lines;
    private final Oddities oddities;
    private int number;
    private int aheadNumber;
    private @Nullable String ahead;
    private boolean known;

    MtLines(SourceLines lines, Oddities oddities) {
        this.lines = lines;
        this.oddities = oddities;
    }

    /** Of the line that {@link #next} answered last. */
    int number() {
        return number;
    }

    @Nullable
    String next() {
        String line = peek();
        known = false;
        number = aheadNumber;
        return line;
    }

    /** The next line, which stays the next one. */
    @Nullable
    String peek() {
        if (known) {
            return ahead;
        }
        known = true;
        ahead = lines.next();
        aheadNumber = lines.number();
        if (ahead != null && ahead.strip().equals(":")) {
            String rest = lines.peek();
            if (rest != null && REST_OF_TAG.matcher(rest).matches()) {
                oddities.add(aheadNumber, "the tag of a field is broken; its lines are joined");
                ahead = ":" + lines.next();
            }
        }
        return ahead;
    }
}
