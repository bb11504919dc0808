package io.countersign.connectors.bank;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Field 86 as mBank writes it: a code, then parts between semicolons, each with its Polish word. */
final class PolishNarrative {

    private static final Pattern PART = Pattern.compile("([A-ZĄĆĘŁŃÓŚŹŻ. ]{2,20}):\\s*(.*)", Pattern.DOTALL);

    private final MtNarrative into;

    PolishNarrative(MtNarrative into) {
        this.into = into;
    }

    void read(String text) {
        into.business = text.substring(0, 3);
        for (String part : text.substring(3).split(";", -1)) {
            part(part.strip());
        }
    }

    private void part(String part) {
        Matcher form = PART.matcher(part);
        String value = form.matches() ? MtNarrative.given(form.group(2)) : null;
        if (value == null) {
            if (!part.isEmpty()) {
                into.remittance.add(part);
            }
            return;
        }
        switch (form.group(1).strip()) {
            case "DLA", "OD" -> into.name = value;
            case "NA RACH.", "Z RACH." -> into.account = value.replace(" ", "");
            case "TYT." -> into.remittance.add(value);
            case "REF. KLIENTA" -> into.instruction = value;
            case "TNR" -> into.others.add(value);
            default -> into.information.add(part);
        }
    }
}
