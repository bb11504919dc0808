package io.countersign.connectors.bank;

import io.countersign.payments.ports.BankRail.Draft;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.ValidatorHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Checks a written pain.001 in one pass of bounded memory: the ISO schema, and what a schema cannot say: that number and
 * sum are those announced, and that a SEPA file holds only euro and IBANs.
 */
final class FileCheck {

    private static final String SCHEMA_FILE = "pain.001.001.09.xsd";
    private static final int MOST_FAULTS = 20;

    /** Compiled once; a schema is safe to share between threads. */
    private static final Schema SCHEMA = compile();

    private FileCheck() {}

    static List<String> faults(Draft draft, Path file) throws IOException {
        Faults faults = new Faults();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ValidatorHandler schema = SCHEMA.newValidatorHandler();
            schema.setErrorHandler(faults);
            schema.setContentHandler(new Rules(draft, faults));
            XMLReader reader = reader();
            reader.setErrorHandler(faults);
            reader.setContentHandler(schema);
            reader.parse(new InputSource(in));
        } catch (SAXException notWellFormed) {
            faults.add(notWellFormed.getMessage());
        }
        return faults.found;
    }

    private static Schema compile() {
        try {
            SchemaFactory factory = SchemaFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            try (InputStream xsd = Objects.requireNonNull(
                    FileCheck.class.getResourceAsStream("/" + SCHEMA_FILE),
                    SCHEMA_FILE + " is not on the class path")) {
                return factory.newSchema(new StreamSource(xsd));
            }
        } catch (SAXException | IOException broken) {
            throw new IllegalStateException("The schema " + SCHEMA_FILE + " cannot be read", broken);
        }
    }

    private static XMLReader reader() throws SAXException {
        try {
            SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newSAXParser().getXMLReader();
        } catch (ParserConfigurationException unsupported) {
            throw new IllegalStateException("This Java cannot parse XML safely", unsupported);
        }
    }

    /** Keeps the first faults and lets the parse go on, so that all are told at once. */
    private static final class Faults implements ErrorHandler {
        private final List<String> found = new ArrayList<>();

        void add(@Nullable String fault) {
            if (found.size() < MOST_FAULTS) {
                found.add(fault == null ? "not readable" : fault);
            }
        }

        @Override
        public void warning(SAXParseException warning) {
            // the schema validator warns of nothing that stops a bank
        }

        @Override
        public void error(SAXParseException error) {
            add("line %d, column %d: %s".formatted(error.getLineNumber(), error.getColumnNumber(), error.getMessage()));
        }

        @Override
        public void fatalError(SAXParseException error) throws SAXException {
            throw error;
        }
    }

    /** Counts and sums while the schema validator passes the document on. */
    private static final class Rules extends DefaultHandler {
        private final Draft draft;
        private final Faults faults;
        private final boolean sepa;
        private final StringBuilder text = new StringBuilder();
        private int transactions;
        private BigDecimal sum = BigDecimal.ZERO;

        Rules(Draft draft, Faults faults) {
            this.draft = draft;
            this.faults = faults;
            this.sepa = Scheme.named(draft.scheme()).sepa();
        }

        @Override
        public void startElement(String uri, String name, String qualified, Attributes attributes) {
            text.setLength(0);
            if (name.equals("CdtTrfTxInf")) {
                transactions++;
            } else if (name.equals("InstdAmt") && sepa && !"EUR".equals(attributes.getValue("Ccy"))) {
                faults.add("payment %d: a SEPA file holds euro only".formatted(transactions));
            } else if (name.equals("Othr") && sepa && transactions > 0) {
                faults.add("payment %d: a SEPA payment goes to an IBAN only".formatted(transactions));
            }
        }

        @Override
        public void characters(char[] chars, int start, int length) {
            text.append(chars, start, length);
        }

        @Override
        public void endElement(String uri, String name, String qualified) {
            switch (name) {
                case "InstdAmt" -> sum = sum.add(decimal());
                case "NbOfTxs" -> expect(decimal(), BigDecimal.valueOf(draft.payments()), "NbOfTxs");
                case "CtrlSum" -> expect(decimal(), draft.total(), "CtrlSum");
                case "MsgId" -> {
                    if (!text.toString().equals(draft.messageId())) {
                        faults.add("MsgId is not the one of the intent");
                    }
                }
                default -> {}
            }
            text.setLength(0);
        }

        @Override
        public void endDocument() {
            expect(BigDecimal.valueOf(transactions), BigDecimal.valueOf(draft.payments()), "number of payments");
            expect(sum, draft.total(), "sum of the payments");
        }

        private BigDecimal decimal() {
            try {
                return new BigDecimal(text.toString().strip());
            } catch (NumberFormatException alreadyASchemaFault) {
                return BigDecimal.ZERO;
            }
        }

        private void expect(BigDecimal found, BigDecimal expected, String what) {
            if (found.compareTo(expected) != 0) {
                faults.add("%s is %s, expected %s".formatted(what, found.toPlainString(), expected.toPlainString()));
            }
        }
    }
}
