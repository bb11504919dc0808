package io.countersign.connectors.bank;

import org.jspecify.annotations.Nullable;

/** Reads an account's identification: an IBAN, or whatever the bank calls it, without spaces. */
final class AccountNumber {

    /** No bank's is longer than 35; what is much longer is another text, and too long for an index. */
    private static final int LONGEST = 70;

    private AccountNumber() {}

    /** Whether a text can be the number of an account at all. */
    static boolean isPossible(String number) {
        return !number.isBlank() && number.length() <= LONGEST;
    }

    /** The current element is {@code Acct/Id}. */
    static @Nullable String read(Xml xml) {
        String number = null;
        while (xml.child()) {
            switch (xml.name()) {
                case "IBAN", "BBAN", "UPIC" -> number = xml.textOrNull();
                case "Othr", "PrtryAcct" -> number = other(xml);
                default -> xml.skip();
            }
        }
        return number == null ? null : number.replace(" ", "");
    }

    private static @Nullable String other(Xml xml) {
        String number = null;
        while (xml.child()) {
            if (xml.name().equals("Id")) {
                number = xml.textOrNull();
            } else {
                xml.skip();
            }
        }
        return number;
    }
}
