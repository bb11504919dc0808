package io.countersign.connectors.bank.profile;

import io.countersign.connectors.BankConnections.RecallMessage;
import io.countersign.payments.ports.BankRail.Recall;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a written recall once more. No library has the schemas of these messages, so what is checked is what the profile
 * and the payments decide: number and sum, the file that is named, and that every id has room in its field.
 */
final class RecallCheck {

    /** {@code Max35Text}. */
    private static final int ID = 35;

    private static final Set<String> IDS =
            Set.of("MsgId", "Id", "CxlId", "RvslId", "OrgnlPmtInfId", "OrgnlInstrId", "OrgnlEndToEndId");

    private final Recall recall;
    private final List<String> faults = new ArrayList<>();
    private int payments;
    private BigDecimal sum = BigDecimal.ZERO;

    private RecallCheck(Recall recall) {
        this.recall = recall;
    }

    static List<String> faults(RecallMessage message, Recall recall, InputStream file) throws IOException {
        RecallCheck check = new RecallCheck(recall);
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            check.read(message, factory.createXMLStreamReader(file, "UTF-8"));
        } catch (XMLStreamException notWellFormed) {
            check.faults.add(String.valueOf(notWellFormed.getMessage()));
        }
        return check.faults;
    }

    private void read(RecallMessage message, XMLStreamReader xml) throws XMLStreamException {
        xml.nextTag();
        if (!xml.getNamespaceURI().endsWith(":" + message.code())) {
            faults.add("the file is no " + message.code());
        }
        String open = "";
        String text = "";
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    open = xml.getLocalName();
                    text = "";
                }
                case XMLStreamConstants.CHARACTERS -> text = xml.getText();
                case XMLStreamConstants.END_ELEMENT -> {
                    if (xml.getLocalName().equals(open)) {
                        leaf(open, text);
                    }
                    payments += xml.getLocalName().equals("TxInf") ? 1 : 0;
                }
                default -> {}
            }
        }
        expect("the number of payments", BigDecimal.valueOf(recall.draft().payments()), BigDecimal.valueOf(payments));
        expect("the sum of the payments", recall.draft().total(), sum);
    }

    private void leaf(String name, String text) {
        switch (name) {
            case "NbOfTxs" -> expect(name, BigDecimal.valueOf(recall.draft().payments()), new BigDecimal(text));
            case "CtrlSum" -> expect(name, recall.draft().total(), new BigDecimal(text));
            case "OrgnlInstdAmt", "OrgnlIntrBkSttlmAmt" -> sum = sum.add(new BigDecimal(text));
            case "OrgnlMsgId" -> {
                if (!text.equals(recall.originalMessageId())) {
                    faults.add("OrgnlMsgId is %s, expected %s".formatted(text, recall.originalMessageId()));
                }
            }
            default -> {}
        }
        if (IDS.contains(name) && text.length() > ID) {
            faults.add("%s has %d characters, its field has %d: %s".formatted(name, text.length(), ID, text));
        }
    }

    private void expect(String what, BigDecimal expected, BigDecimal found) {
        if (expected.compareTo(found) != 0) {
            faults.add("%s is %s, expected %s".formatted(what, found.toPlainString(), expected.toPlainString()));
        }
    }
}
