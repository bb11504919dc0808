package io.countersign.connectors.bank;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells what a file is by what is in it. */
final class BankMessage {

    /** The messages that are read. */
    enum Kind {
        PAYMENT_STATUS("pain.002"),
        REPORT("camt.052"),
        STATEMENT("camt.053"),
        NOTIFICATION("camt.054");

        private final String message;

        Kind(String message) {
            this.message = message;
        }

        String message() {
            return message;
        }
    }

    private static final int SNIFF = 64;
    private static final int ENVELOPES = 4;

    private final Kind kind;
    private final Xml xml;

    private BankMessage(Kind kind, Xml xml) {
        this.kind = kind;
        this.xml = xml;
    }

    Kind kind() {
        return kind;
    }

    /** Stands on the message's element: {@code BkToCstmrStmt} and the like. */
    Xml xml() {
        return xml;
    }

    /** @throws Unreadable if it is nothing that is read */
    static BankMessage open(InputStream content) {
        Xml xml = new Xml(refuseWhatIsNotXml(content));
        String name = xml.root();
        for (int depth = 0; depth < ENVELOPES; depth++) {
            Kind kind = kind(name);
            if (kind != null) {
                checkNamespace(xml, kind);
                return new BankMessage(kind, xml);
            }
            if (!name.equals("Document") && !isEnvelope(name)) {
                throw notRead(xml, name);
            }
            name = nextLevel(xml, name);
        }
        throw notRead(xml, name);
    }

    private static String nextLevel(Xml xml, String parent) {
        while (xml.child()) {
            if (!xml.name().equals("AppHdr") && !xml.name().equals("Hdr")) {
                return xml.name();
            }
            xml.skip();
        }
        throw Unreadable.file(parent + " is empty");
    }

    private static boolean isEnvelope(String name) {
        return name.equals("BizMsgEnvlp")
                || name.equals("Envelope")
                || name.equals("Body")
                || name.equalsIgnoreCase("message");
    }

    /** The first versions have the version in the element's name. */
    private static @Nullable Kind kind(String name) {
        if (name.equals("CstmrPmtStsRpt") || name.startsWith("pain.002.001.")) {
            return Kind.PAYMENT_STATUS;
        }
        if (name.startsWith("BkToCstmrStmt")) {
            return Kind.STATEMENT;
        }
        if (name.startsWith("BkToCstmrAcctRpt")) {
            return Kind.REPORT;
        }
        return name.startsWith("BkToCstmrDbtCdtNtfctn") ? Kind.NOTIFICATION : null;
    }

    private static void checkNamespace(Xml xml, Kind kind) {
        String namespace = xml.namespace();
        if (namespace == null || namespace.isEmpty()) {
            xml.warn("the message has no namespace; read as " + kind.message() + " by its element");
        } else if (!namespace.contains(kind.message())) {
            xml.warn("the namespace does not say " + kind.message() + "; read by its element");
        }
    }

    private static Unreadable notRead(Xml xml, String name) {
        String namespace = xml.namespace();
        String what = namespace != null && namespace.startsWith("urn:iso:std:iso:20022:tech:xsd:")
                ? namespace.substring(namespace.lastIndexOf(':') + 1)
                : "<" + (name.length() > 40 ? name.substring(0, 40) + "..." : name) + ">";
        return xml.fault("the file holds " + what + ", which is not a message that is read here");
    }

    private static InputStream refuseWhatIsNotXml(InputStream content) {
        try {
            PushbackInputStream in = new PushbackInputStream(content, SNIFF);
            byte[] head = in.readNBytes(SNIFF);
            if (head.length == 0) {
                throw Unreadable.file("the file is empty");
            }
            String text = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
            if (text.startsWith(":20:") || text.startsWith("{1:")) {
                throw Unreadable.file("the file is a SWIFT MT message, which is not read here; ask the bank for camt");
            }
            if (text.startsWith("%pdf") || text.startsWith("pk\u0003\u0004") || text.startsWith("\u001f\u008b")) {
                throw Unreadable.file("the file is a PDF or an archive, not a message");
            }
            if (text.indexOf('<') < 0) {
                throw Unreadable.file("the file is not XML");
            }
            in.unread(head);
            return in;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
