package io.countersign.connectors.bank;

import org.jspecify.annotations.Nullable;

/** Reads an account's identification: an IBAN, or whatever the bank calls it, without spaces. */
final class AccountNumber {

    private AccountNumber() {}

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
