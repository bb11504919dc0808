package io.countersign.connectors.bank;

import static io.countersign.connectors.bank.FixedText.at;
import static io.countersign.connectors.bank.FixedText.orNull;

import org.jspecify.annotations.Nullable;

/**
 * What the communication of a CODA movement says: free text, or a structure whose type is its first three digits. Types 101
 * and 102 are the structured communication of credit transfers (OGM/VCS, twelve digits), 127 is a SEPA direct debit.
 */
record CodaCommunication(
        @Nullable String text,
        @Nullable String reference,
        @Nullable String type,
        @Nullable String mandate) {

    static CodaCommunication of(boolean structured, String communication) {
        if (!structured) {
            return new CodaCommunication(words(communication), null, null, null);
        }
        String type = at(communication, 1, 3);
        String content = communication.length() > 3 ? communication.substring(3) : "";
        return switch (type) {
            case "101", "102" -> ogm(type, content);
            case "127" -> new CodaCommunication(orNull(at(content, 80, 141)), null, null, orNull(at(content, 45, 79)));
            default -> new CodaCommunication(words(content), null, null, null);
        };
    }

    private static CodaCommunication ogm(String type, String content) {
        String digits = at(content, 1, 12);
        boolean twelve = digits.length() == 12 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return twelve
                ? new CodaCommunication(orNull(at(content, 13, content.length())), digits, "OGM", null)
                : new CodaCommunication(words(type + " " + content), null, null, null);
    }

    private static @Nullable String words(String text) {
        return orNull(text.replaceAll("\\s+", " "));
    }
}
