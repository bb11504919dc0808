package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart.Structured;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Field 86 with words between slashes, as the Dutch banks and many others structure it: {@code /EREF/…/REMI/…}. ING tells
 * the other side as {@code /CNTP/account/BIC/name/town/}, Rabobank as {@code /BENM//NAME/…}, ABN AMRO as {@code
 * /IBAN/…/BIC/…/NAME/…}.
 */
final class SlashedNarrative {

    private static final Pattern WORD =
            Pattern.compile("/(EREF|REMI|IBAN|BIC|NAME|TRTP|MARF|CSID|CNTP|PREF|ORDP|BENM|RTRN"
                    + "|PURP|ADDR|ISDT|ULTC|ULTD|ULTB|SVCL|KREF|IREF|OCMT|CHGS|EXCH|UETR|BUSP|OGB|OSDR|NRTX|ACCW|RREF|CREF|INIT|VA|ID"
                    + "|TYPE|COD|CTYPE|CPRP)/");

    private static final Pattern ISSUED =
            Pattern.compile("ISSUER:\\s*(\\S+)\\s+REF:\\s*(\\S+)(.*)", Pattern.CASE_INSENSITIVE);

    private final MtNarrative into;

    SlashedNarrative(MtNarrative into) {
        this.into = into;
    }

    void read(String text) {
        Matcher word = WORD.matcher(text);
        int from = 0;
        String last = "";
        // The slash that ends a value may be the one that begins the next word.
        while (word.find(Math.max(from - 1, 0)) && word.start() >= Math.max(from - 1, 0)) {
            int until = Math.max(word.start(), from);
            word(last, text.substring(from, until));
            last = word.group(1);
            from = word.end();
        }
        word(last, text.substring(from));
    }

    private void word(String word, String text) {
        String value = MtNarrative.given(trimmed(text));
        if (value == null) {
            return;
        }
        switch (word) {
            case "EREF" -> into.endToEnd = value;
            case "KREF" -> into.instruction = value;
            case "PREF" -> into.messageId = value;
            case "MARF" -> into.mandate = value;
            case "UETR" -> into.uetr = value;
            case "PURP" -> into.purpose = value.startsWith("CD/") ? value.substring(3) : value;
            case "IBAN" -> into.account = account(value);
            case "BIC" -> into.agent = value;
            case "NAME" -> into.name = value;
            case "BENM", "ORDP" -> side(value);
            case "CNTP" -> counterparty(text);
            case "ULTC", "ULTD", "ULTB" -> into.ultimate = value;
            case "RTRN" -> returned(value);
            case "REMI" -> remittance(value);
            case "IREF", "RREF", "CREF" -> into.others.add(value);
            case "" -> into.remittance.add(value);
            default -> into.information.add(word + " " + value);
        }
    }

    /** Slashes at both ends belong to the words around. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == '/') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == '/') {
            to--;
        }
        return text.substring(from, to).strip();
    }

    private static String account(String text) {
        return text.replace(" ", "");
    }

    /** Behind the word for a side stands its account, or other words follow. */
    private void side(String value) {
        if (into.account == null && value.matches("[A-Z0-9]{5,34}")) {
            into.account = value;
        } else if (into.name == null) {
            into.name = value;
        } else {
            into.information.add(value);
        }
    }

    private void counterparty(String text) {
        String[] parts = text.split("/", 4);
        into.account = parts.length > 0 ? MtNarrative.given(account(parts[0])) : null;
        into.agent = parts.length > 1 ? MtNarrative.given(parts[1]) : null;
        into.name = parts.length > 2 ? MtNarrative.given(parts[2]) : null;
        String rest = parts.length > 3 ? MtNarrative.given(trimmed(parts[3])) : null;
        if (rest != null) {
            into.information.add(rest);
        }
    }

    private void returned(String value) {
        String code = value.split("[/ ]", 2)[0];
        into.returnCode = code.matches("[A-Z]{2}[0-9A-Z]{2}") ? code : "NARR";
        into.returnText = value.equals(into.returnCode) ? null : value;
    }

    private void remittance(String value) {
        if (value.startsWith("USTD//")) {
            add(value.substring(6));
        } else if (value.startsWith("STRD/")) {
            structured(value.substring(5));
        } else {
            Matcher issued = ISSUED.matcher(value);
            if (issued.matches()) {
                into.structured.add(Structured.of(issued.group(2), issued.group(1)));
                add(issued.group(3));
            } else {
                add(value);
            }
        }
    }

    /** {@code CUR/1234567890}: who issued the reference, and the reference. */
    private void structured(String value) {
        String[] parts = value.split("/", 2);
        String reference = parts.length > 1 ? MtNarrative.given(trimmed(parts[1])) : null;
        if (reference == null) {
            add(value);
        } else {
            into.structured.add(Structured.of(reference, type(parts[0])));
        }
    }

    private static @Nullable String type(String issuer) {
        return MtNarrative.given(issuer);
    }

    private void add(String text) {
        String value = MtNarrative.given(text);
        if (value != null) {
            into.remittance.add(value);
        }
    }
}
