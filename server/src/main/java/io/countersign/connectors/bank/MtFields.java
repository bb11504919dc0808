package io.countersign.connectors.bank;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a SWIFT MT file one after another, with where messages begin and end. Only what may have several lines takes
 * the lines behind it; a line that belongs to nothing is told.
 */
final class MtFields {

    /** What stands in the file. */
    sealed interface Token {

        /** The text of a message of the network begins. {@code type} is null where no header tells it. */
        record Begin(int line, @Nullable String type) implements Token {}

        /** The message ends. {@code inBlock} tells that its block was closed. */
        record End(int line, boolean inBlock) implements Token {}

        /** A field with its lines. */
        record Field(int line, String tag, List<String> lines) implements Token {

            String first() {
                return lines.get(0).strip();
            }
        }
    }

    /** Fields of the statements; others that look like one inside a text are text. */
    private static final Pattern TAG =
            Pattern.compile(":(13D?|20|21|23|25P?|28C?|34F|6[0-5][A-Z]?|86|90[CD]|NS[A-Z]?):(.*)");

    private static final Pattern ANY_TAG = Pattern.compile(":(\\d{2}[A-Z]?):(.*)");
    private static final Pattern BLOCK = Pattern.compile("(-\\}|\\{[1-5S]:).*");
    private static final Pattern TYPE = Pattern.compile("\\{2:[IO](\\d{3})");
    private static final Pattern TEXT_BLOCK = Pattern.compile("\\{4:(?!\\s*\\{)(.*)$");
    private static final Pattern TERMINATOR = Pattern.compile("-(XXX)?[^\\w}]?");

    /** What banks put before a message instead of its header: their BIC, the number of the message, a line of zeros. */
    private static final Pattern PREAMBLE =
            Pattern.compile("[A-Z]{6}[A-Z0-9]{2,5}|:?9[0-9]{2}(:| 00)?|0000 01[A-Z0-9]{8,12} ?\\d*");

    private static final int MOST_CHARACTERS = 8_192;
    private static final int MOST_BREAKS_IN_ENTRY = 4;

    private final MtLines lines;
    private final Oddities oddities;
    private final Deque<Token> queue = new ArrayDeque<>();
    private @Nullable String type;
    private boolean closingSeen;

    MtFields(SourceLines lines, Oddities oddities) {
        this.lines = new MtLines(lines, oddities);
        this.oddities = oddities;
    }

    int number() {
        return lines.number();
    }

    /** The next of the file; null at its end. */
    @Nullable
    Token next() {
        while (queue.isEmpty()) {
            String line = lines.next();
            if (line == null) {
                return null;
            }
            read(line.stripTrailing());
        }
        return queue.removeFirst();
    }

    private void read(String line) {
        Matcher tag = TAG.matcher(line);
        if (tag.matches()) {
            field(tag.group(1), tag.group(2));
        } else if (BLOCK.matcher(line).matches()) {
            blocks(line);
        } else if (TERMINATOR.matcher(line).matches()) {
            queue.add(new Token.End(lines.number(), false));
        } else if (ANY_TAG.matcher(line).matches()) {
            Matcher other = ANY_TAG.matcher(line);
            if (other.matches()) {
                queue.add(new Token.Field(lines.number(), other.group(1), List.of(other.group(2))));
            }
        } else if (!line.isBlank() && !PREAMBLE.matcher(line).matches()) {
            oddities.add(lines.number(), "text that belongs to no field; kept only in the original");
        }
    }

    // Blocks of the network: "-}" closes the text, "{2:I940" tells the message, "{4:" begins the text.
    private void blocks(String line) {
        if (line.startsWith("-}")) {
            queue.add(new Token.End(lines.number(), true));
        }
        Matcher kind = TYPE.matcher(line);
        while (kind.find()) {
            type = kind.group(1);
        }
        Matcher text = TEXT_BLOCK.matcher(line);
        if (text.find()) {
            queue.add(new Token.Begin(lines.number(), type));
            type = null;
            String rest = text.group(1).strip();
            if (!rest.isEmpty()) {
                read(rest);
            }
        } else if (line.indexOf("{4:") < 0 && type != null && line.startsWith("{2:") && line.indexOf('}') < 0) {
            throw Unreadable.at(lines.number(), "a header block of SWIFT is not closed");
        }
    }

    private void field(String tag, String first) {
        int at = lines.number();
        List<String> all = new ArrayList<>(List.of(first));
        if (tag.startsWith("62")) {
            closingSeen = true;
        } else if (tag.equals("20")) {
            closingSeen = false;
        }
        queue.add(new Token.Field(at, tag, all));
        switch (tag) {
            case "86", "NS", "NSF" -> text(at, all);
            case "61" -> few(all, MOST_BREAKS_IN_ENTRY);
            case "25P" -> few(all, 1);
            case "28", "28C" -> {
                String ahead = lines.peek();
                if (ahead != null && ahead.strip().matches("[0-9/]{1,6}")) {
                    few(all, 1);
                }
            }
            default -> {}
        }
    }

    private void few(List<String> all, int most) {
        while (all.size() <= most && continues(lines.peek())) {
            all.add(String.valueOf(lines.next()));
        }
    }

    private boolean continues(@Nullable String ahead) {
        return ahead != null
                && !ahead.isBlank()
                && !TAG.matcher(ahead).matches()
                && !BLOCK.matcher(ahead).matches()
                && !TERMINATOR.matcher(ahead.stripTrailing()).matches();
    }

    /** Takes lines until the next field. A line with only a hyphen ends the message, unless the text goes on behind it. */
    private void text(int at, List<String> all) {
        int characters = all.get(0).length();
        boolean cut = false;
        for (String ahead = lines.peek(); ahead != null; ahead = lines.peek()) {
            String line = ahead.stripTrailing();
            boolean hyphen = TERMINATOR.matcher(line).matches();
            if (!hyphen && !line.isEmpty() && !continues(line)) {
                break;
            }
            lines.next();
            if (line.isEmpty()) {
                continue;
            }
            if (hyphen && (closingSeen || endsMessage(lines.peek()))) {
                queue.add(new Token.End(lines.number(), false));
                break;
            }
            characters += line.length();
            cut = cut || characters > MOST_CHARACTERS;
            if (!cut) {
                all.add(line);
            }
        }
        if (cut) {
            oddities.add(at, "a text has more than %,d characters and is cut".formatted(MOST_CHARACTERS));
        }
    }

    private static boolean endsMessage(@Nullable String ahead) {
        return ahead == null
                || ahead.isBlank()
                || ahead.startsWith(":20:")
                || BLOCK.matcher(ahead).matches()
                || PREAMBLE.matcher(ahead.stripTrailing()).matches();
    }
}
