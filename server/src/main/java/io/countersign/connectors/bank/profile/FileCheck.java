package io.countersign.connectors.bank.profile;

import io.countersign.connectors.bank.profile.Profile.Kind;
import io.countersign.connectors.bank.profile.Profile.Message;
import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.payments.ports.BankRail.Draft;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.DefaultHandler;
import org.xml.sax.helpers.XMLFilterImpl;

/**
 * Checks a written pain.001 in one pass of bounded memory: the ISO schema, and what a schema cannot say: that number and
 * sum are those announced, that currencies and accounts are those the scheme takes, and that the file is not too large.
 */
final class FileCheck {

    private static final int MOST_FAULTS = 20;

    /** Each compiled once, when it is first asked for; a schema is safe to share between threads. */
    private static final Map<Kind, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private FileCheck() {}

    static List<String> faults(Profile profile, SchemeRules scheme, Draft draft, Path file) throws IOException {
        Faults faults = new Faults();
        Long most = profile.file().mostBytes();
        if (most != null && Files.size(file) > most) {
            faults.add("the file has %d bytes, the bank takes %d".formatted(Files.size(file), most));
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ValidatorHandler schema = SCHEMAS.computeIfAbsent(
                            checkedAs(profile.message().kind()), FileCheck::compile)
                    .newValidatorHandler();
            schema.setErrorHandler(faults);
            schema.setContentHandler(new Rules(draft, scheme, faults));
            NamespaceBridge bridge = new NamespaceBridge(reader(), profile.message());
            bridge.setErrorHandler(faults);
            bridge.setContentHandler(schema);
            bridge.parse(new InputSource(in));
        } catch (SAXException notWellFormed) {
            faults.add(notWellFormed.getMessage());
        }
        return faults.found;
    }

    private static Kind checkedAs(Kind kind) {
        return kind == Kind.PAIN_03 ? Kind.PAIN_09 : kind;
    }

    private static Schema compile(Kind kind) {
        String file = kind.code() + ".xsd";
        try {
            SchemaFactory factory = SchemaFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            try (InputStream xsd = Objects.requireNonNull(
                    FileCheck.class.getResourceAsStream("/" + file), file + " is not on the class path")) {
                return factory.newSchema(new StreamSource(xsd));
            }
        } catch (SAXException | IOException broken) {
            throw new IllegalStateException("The schema " + file + " cannot be read", broken);
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

    /**
     * A national variant may have a namespace of its own; its schema is the one of the message it was made from. The
     * artifact's schema of pain.001.001.03 is a national one without currencies and streets, so that version is checked as
     * the version of 2019, of which what we write is a part: the bank's code is called BIC and the date is no choice.
     */
    private static final class NamespaceBridge extends XMLFilterImpl {
        private final String own;
        private final String iso;
        private final boolean old;

        NamespaceBridge(XMLReader reader, Message message) {
            super(reader);
            this.own = message.namespace();
            this.old = message.kind() == Kind.PAIN_03;
            this.iso = checkedAs(message.kind()).isoNamespace();
        }

        @Override
        public void startElement(String uri, String name, String qualified, Attributes attributes) throws SAXException {
            super.startElement(namespace(uri), name(name), name(qualified), attributes);
            if (old && name.equals("ReqdExctnDt")) {
                super.startElement(iso, "Dt", "Dt", new AttributesImpl());
            }
        }

        @Override
        public void endElement(String uri, String name, String qualified) throws SAXException {
            if (old && name.equals("ReqdExctnDt")) {
                super.endElement(iso, "Dt", "Dt");
            }
            super.endElement(namespace(uri), name(name), name(qualified));
        }

        private String namespace(String uri) {
            return uri.equals(own) ? iso : uri;
        }

        private String name(String name) {
            return old && name.equals("BIC") ? "BICFI" : name;
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
        private final SchemeRules scheme;
        private final StringBuilder text = new StringBuilder();
        private int transactions;
        private BigDecimal sum = BigDecimal.ZERO;

        Rules(Draft draft, SchemeRules scheme, Faults faults) {
            this.draft = draft;
            this.faults = faults;
            this.scheme = scheme;
        }

        @Override
        public void startElement(String uri, String name, String qualified, Attributes attributes) {
            text.setLength(0);
            if (name.equals("CdtTrfTxInf")) {
                transactions++;
            } else if (name.equals("InstdAmt") && !takes(attributes.getValue("Ccy"))) {
                faults.add("payment %d: %s takes %s only"
                        .formatted(transactions, draft.scheme(), String.join(", ", scheme.currencies())));
            } else if (name.equals("Othr") && scheme.ibanOnly() && transactions > 0) {
                faults.add("payment %d: %s goes to an IBAN only".formatted(transactions, draft.scheme()));
            }
        }

        private boolean takes(@Nullable String currency) {
            return scheme.currencies().isEmpty() || scheme.currencies().contains(String.valueOf(currency));
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
