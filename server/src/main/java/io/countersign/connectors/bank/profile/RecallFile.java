package io.countersign.connectors.bank.profile;

import io.countersign.connectors.BankConnections.RecallMessage;
import io.countersign.connectors.bank.profile.Profile.Coded;
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
 * Writes the message that calls payments of one pain.001 back: camt.055, which a customer sends to its bank, camt.056,
 * which banks send to each other and a few take from customers, or pain.007, the reversal, which ISO 20022 means for direct
 * debits and a bank may want for credit transfers too. Every payment is named by itself; the file as a whole is never called
 * back. Nothing is kept in memory, and the same input gives the same bytes.
 */
final class RecallFile {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /** {@code Max105Text} of {@code AddtlInf}. */
    private static final int LINE = 105;

    /** The only reason of the three that {@code ExternalReversalReason1Code} has. */
    private static final String DUPLICATION = "AM05";

    private final RecallMessage message;
    private final Profile profile;
    private final Recall recall;
    private final XMLStreamWriter writer;
    private final Markup xml;

    private RecallFile(RecallMessage message, Profile profile, Recall recall, XMLStreamWriter writer, Markup xml) {
        this.message = message;
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
            // All but the oldest name banks as the newer versions of pain.001 do.
            Kind like = message == RecallMessage.PAIN_007_001_02 ? Kind.PAIN_03 : Kind.PAIN_09;
            Message form = new Message(like, "urn:iso:std:iso:20022:tech:xsd:" + message.code(), null);
            new RecallFile(message, profile, recall, writer, new Markup(writer, form)).document(payments);
        } catch (XMLStreamException cannotWrite) {
            throw new IOException("Cannot write file " + recall.draft().fileName(), cannotWrite);
        }
    }

    private void document(Iterator<Recalled> payments) throws XMLStreamException {
        xml.begin();
        if (message.reverses()) {
            reversal(payments);
        } else {
            cancellation(payments);
        }
        xml.end();
    }

    private void reversal(Iterator<Recalled> payments) throws XMLStreamException {
        xml.open("CstmrPmtRvsl");
        xml.open("GrpHdr");
        xml.leaf("MsgId", recall.draft().messageId());
        xml.leaf("CreDtTm", time(recall.draft().createdAt()));
        numberAndSum();
        xml.leaf("GrpRvsl", "false");
        party("InitgPty", recall.draft().debtor());
        xml.open("DbtrAgt");
        xml.agent(recall.draft().debtor().bic(), null);
        xml.close();
        xml.close();
        original();
        xml.open("OrgnlPmtInfAndRvsl");
        xml.leaf("OrgnlPmtInfId", originalBatch());
        xml.leaf("PmtInfRvsl", "false");
        while (payments.hasNext()) {
            Recalled payment = payments.next();
            xml.open("TxInf");
            xml.leaf("RvslId", payment.recallId());
            named(payment);
            amount("OrgnlInstdAmt", payment);
            amount("RvsdInstdAmt", payment);
            reason("RvslRsnInf");
            xml.close();
        }
        xml.close();
        xml.close();
    }

    private void cancellation(Iterator<Recalled> payments) throws XMLStreamException {
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
        numberAndSum();
        xml.close();
    }

    private void ofCustomer(Iterator<Recalled> payments) throws XMLStreamException {
        xml.open("OrgnlPmtInfAndCxl");
        xml.leaf("OrgnlPmtInfId", originalBatch());
        original();
        numberAndSum();
        while (payments.hasNext()) {
            Recalled payment = payments.next();
            xml.open("TxInf");
            xml.leaf("CxlId", payment.recallId());
            named(payment);
            amount("OrgnlInstdAmt", payment);
            xml.open("OrgnlReqdExctnDt");
            xml.leaf("Dt", recall.draft().requestedOn().toString());
            xml.close();
            reason("CxlRsnInf");
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
            reason("CxlRsnInf");
            xml.close();
        }
    }

    private void numberAndSum() throws XMLStreamException {
        xml.leaf("NbOfTxs", Integer.toString(recall.draft().payments()));
        xml.leaf("CtrlSum", recall.draft().total().toPlainString());
    }

    private String originalBatch() {
        return profile.file().batchInfoId().replace("{messageId}", recall.originalMessageId());
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

    private void reason(String name) throws XMLStreamException {
        xml.open(name);
        party("Orgtr", recall.draft().debtor());
        xml.coded("Rsn", code());
        xml.leaf("AddtlInf", profile.texts().write(recall.text(), LINE));
        xml.close();
    }

    private Coded code() {
        if (!message.reverses()) {
            return new Coded(recall.reason(), false);
        }
        return recall.reason().equals("DUPL") ? new Coded(DUPLICATION, false) : new Coded(recall.reason(), true);
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
