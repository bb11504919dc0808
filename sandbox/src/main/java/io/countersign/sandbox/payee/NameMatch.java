package io.countersign.sandbox.payee;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a creditor's bank compares a name with that of the holder, in the spirit of the EPC's recommendations for matching
 * (EPC288-23): spelling that carries no meaning is ignored, small slips and short forms are close, everything else does
 * not match. Letters of two scripts in one name never match: that is how names are forged.
 */
enum NameMatch {
    MATCH("MTCH"),
    CLOSE("CMTC"),
    NONE("NMTC"),
    NOT_POSSIBLE("NOAP");

    private static final Map<String, String> SPELLED = Map.of(
            "ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "æ", "ae", "ø", "oe", "å", "aa", "œ", "oe", "ł", "l", "&", " ");
    private static final Set<String> FORMS = Set.of(
            "gmbh", "ag", "kg", "ohg", "ug", "se", "ltd", "limited", "plc", "llp", "sarl", "sas", "sa", "bv", "nv",
            "spa", "srl", "ab", "as", "oy", "oyj", "aps", "inc", "llc", "co", "und", "and", "et");
    private static final int LONG_ENOUGH_FOR_TWO_SLIPS = 10;

    private final String code;

    NameMatch(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }

    static NameMatch of(String asked, String holder) {
        if (mixesScripts(asked)) {
            return NONE;
        }
        List<String> left = words(asked);
        List<String> right = words(holder);
        if (left.isEmpty() || right.isEmpty()) {
            return NONE;
        }
        if (left.equals(right)) {
            return MATCH;
        }
        if (new TreeSet<>(left).equals(new TreeSet<>(right)) && left.size() == right.size()) {
            return MATCH;
        }
        List<String> shortLeft = withoutForms(left);
        List<String> shortRight = withoutForms(right);
        if (shortLeft.isEmpty() || shortRight.isEmpty()) {
            return NONE;
        }
        return isClose(shortLeft, shortRight) ? CLOSE : NONE;
    }

    private static boolean isClose(List<String> left, List<String> right) {
        if (new TreeSet<>(left).equals(new TreeSet<>(right)) || byInitials(left, right) || byInitials(right, left)) {
            return true;
        }
        String a = String.join("", left);
        String b = String.join("", right);
        int allowed = Math.min(a.length(), b.length()) >= LONG_ENOUGH_FOR_TWO_SLIPS ? 2 : 1;
        return distance(a, b) <= allowed;
    }

    /** {@code J. Müller} for {@code Jana Müller}: the last word has to be whole. */
    private static boolean byInitials(List<String> shorter, List<String> longer) {
        if (shorter.size() != longer.size()
                || shorter.size() < 2
                || !shorter.getLast().equals(longer.getLast())) {
            return false;
        }
        for (int i = 0; i < shorter.size() - 1; i++) {
            String word = shorter.get(i);
            if (!word.equals(longer.get(i))
                    && !(word.length() == 1 && longer.get(i).startsWith(word))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> words(String name) {
        String text = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> letter : SPELLED.entrySet()) {
            text = text.replace(letter.getKey(), letter.getValue());
        }
        text = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        text = text.replaceAll("(?<=\\b\\p{L})\\.(?=\\p{L}\\b)", "")
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    private static List<String> withoutForms(List<String> words) {
        List<String> left = new ArrayList<>(words);
        left.removeIf(FORMS::contains);
        return left;
    }

    private static boolean mixesScripts(String name) {
        return name.codePoints()
                        .filter(Character::isLetter)
                        .mapToObj(Character.UnicodeScript::of)
                        .distinct()
                        .count()
                > 1;
    }

    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[b.length()];
    }
}
