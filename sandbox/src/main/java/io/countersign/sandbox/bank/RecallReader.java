package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.RecallRequest.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The bank's own reader of camt.055 (from a customer), camt.056 (between banks) and pain.007 (a reversal), written from the
 * standard.
 */
final class RecallReader {

    private static final XMLInputFactory FACTORY = Pain001Reader.factory();
    private static final Pattern MESSAGE = Pattern.compile(":((camt\\.05[56]|pain\\.007)\\.001\\.\\d\\d)$");

    /** Of the reasons for a reversal the one that has another code than for a cancellation. */
    private static final String DUPLICATION = "AM05";

    private RecallReader() {}

    /**
     * Empty if it is another message.
     *
     * @throws IOException if it is no readable XML, or lacks what names a payment
     */
    static Optional<RecallRequest> read(Path file) throws IOException {
        Matcher message = MESSAGE.matcher(namespace(file));
        if (!message.find()) {
            return Optional.empty();
        }
        try {
            Element request = only(document(file));
            return Optional.of(
                    message.group(2).equals("pain.007")
                            ? reversal(message.group(1), request)
                            : cancellation(message.group(1), request));
        } catch (IllegalArgumentException incomplete) {
            throw new IOException("Not a readable recall: " + incomplete.getMessage(), incomplete);
        }
    }

    /** That of the root. A file of payments may be large, so it is not read further. */
    private static String namespace(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
            xml.nextTag();
            return String.valueOf(xml.getNamespaceURI());
        } catch (XMLStreamException unreadable) {
            throw new IOException("No readable XML: " + unreadable.getMessage(), unreadable);
        }
    }

    private static RecallRequest reversal(String message, Element request) {
        List<Asked> payments = new ArrayList<>();
        for (Element batch : children(request, "OrgnlPmtInfAndRvsl")) {
            String id = text(batch, "OrgnlPmtInfId");
            children(batch, "TxInf").forEach(one -> payments.add(asked(one, request, id, "RvslRsnInf")));
        }
        String id = need(request, "GrpHdr", "MsgId");
        String from = text(request, "GrpHdr", "InitgPty", "Nm");
        return new RecallRequest(message, id, id, from == null ? "NOTPROVIDED" : from, payments);
    }

    private static RecallRequest cancellation(String message, Element request) {
        List<Asked> payments = new ArrayList<>();
        for (Element underlying : children(request, "Undrlyg")) {
            children(underlying, "TxInf").forEach(one -> payments.add(asked(one, one, null, "CxlRsnInf")));
            for (Element batch : children(underlying, "OrgnlPmtInfAndCxl")) {
                String id = text(batch, "OrgnlPmtInfId");
                children(batch, "TxInf").forEach(one -> payments.add(asked(one, batch, id, "CxlRsnInf")));
            }
        }
        String id = need(request, "Assgnmt", "Id");
        String caseId = text(request, "Case", "Id");
        String from = text(request, "Assgnmt", "Assgnr", "Pty", "Nm");
        return new RecallRequest(
                message, id, caseId == null ? id : caseId, from == null ? "NOTPROVIDED" : from, payments);
    }

    private static Element document(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // without one, faults are printed as well
            return builder.parse(file.toFile()).getDocumentElement();
        } catch (SAXException | ParserConfigurationException unreadable) {
            throw new IOException("No readable XML: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Asked asked(Element payment, Element original, @Nullable String batch, String because) {
        String code = text(payment, because, "Rsn", "Cd");
        String reason = code == null ? text(payment, because, "Rsn", "Prtry") : code;
        return new Asked(
                need(original, "OrgnlGrpInf", "OrgnlMsgId"),
                need(original, "OrgnlGrpInf", "OrgnlMsgNmId"),
                batch,
                text(payment, "OrgnlInstrId"),
                need(payment, "OrgnlEndToEndId"),
                reason == null ? "NARR" : DUPLICATION.equals(reason) ? "DUPL" : reason);
    }

    private static Element only(Element document) throws IOException {
        for (Node node = document.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                return element;
            }
        }
        throw new IOException("The document is empty");
    }

    private static List<Element> children(Element of, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }

    private static String need(Element of, String... path) {
        String text = text(of, path);
        if (text == null) {
            throw new IllegalArgumentException(String.join("/", path) + " is missing");
        }
        return text;
    }

    private static @Nullable String text(Element of, String... path) {
        Element at = of;
        for (String name : path) {
            List<Element> next = children(at, name);
            if (next.isEmpty()) {
                return null;
            }
            at = next.getFirst();
        }
        return at.getTextContent().strip();
    }
}
