package io.countersign.connectors.bank;

import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
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
        NOTIFICATION("camt.054"),
        RESOLUTION("camt.029"),
        RETURN("pacs.004");

        private final String message;

        Kind(String message) {
            this.message = message;
        }

        String message() {
            return message;
        }
    }

    private static final int ENVELOPES = 6;

    /** Messages that are known but are not for a company to receive, and what they are. */
    private static final Map<String, String> NOT_FOR_US = Map.ofEntries(
            Map.entry("pain.001", "a credit transfer order, which a company sends"),
            Map.entry("pain.007", "a request to reverse, which a company sends"),
            Map.entry("pain.008", "a direct debit order, which a company sends"),
            Map.entry("pacs.002", "a status report between banks"),
            Map.entry("pacs.003", "a direct debit between banks"),
            Map.entry("pacs.007", "a reversal between banks"),
            Map.entry("pacs.008", "a credit transfer between banks"),
            Map.entry("pacs.009", "a credit transfer of a bank's own"),
            Map.entry("camt.055", "a request to cancel, which a company sends"),
            Map.entry("camt.056", "a request to cancel between banks"),
            Map.entry("admi.002", "the rejection of a message by a network"));

    private static final Map<String, String> ELEMENTS = Map.ofEntries(
            Map.entry("CstmrCdtTrfInitn", "pain.001"),
            Map.entry("CstmrPmtRvsl", "pain.007"),
            Map.entry("CstmrDrctDbtInitn", "pain.008"),
            Map.entry("FIToFIPmtStsRpt", "pacs.002"),
            Map.entry("FIToFICstmrDrctDbt", "pacs.003"),
            Map.entry("FIToFIPmtRvsl", "pacs.007"),
            Map.entry("FIToFICstmrCdtTrf", "pacs.008"),
            Map.entry("FICdtTrf", "pacs.009"),
            Map.entry("CstmrPmtCxlReq", "camt.055"),
            Map.entry("FIToFIPmtCxlReq", "camt.056"));

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
        Unreadable refusal = null;
        for (int depth = 0; depth < ENVELOPES; depth++) {
            Kind kind = kind(name);
            if (kind != null) {
                checkNamespace(xml, kind);
                return new BankMessage(kind, format(xml, kind), xml);
            }
            refusal = refusal == null || !name.equals("Document") ? notRead(xml, name) : refusal;
            if (NOT_FOR_US.containsKey(family(xml, name))) {
                throw notRead(xml, name);
            }
            if (!xml.child()) {
                break;
            }
            while (xml.name().equals("AppHdr") || xml.name().equals("Hdr")) {
                xml.skip();
                if (!xml.child()) {
                    throw Unreadable.file("the file has a header and no message");
                }
            }
            name = xml.name();
        }
        throw refusal;
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
        if (name.equals("RsltnOfInvstgtn") || name.startsWith("camt.029.001.")) {
            return Kind.RESOLUTION;
        }
        if (name.equals("PmtRtr") || name.startsWith("pacs.004.001.")) {
            return Kind.RETURN;
        }
        return name.startsWith("BkToCstmrDbtCdtNtfctn") ? Kind.NOTIFICATION : null;
    }

    /** The message by its element, by its namespace or by its old element name. */
    private static String family(Xml xml, String name) {
        String known = ELEMENTS.get(name);
        if (known != null) {
            return known;
        }
        Matcher version = VERSION.matcher(name + " " + xml.namespace());
        return version.find() ? version.group(1).substring(0, 8) : name;
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
        String family = family(xml, name);
        String what = NOT_FOR_US.get(family);
        if (what != null) {
            return xml.fault("the file holds %s, %s; it is not a message that is read here".formatted(family, what));
        }
        String shown = family.length() > 40 ? FixedText.at(family, 1, 40) + "..." : family;
        return xml.fault("the file holds <%s>, which is not a message that is read here".formatted(shown));
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
