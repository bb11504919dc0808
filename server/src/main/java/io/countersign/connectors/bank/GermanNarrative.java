package io.countersign.connectors.bank;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Field 86 as the German banks structure it (DK, DFÜ agreement, annex 3, chapter 8): a business transaction code, then
 * sub-fields of a mark and two digits, of which 20 to 29 and 60 to 63 are the remittance with the SEPA words inside. Polish
 * and Dutch banks use the same with another mark.
 */
final class GermanNarrative {

    /** A sub-field has 27 characters; one that is shorter ended there, so that the next begins another word. */
    private static final int FULL = 27;

    private static final Pattern WORDS =
            Pattern.compile("(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|COAM|OAMT|BREF|RREF)\\+");

    private static final Pattern OLD_END_TO_END = Pattern.compile("END-TO-END-REF\\.:\\s*(\\S+)");

    /** Business transaction codes of what came back: 108 and 109 direct debits, 159 a credit transfer. */
    private static final Set<String> RETURNS = Set.of("108", "109", "159");

    private final MtNarrative into;

    GermanNarrative(MtNarrative into) {
        this.into = into;
    }

    void read(String text, char mark) {
        int first = text.indexOf(mark);
        if (first == 3) {
            into.business = text.substring(0, 3);
        }
        Map<String, String> fields = split(text.substring(first), mark);
        String postingText = fields.remove("00");
        String name = join(fields.remove("32"), fields.remove("33"));
        into.name = name;
        into.account = given(fields.remove("31"));
        into.agent = given(fields.remove("30"));
        remittance(parts(fields));
        returned(postingText, given(fields.remove("34")));
        tell("00", postingText);
        fields.forEach(this::tell);
    }

    private static Map<String, String> split(String text, char mark) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = Pattern.compile(Pattern.quote(String.valueOf(mark)) + "(\\d{2})")
                .matcher(text);
        int from = -1;
        String code = "";
        while (field.find()) {
            if (from >= 0) {
                fields.merge(code, text.substring(from, field.start()), String::concat);
            }
            code = field.group(1);
            from = field.end();
        }
        if (from >= 0) {
            fields.merge(code, text.substring(from), String::concat);
        }
        return fields;
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null ? null : MtNarrative.given(text);
    }

    private static @Nullable String join(@Nullable String first, @Nullable String second) {
        if (first == null || second == null) {
            return given(first == null ? second : first);
        }
        return given(first + (first.length() >= FULL ? "" : " ") + second);
    }

    /** The remittance in its order, as it was before it was cut into sub-fields. */
    private static List<String> parts(Map<String, String> fields) {
        List<String> parts = new ArrayList<>();
        for (int n = 20; n <= 63; n++) {
            String part = n <= 29 || n >= 60 ? fields.remove(String.valueOf(n)) : null;
            if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    private void remittance(List<String> parts) {
        StringBuilder text = new StringBuilder();
        boolean full = true;
        for (String part : parts) {
            if (!full) {
                text.append(' ');
            }
            text.append(part);
            full = part.length() >= FULL;
        }
        words(text.toString());
    }

    private void words(String text) {
        Matcher word = WORDS.matcher(text);
        int from = 0;
        String last = "";
        while (word.find()) {
            word(last, text.substring(from, word.start()));
            last = word.group(1);
            from = word.end();
        }
        word(last, text.substring(from));
    }

    private void word(String word, String text) {
        String value = MtNarrative.given(text);
        if (value == null) {
            return;
        }
        switch (word) {
            case "EREF" -> into.endToEnd = value;
            case "KREF" -> into.instruction = value;
            case "MREF" -> into.mandate = value;
            case "ABWA", "ABWE" -> into.ultimate = value;
            case "PURP" -> into.purpose = value;
            case "IBAN" -> into.account = into.account == null ? value : into.account;
            case "BIC" -> into.agent = into.agent == null ? value : into.agent;
            case "" -> free(value);
            case "SVWZ" -> into.remittance.add(value);
            case "BREF", "RREF" -> into.others.add(value);
            default -> into.information.add(word + " " + value);
        }
    }

    private void free(String text) {
        Matcher old = OLD_END_TO_END.matcher(text);
        if (old.find() && into.endToEnd == null) {
            into.endToEnd = MtNarrative.given(old.group(1));
        }
        into.remittance.add(text);
    }

    private void returned(@Nullable String postingText, @Nullable String key) {
        if (into.business != null && RETURNS.contains(into.business)) {
            into.returnCode = "NARR";
            into.returnText = key == null ? given(postingText) : "%s (%s)".formatted(given(postingText), key);
        }
        if (key != null) {
            into.information.add("34 " + key);
        }
    }

    private void tell(String code, @Nullable String text) {
        String value = given(text);
        if (value != null) {
            into.information.add(code.equals("00") ? value : code + " " + value);
        }
    }
}
