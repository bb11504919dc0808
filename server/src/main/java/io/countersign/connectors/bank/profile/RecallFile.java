package io.countersign.connectors.bank.profile;

import io.countersign.connectors.BankConnections.RecallMessage;
import io.countersign.connectors.bank.profile.Profile.Kind;
import io.countersign.connectors.bank.profile.Profile.Message;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Recall;
import io.countersign.payments.ports.BankRail.Recalled;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes the message that calls payments of one pain.001 back: camt.055.001.08, which a customer sends to its bank, or
 * camt.056.001.08, which banks send to each other and a few take from customers. Every payment is named by itself; the
 * file as a whole is never cancelled. Nothing is kept in memory, and the same input gives the same bytes.
 */
final class RecallFile {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /** {@code Max105Text} of {@code AddtlInf}. */
    private static final int LINE = 105;

    private final Profile profile;
    private final Recall recall;
    private final XMLStreamWriter writer;
    private final Markup xml;

    private RecallFile(Profile profile, Recall recall, XMLStreamWriter writer, Markup xml) {
        this.profile = profile;
        this.recall = recall;
        this.writer = writer;
        this.xml = xml;
    }

    static void write(
            RecallMessage message, Profile profile, Recall recall, Iterator<Recalled> payments, OutputStream out)
            throws IOException {
        try {
            XMLStreamWriter writer = FACTORY.createXMLStreamWriter(out, "UTF-8");
            // Of the pain.001 versions the newer ones name banks and dates as these messages do.
            Message form = new Message(Kind.PAIN_09, "urn:iso:std:iso:20022:tech:xsd:" + message.code(), null);
            RecallFile file = new RecallFile(profile, recall, writer, new Markup(writer, form));
            file.document(message, payments);
        } catch (XMLStreamException cannotWrite) {
            throw new IOException("Cannot write file " + recall.draft().fileName(), cannotWrite);
        }
    }

    private void document(RecallMessage message, Iterator<Recalled> payments) throws XMLStreamException {
        xml.begin();
        xml.open(message == RecallMessage.CAMT_055 ? "CstmrPmtCxlReq" : "FIToFIPmtCxlReq");
        assignment();
        xml.open("Undrlyg");
        if (message == RecallMessage.CAMT_055) {
            ofCustomer(payments);
        } else {
            betweenBanks(payments);
        }
        xml.close();
        xml.close();
        xml.end();
    }

    private void assignment() throws XMLStreamException {
        Debtor us = recall.draft().debtor();
        xml.open("Assgnmt");
        xml.leaf("Id", recall.draft().messageId());
        xml.open("Assgnr");
        party("Pty", us);
        xml.close();
        xml.open("Assgne");
        xml.open("Agt");
        xml.agent(us.bic(), null);
        xml.close();
        xml.close();
        xml.leaf("CreDtTm", time(recall.draft().createdAt()));
        xml.close();
        xml.open("Case");
        xml.leaf("Id", recall.draft().messageId());
        xml.open("Cretr");
        party("Pty", us);
        xml.close();
        xml.close();
        xml.open("CtrlData");
        xml.leaf("NbOfTxs", Integer.toString(recall.draft().payments()));
        xml.leaf("CtrlSum", recall.draft().total().toPlainString());
        xml.close();
    }

    private void ofCustomer(Iterator<Recalled> payments) throws XMLStreamException {
        xml.open("OrgnlPmtInfAndCxl");
        xml.leaf("OrgnlPmtInfId", profile.file().batchInfoId().replace("{messageId}", recall.originalMessageId()));
        original();
        xml.leaf("NbOfTxs", Integer.toString(recall.draft().payments()));
        xml.leaf("CtrlSum", recall.draft().total().toPlainString());
        while (payments.hasNext()) {
            Recalled payment = payments.next();
            xml.open("TxInf");
            xml.leaf("CxlId", payment.recallId());
            named(payment);
            amount("OrgnlInstdAmt", payment);
            xml.open("OrgnlReqdExctnDt");
            xml.leaf("Dt", recall.draft().requestedOn().toString());
            xml.close();
            reason();
            xml.close();
        }
        xml.close();
    }

    private void betweenBanks(Iterator<Recalled> payments) throws XMLStreamException {
        while (payments.hasNext()) {
            Recalled payment = payments.next();
            xml.open("TxInf");
            xml.leaf("CxlId", payment.recallId());
            original();
            named(payment);
            amount("OrgnlIntrBkSttlmAmt", payment);
            xml.leaf("OrgnlIntrBkSttlmDt", payment.executedOn().toString());
            reason();
            xml.close();
        }
    }

    private void original() throws XMLStreamException {
        xml.open("OrgnlGrpInf");
        xml.leaf("OrgnlMsgId", recall.originalMessageId());
        xml.leaf("OrgnlMsgNmId", profile.message().kind().code());
        xml.leaf("OrgnlCreDtTm", time(recall.originalCreatedAt()));
        xml.close();
    }

    private void named(Recalled payment) throws XMLStreamException {
        xml.leaf("OrgnlInstrId", payment.reference());
        xml.leaf("OrgnlEndToEndId", payment.endToEndId());
    }

    private void amount(String name, Recalled payment) throws XMLStreamException {
        writer.writeStartElement(name);
        writer.writeAttribute("Ccy", payment.currency());
        writer.writeCharacters(payment.amount().toPlainString());
        writer.writeEndElement();
    }

    private void reason() throws XMLStreamException {
        xml.open("CxlRsnInf");
        party("Orgtr", recall.draft().debtor());
        xml.open("Rsn");
        xml.leaf("Cd", recall.reason());
        xml.close();
        xml.leaf("AddtlInf", profile.texts().write(recall.text(), LINE));
        xml.close();
    }

    private void party(String name, Debtor party) throws XMLStreamException {
        xml.open(name);
        xml.leaf("Nm", profile.texts().name(party.name()));
        xml.close();
    }

    private static String time(Instant instant) {
        return SECONDS.format(instant.atOffset(ZoneOffset.UTC));
    }
}
