package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart.BankCode;
import org.jspecify.annotations.Nullable;

/** Reads what kind of transaction it is: {@code BkTxCd} or {@code OrgnlBkTxCd}. */
final class BankCodeReader {

    private final Xml xml;
    private @Nullable String domain;
    private @Nullable String family;
    private @Nullable String subFamily;
    private @Nullable String proprietary;
    private @Nullable String issuer;

    private BankCodeReader(Xml xml) {
        this.xml = xml;
    }

    static @Nullable BankCode read(Xml xml) {
        return new BankCodeReader(xml).code();
    }

    private @Nullable BankCode code() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Domn" -> domain();
                case "Prtry" -> proprietary();
                default -> xml.skip();
            }
        }
        return domain == null && proprietary == null
                ? null
                : new BankCode(domain, family, subFamily, proprietary, issuer);
    }

    private void domain() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Cd" -> domain = xml.textOrNull();
                case "Fmly" -> family();
                default -> xml.skip();
            }
        }
    }

    private void family() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Cd" -> family = xml.textOrNull();
                case "SubFmlyCd" -> subFamily = xml.textOrNull();
                default -> xml.skip();
            }
        }
    }

    private void proprietary() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Cd" -> proprietary = xml.textOrNull();
                case "Issr" -> issuer = xml.textOrNull();
                default -> xml.skip();
            }
        }
    }
}
