package io.countersign.connectors.bank;

import org.jspecify.annotations.Nullable;

/** Reads the account of a statement. */
final class AccountReader {

    private final Xml xml;
    private @Nullable String number;
    private @Nullable String currency;
    private @Nullable String owner;
    private @Nullable String servicer;

    AccountReader(Xml xml) {
        this.xml = xml;
    }

    /** The current element is {@code Acct}. */
    void read() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Id" -> number = AccountNumber.read(xml);
                case "Ccy" -> currency = xml.textOrNull();
                case "Ownr" -> owner = PartiesReader.name(xml);
                case "Svcr" -> servicer = PartiesReader.agent(xml);
                default -> xml.skip();
            }
        }
    }

    @Nullable
    String number() {
        return number;
    }

    @Nullable
    String currency() {
        return currency;
    }

    @Nullable
    String owner() {
        return owner;
    }

    @Nullable
    String servicer() {
        return servicer;
    }
}
