package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.Coded;
import io.countersign.connectors.bank.profile.Profile.Kind;
import io.countersign.connectors.bank.profile.Profile.Message;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** Writes elements that every message has in common. An element without text is not written. */
final class Markup {

    private final XMLStreamWriter xml;
    private final Message message;

    Markup(XMLStreamWriter xml, Message message) {
        this.xml = xml;
        this.message = message;
    }

    void begin() throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("Document");
        xml.writeDefaultNamespace(message.namespace());
        if (message.schemaLocation() != null) {
            String instance = "http://www.w3.org/2001/XMLSchema-instance";
            xml.writeNamespace("xsi", instance);
            xml.writeAttribute("xsi", instance, "schemaLocation", message.schemaLocation());
        }
    }

    void end() throws XMLStreamException {
        xml.writeEndElement();
        xml.writeEndDocument();
        xml.flush();
    }

    void open(String name) throws XMLStreamException {
        xml.writeStartElement(name);
    }

    void close() throws XMLStreamException {
        xml.writeEndElement();
    }

    void leaf(String name, @Nullable String text) throws XMLStreamException {
        if (text != null && !text.isEmpty()) {
            xml.writeStartElement(name);
            xml.writeCharacters(text);
            xml.writeEndElement();
        }
    }

    void amount(String currency, String amount) throws XMLStreamException {
        xml.writeStartElement("InstdAmt");
        xml.writeAttribute("Ccy", currency);
        xml.writeCharacters(amount);
        xml.writeEndElement();
    }

    void coded(String name, @Nullable Coded code) throws XMLStreamException {
        if (code != null) {
            open(name);
            choice(code);
            close();
        }
    }

    void choice(Coded code) throws XMLStreamException {
        leaf(code.proprietary() ? "Prtry" : "Cd", code.value());
    }

    /** {@code PstlAdr}; nothing if there is no address. */
    void address(PostalAddress address) throws XMLStreamException {
        if (address.isEmpty()) {
            return;
        }
        open("PstlAdr");
        leaf("StrtNm", address.street());
        leaf("PstCd", address.postcode());
        leaf("TwnNm", address.town());
        leaf("Ctry", address.country());
        for (String line : address.lines()) {
            leaf("AdrLine", line);
        }
        close();
    }

    /** {@code Id} of an account. */
    void account(AccountNaming naming) throws XMLStreamException {
        open("Id");
        if (naming.iban()) {
            leaf("IBAN", naming.number());
        } else {
            open("Othr");
            leaf("Id", naming.number());
            coded("SchmeNm", naming.scheme());
            close();
        }
        close();
    }

    /** {@code FinInstnId} of a bank, by its BIC, its clearing code or both. */
    void agent(@Nullable String bic, @Nullable AccountNaming naming) throws XMLStreamException {
        String member = naming == null ? null : naming.member();
        open("FinInstnId");
        leaf(message.kind() == Kind.PAIN_03 ? "BIC" : "BICFI", bic);
        if (naming != null && member != null) {
            open("ClrSysMmbId");
            open("ClrSysId");
            leaf("Cd", naming.clearing());
            close();
            leaf("MmbId", member);
            close();
        }
        if (bic == null && member == null) {
            open("Othr");
            leaf("Id", "NOTPROVIDED");
            close();
        }
        close();
    }
}
