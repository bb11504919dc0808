package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.CreditTransfer.Batch;
import io.countersign.sandbox.bank.CreditTransfer.Order;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The bank's own reader of pain.001, written from the standard and not from the hub's writer. */
final class Pain001Reader {

    private static final XMLInputFactory FACTORY = factory();

    private final Deque<String> path = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Batch> batches = new ArrayList<>();
    private final Map<String, String> header = new HashMap<>();
    private Map<String, String> fields = new HashMap<>();
    private Map<String, String> batchFields = new HashMap<>();
    private List<CreditTransfer> transfers = new ArrayList<>();
    private String messageName = "pain.001";

    private Pain001Reader() {}

    /** @throws IOException if it is not a readable pain.001 */
    static Order read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
            return new Pain001Reader().document(xml);
        } catch (XMLStreamException | NumberFormatException | NullPointerException unreadable) {
            throw new IOException("Not a readable pain.001: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Trusts nothing outside the message. */
    static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    private Order document(XMLStreamReader xml) throws XMLStreamException, IOException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> start(xml);
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
                case XMLStreamConstants.DTD -> throw new IOException("A DOCTYPE is not taken");
                default -> {}
            }
        }
        return new Order(
                need(header, "MsgId"),
                messageName,
                Integer.parseInt(need(header, "NbOfTxs")),
                new BigDecimal(need(header, "CtrlSum")),
                batches);
    }

    private void start(XMLStreamReader xml) throws IOException {
        String name = xml.getLocalName();
        if (path.isEmpty()) {
            String namespace = xml.getNamespaceURI();
            if (namespace == null || !namespace.contains(":pain.001.001.")) {
                throw new IOException("The root is not a pain.001 document");
            }
            messageName = namespace.substring(namespace.lastIndexOf(':') + 1);
        }
        path.push(name);
        text.setLength(0);
        switch (name) {
            case "PmtInf" -> {
                batchFields = new HashMap<>();
                transfers = new ArrayList<>();
            }
            case "CdtTrfTxInf" -> fields = new HashMap<>();
            case "InstdAmt" -> put("Ccy", Objects.requireNonNull(xml.getAttributeValue(null, "Ccy"), "Ccy"));
            default -> {}
        }
    }

    private void end(String name) {
        String parent = path.stream().skip(1).findFirst().orElse("");
        String value = text.toString().strip();
        text.setLength(0);
        path.pop();
        switch (name) {
            case "MsgId", "NbOfTxs", "CtrlSum" -> {
                if (parent.equals("GrpHdr")) {
                    header.put(name, value);
                }
            }
            case "PmtInfId" -> batchFields.put(name, value);
            case "InstrId", "EndToEndId", "InstdAmt", "Ustrd", "Ref" -> put(name, value);
            case "Nm" -> put(parent + "/Nm", value);
            case "IBAN" -> put("Acct", value);
            case "Id" -> {
                if (parent.equals("Othr") && (path.contains("CdtrAcct") || path.contains("DbtrAcct"))) {
                    put("Acct", value);
                }
            }
            case "CdtTrfTxInf" -> transfers.add(transfer());
            case "PmtInf" ->
                batches.add(new Batch(need(batchFields, "PmtInfId"), need(batchFields, "Acct"), transfers));
            default -> {}
        }
    }

    private void put(String key, String value) {
        if (!value.isEmpty()) {
            (path.contains("CdtTrfTxInf") ? fields : batchFields).put(key, value);
        }
    }

    private CreditTransfer transfer() {
        String text = fields.get("Ustrd");
        return new CreditTransfer(
                fields.get("InstrId"),
                need(fields, "EndToEndId"),
                new BigDecimal(need(fields, "InstdAmt")),
                need(fields, "Ccy"),
                need(fields, "Cdtr/Nm"),
                need(fields, "Acct"),
                text == null ? fields.get("Ref") : text);
    }

    private static String need(Map<String, String> from, String key) {
        return Objects.requireNonNull(from.get(key), key + " is missing");
    }
}
