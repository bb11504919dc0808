package io.countersign.connectors.bank;

import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final int ENVELOPES = 4;

    private static final Pattern VERSION = Pattern.compile("([a-z]{4}\\.\\d{3}\\.\\d{3}\\.\\d{2})");

    private final Kind kind;
    private final String format;
    private final Xml xml;

    private BankMessage(Kind kind, String format, Xml xml) {
        this.kind = kind;
        this.format = format;
        this.xml = xml;
    }

    /** The message with its version where the namespace tells it: {@code camt.053.001.08}. */
    String format() {
        return format;
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
        return open(FileHead.of(content));
    }

    /** @throws Unreadable if it is nothing that is read */
    static BankMessage open(FileHead head) {
        refuseWhatIsNotXml(head.text());
        Xml xml = new Xml(head.content());
        String name = xml.root();
        for (int depth = 0; depth < ENVELOPES; depth++) {
            Kind kind = kind(name);
            if (kind != null) {
                checkNamespace(xml, kind);
                return new BankMessage(kind, format(xml, kind), xml);
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

    private static String format(Xml xml, Kind kind) {
        Matcher version = VERSION.matcher(String.valueOf(xml.namespace()));
        return version.find() && version.group(1).startsWith(kind.message()) ? version.group(1) : kind.message();
    }

    private static Unreadable notRead(Xml xml, String name) {
        String namespace = xml.namespace();
        String what = namespace != null && namespace.startsWith("urn:iso:std:iso:20022:tech:xsd:")
                ? namespace.substring(namespace.lastIndexOf(':') + 1)
                : "<" + (name.length() > 40 ? name.substring(0, 40) + "..." : name) + ">";
        return xml.fault("the file holds " + what + ", which is not a message that is read here");
    }

    private static void refuseWhatIsNotXml(String head) {
        String text = head.toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            throw Unreadable.file("the file is empty");
        }
        if (text.startsWith(":20:") || text.startsWith("{1:")) {
            throw Unreadable.file("the file is a SWIFT MT message, which is not read here; ask the bank for camt");
        }
        if (text.startsWith("%pdf") || text.startsWith("pk\u0003\u0004") || text.startsWith("\u001f\u008b")) {
            throw Unreadable.file("the file is a PDF or an archive, not a message");
        }
        if (text.indexOf('<') < 0) {
            throw Unreadable.file("the file is of no format that is read here");
        }
    }
}
