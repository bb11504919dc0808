package io.countersign.connectors.bank.profile;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The characters and lengths of a bank. Text is written in the characters every bank must take (EPC217-08) and the ones
 * this bank takes beside them; a replacement of the profile goes before the usual spelling.
 *
 * @param also ranges of further characters, each two of them the first and the last one
 * @param replace what stands for a character, by its code point
 * @param upperCase whether the bank takes capitals only
 */
record Texts(String also, Map<Integer, String> replace, boolean upperCase, int name, int remittance, int endToEndId) {

    /** What every bank takes, at the lengths of the SEPA schemes. */
    static final Texts USUAL = new Texts("", Map.of(), false, 70, 140, 35);

    String name(String text) {
        return write(text, name);
    }

    String remittance(String text) {
        return write(text, remittance);
    }

    /** The text in the bank's characters, cut to {@code max} of them. */
    String write(String text, int max) {
        if (text.length() <= max && isWrittenAsItIs(text)) {
            return text;
        }
        String plain = whole(text);
        return plain.length() > max ? BankText.trimmed(plain.substring(0, max)) : plain;
    }

    /** What a text becomes before it is cut. */
    String whole(String text) {
        return isWrittenAsItIs(text) ? text : BankText.trimmed(BankText.collapse(spelled(text)));
    }

    private String spelled(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            String instead = replace.get(c);
            if (instead != null) {
                out.append(instead);
            } else if (isAlso(c)) {
                out.appendCodePoint(c);
            } else {
                BankText.append(out, c);
            }
        });
        return upperCase ? out.toString().toUpperCase(java.util.Locale.ROOT) : out.toString();
    }

    /** Most texts need nothing; they are recognised without making anything. */
    private boolean isWrittenAsItIs(String text) {
        char before = '/';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean taken = (BankText.plain(c) || isAlso(c)) && (replace.isEmpty() || !replace.containsKey((int) c));
            boolean doubled = (c == '/' && before == '/') || (c == ' ' && (before == ' ' || i == 0));
            if (!taken || doubled || (upperCase && Character.isLowerCase(c))) {
                return false;
            }
            before = c;
        }
        return !text.isEmpty() && before != ' ' && before != '/';
    }

    private boolean isAlso(int c) {
        for (int i = 0; i < also.length(); i += 2) {
            if (c >= also.charAt(i) && c <= also.charAt(i + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing readable is left: no letter and no digit. */
    static boolean saysNothing(@Nullable String text) {
        return text == null || text.codePoints().noneMatch(Character::isLetterOrDigit);
    }
}
