package io.countersign.connectors.bank;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the small nested elements of ISO 20022 that wrap one value. */
final class Codes {

    private Codes() {}

    /** The texts of the current element's leaves, joined by a slash: {@code PMNT/ICDT/ESCT}, {@code OPBD}. */
    static String read(Xml xml) {
        List<String> found = new ArrayList<>();
        collect(xml, found);
        return String.join("/", found);
    }

    /** The first leaf of the current element, such as {@code Cd} or {@code Prtry}, or its own text. */
    static @Nullable String first(Xml xml) {
        List<String> found = new ArrayList<>();
        collect(xml, found);
        return found.isEmpty() ? null : found.get(0);
    }

    /** {@code Dt} or {@code DtTm} in the current element. */
    static @Nullable LocalDate date(Xml xml) {
        LocalDate date = null;
        while (xml.child()) {
            date = Values.date(xml, xml.text());
        }
        return date;
    }

    private static void collect(Xml xml, List<String> found) {
        String own = xml.leafOrEnter();
        if (own != null) {
            if (!own.isEmpty()) {
                found.add(own);
            }
            return;
        }
        do {
            collect(xml, found);
        } while (xml.child());
    }
}
