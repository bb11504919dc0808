package io.countersign.connectors.bank;

import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Instruction;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Iterator;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pain.001.001.09: one group header, one payment information block (same account, date and scheme), one
 * transaction each. Nothing is kept in memory, and the same input gives the same bytes.
 */
final class CreditTransferFile {

    static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
    private static final int NAME = 70;
    private static final int REMITTANCE = 140;

    private final Draft draft;
    private final Scheme scheme;
    private final XMLStreamWriter xml;
    private int written;
    private BigDecimal sum = BigDecimal.ZERO;

    private CreditTransferFile(Draft draft, OutputStream out) throws XMLStreamException {
        this.draft = draft;
        this.scheme = Scheme.named(draft.scheme());
        this.xml = FACTORY.createXMLStreamWriter(out, "UTF-8");
    }

    /**
     * @throws IllegalStateException if the instructions are not those the draft announces: their number or sum differs
     */
    static void write(Draft draft, Iterator<Instruction> instructions, OutputStream out) throws IOException {
        try {
            new CreditTransferFile(draft, out).document(instructions);
        } catch (XMLStreamException cannotWrite) {
            throw new IOException("Cannot write file " + draft.fileName(), cannotWrite);
        }
    }

    static boolean isIban(String number) {
        return IBAN.matcher(number).matches();
    }

    private void document(Iterator<Instruction> instructions) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("Document");
        xml.writeDefaultNamespace(NAMESPACE);
        open("CstmrCdtTrfInitn");
        groupHeader();
        open("PmtInf");
        batch();
        while (instructions.hasNext()) {
            transaction(instructions.next());
        }
        close();
        close();
        close();
        xml.writeEndDocument();
        xml.flush();
        if (written != draft.payments() || sum.compareTo(draft.total()) != 0) {
            throw new IllegalStateException("File %s announces %d payments of %s but was given %d of %s"
                    .formatted(draft.fileName(), draft.payments(), draft.total(), written, sum));
        }
    }

    private void groupHeader() throws XMLStreamException {
        open("GrpHdr");
        leaf("MsgId", draft.messageId());
        leaf("CreDtTm", SECONDS.format(draft.createdAt().atOffset(ZoneOffset.UTC)));
        totals();
        open("InitgPty");
        leaf("Nm", BankText.of(draft.debtor().name(), NAME));
        close();
        close();
    }

    private void totals() throws XMLStreamException {
        leaf("NbOfTxs", Integer.toString(draft.payments()));
        leaf("CtrlSum", draft.total().toPlainString());
    }

    private void batch() throws XMLStreamException {
        leaf("PmtInfId", draft.messageId());
        leaf("PmtMtd", "TRF");
        totals();
        paymentType();
        open("ReqdExctnDt");
        leaf("Dt", draft.requestedOn().toString());
        close();
        debtor(draft.debtor());
        leaf("ChrgBr", scheme.chargeBearer());
    }

    private void paymentType() throws XMLStreamException {
        if (scheme.serviceLevel() == null && scheme.localInstrument() == null) {
            return;
        }
        open("PmtTpInf");
        coded("SvcLvl", scheme.serviceLevel());
        coded("LclInstrm", scheme.localInstrument());
        close();
    }

    private void debtor(Debtor debtor) throws XMLStreamException {
        open("Dbtr");
        leaf("Nm", BankText.of(debtor.name(), NAME));
        open("PstlAdr");
        leaf("Ctry", debtor.country());
        close();
        close();
        open("DbtrAcct");
        account(debtor.accountNumber());
        leaf("Ccy", debtor.currency());
        close();
        open("DbtrAgt");
        if (debtor.bic() == null) {
            open("FinInstnId");
            open("Othr");
            leaf("Id", "NOTPROVIDED");
            close();
            close();
        } else {
            agent(debtor.bic());
        }
        close();
    }

    private void transaction(Instruction instruction) throws XMLStreamException {
        written++;
        sum = sum.add(instruction.amount());
        open("CdtTrfTxInf");
        open("PmtId");
        leaf("InstrId", instruction.reference());
        leaf("EndToEndId", instruction.endToEndId());
        close();
        open("Amt");
        xml.writeStartElement("InstdAmt");
        xml.writeAttribute("Ccy", instruction.currency());
        xml.writeCharacters(amount(instruction));
        close();
        close();
        if (instruction.creditorBic() != null) {
            open("CdtrAgt");
            agent(instruction.creditorBic());
            close();
        }
        creditor(instruction);
        coded("Purp", instruction.purpose());
        remittance(instruction.remittance(), instruction.structuredReference());
        close();
    }

    private static String amount(Instruction instruction) {
        int digits = Currency.getInstance(instruction.currency()).getDefaultFractionDigits();
        BigDecimal amount = instruction.amount();
        return (amount.scale() < digits ? amount.setScale(digits) : amount).toPlainString();
    }

    private void creditor(Instruction instruction) throws XMLStreamException {
        open("Cdtr");
        leaf("Nm", BankText.of(instruction.creditorName(), NAME));
        PostalAddress address = PostalAddress.of(instruction.addressJson(), instruction.creditorCountry());
        if (!address.isEmpty()) {
            open("PstlAdr");
            leaf("StrtNm", address.street());
            leaf("PstCd", address.postcode());
            leaf("TwnNm", address.town());
            leaf("Ctry", address.country());
            leaf("AdrLine", address.line());
            close();
        }
        close();
        open("CdtrAcct");
        account(instruction.creditorNumber());
        close();
    }

    private void remittance(@Nullable String text, @Nullable String reference) throws XMLStreamException {
        if (reference != null) {
            open("RmtInf");
            open("Strd");
            open("CdtrRefInf");
            open("Tp");
            open("CdOrPrtry");
            leaf("Cd", "SCOR");
            close();
            if (reference.startsWith("RF")) {
                leaf("Issr", "ISO");
            }
            close();
            leaf("Ref", reference);
            close();
            close();
            close();
        } else if (text != null && !BankText.of(text, REMITTANCE).isEmpty()) {
            open("RmtInf");
            leaf("Ustrd", BankText.of(text, REMITTANCE));
            close();
        }
    }

    private void account(String number) throws XMLStreamException {
        open("Id");
        if (isIban(number)) {
            leaf("IBAN", number);
        } else {
            open("Othr");
            leaf("Id", number);
            close();
        }
        close();
    }

    private void agent(String bic) throws XMLStreamException {
        open("FinInstnId");
        leaf("BICFI", bic);
        close();
    }

    private void coded(String name, @Nullable String code) throws XMLStreamException {
        if (code != null) {
            open(name);
            leaf("Cd", code);
            close();
        }
    }

    private void open(String name) throws XMLStreamException {
        xml.writeStartElement(name);
    }

    private void close() throws XMLStreamException {
        xml.writeEndElement();
    }

    private void leaf(String name, @Nullable String text) throws XMLStreamException {
        if (text != null && !text.isEmpty()) {
            xml.writeStartElement(name);
            xml.writeCharacters(text);
            xml.writeEndElement();
        }
    }
}
