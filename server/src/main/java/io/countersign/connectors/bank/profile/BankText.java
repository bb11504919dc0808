package io.countersign.connectors.bank.profile;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * Writes text in the characters every bank must take (EPC217-08): Latin letters, digits and {@code / - ? : ( ) . , ' +} and
 * the space. German umlauts become two letters, other accents are dropped, Greek and Cyrillic are spelled in Latin letters,
 * a few signs have their usual stand-in, and whatever is left becomes a full stop. Text neither begins nor ends with a
 * slash and has no two slashes in a row, which banks take for a line code.
 */
final class BankText {

    private static final String GREEK = "αβγδεζηθικλμνξοπρσςτυφχψω";
    private static final String[] GREEK_LATIN = {
        "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f",
        "ch", "ps", "o"
    };
    private static final String CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ";
    private static final String[] CYRILLIC_LATIN = {
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h",
        "ts", "ch", "sh", "sht", "a", "y", "", "e", "yu", "ya", "i", "yi", "ye", "g"
    };

    private BankText() {}

    /** One space at a time, one slash at a time. */
    static String collapse(String text) {
        StringBuilder out = new StringBuilder(text.length());
        char before = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c != ' ' && c != '/') || c != before) {
                out.append(c);
            }
            before = c;
        }
        return out.toString().strip();
    }

    /** Without slashes and spaces at its ends. */
    static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isEdge(text.charAt(from))) {
            from++;
        }
        while (to > from && isEdge(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isEdge(char c) {
        return c == ' ' || c == '/';
    }

    /** Whether the text can be sent as it is. */
    static boolean isPlain(String text) {
        return text.codePoints().allMatch(BankText::plain);
    }

    static boolean plain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "/-?:().,'+ ".indexOf(c) >= 0;
    }

    static void append(StringBuilder out, int c) {
        if (plain(c)) {
            out.append((char) c);
            return;
        }
        if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
            out.append(' ');
            return;
        }
        String standIn = standIn(c);
        if (standIn != null) {
            out.append(standIn);
            return;
        }
        appendWithoutAccents(out, c);
    }

    private static void appendWithoutAccents(StringBuilder out, int c) {
        int before = out.length();
        boolean onlyMarks = true;
        for (int part : Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD)
                .codePoints()
                .toArray()) {
            if (isMark(part)) {
                continue;
            }
            onlyMarks = false;
            String spelled = plain(part) ? Character.toString(part) : otherScript(part);
            if (spelled != null) {
                out.append(spelled);
            }
        }
        if (out.length() == before && !onlyMarks) {
            out.append('.');
        }
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static @Nullable String standIn(int c) {
        return switch (c) {
            case 'ä' -> "ae";
            case 'ö' -> "oe";
            case 'ü' -> "ue";
            case 'Ä' -> "Ae";
            case 'Ö' -> "Oe";
            case 'Ü' -> "Ue";
            case 'ß' -> "ss";
            case 'ẞ' -> "SS";
            case 'æ' -> "ae";
            case 'Æ' -> "AE";
            case 'œ' -> "oe";
            case 'Œ' -> "OE";
            case 'ø' -> "o";
            case 'Ø' -> "O";
            case 'đ', 'ð' -> "d";
            case 'Đ', 'Ð' -> "D";
            case 'ł' -> "l";
            case 'Ł' -> "L";
            case 'þ' -> "th";
            case 'Þ' -> "Th";
            case 'ı' -> "i";
            case 'ħ' -> "h";
            case '&' -> "+";
            case '€' -> "EUR";
            case '@' -> "(at)";
            case '_', '–', '—', '‐', '‑', '−', '~' -> "-";
            case '"', '`', '´', '‘', '’', '“', '”', '„', '«', '»' -> "'";
            case '[', '{', '<' -> "(";
            case ']', '}', '>' -> ")";
            case ';' -> ",";
            case '\\', '|' -> "/";
            case '!' -> ".";
            default -> null;
        };
    }

    private static @Nullable String otherScript(int c) {
        int lower = Character.toLowerCase(c);
        int greek = GREEK.indexOf(lower);
        int cyrillic = CYRILLIC.indexOf(lower);
        String spelled = greek >= 0 ? GREEK_LATIN[greek] : cyrillic >= 0 ? CYRILLIC_LATIN[cyrillic] : null;
        if (spelled == null || spelled.isEmpty() || lower == c) {
            return spelled;
        }
        return Character.toUpperCase(spelled.charAt(0)) + spelled.substring(1);
    }
}
