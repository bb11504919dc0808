package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart.Counterparty;
import org.jspecify.annotations.Nullable;

/** Reads who paid whom, and tells which of them is the other side. */
final class PartiesReader {

    private final Xml xml;
    private final Side debtor = new Side();
    private final Side creditor = new Side();

    /** What is told of one side. */
    private static final class Side {
        private @Nullable String name;
        private @Nullable String account;
        private @Nullable String agent;
        private @Nullable String ultimate;

        boolean isTold() {
            return name != null || account != null || ultimate != null;
        }

        Counterparty counterparty() {
            return new Counterparty(name, account, agent, ultimate);
        }
    }

    PartiesReader(Xml xml) {
        this.xml = xml;
    }

    /** The current element is {@code RltdPties}. */
    void readParties() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Dbtr" -> debtor.name = name(xml);
                case "Cdtr" -> creditor.name = name(xml);
                case "DbtrAcct" -> debtor.account = account(xml);
                case "CdtrAcct" -> creditor.account = account(xml);
                case "UltmtDbtr" -> debtor.ultimate = name(xml);
                case "UltmtCdtr" -> creditor.ultimate = name(xml);
                default -> xml.skip();
            }
        }
    }

    /** The current element is {@code RltdAgts}. */
    void readAgents() {
        while (xml.child()) {
            switch (xml.name()) {
                case "DbtrAgt" -> debtor.agent = agent(xml);
                case "CdtrAgt" -> creditor.agent = agent(xml);
                default -> xml.skip();
            }
        }
    }

    /**
     * The side that is not ours. The account of the statement decides; where it stands on neither side, the direction
     * does, which a return turns round, since it repeats the parties of the payment that came back.
     */
    Counterparty counterparty(String ours, boolean credit, boolean returned) {
        if (ours.equals(debtor.account) && !ours.equals(creditor.account)) {
            return creditor.counterparty();
        }
        if (ours.equals(creditor.account) && !ours.equals(debtor.account)) {
            return debtor.counterparty();
        }
        Side other = credit != returned ? debtor : creditor;
        Side own = other == debtor ? creditor : debtor;
        return (other.isTold() || !own.isTold() ? other : own).counterparty();
    }

    /** {@code Nm}, or since version 8 {@code Pty/Nm}; of a bank that pays for itself {@code Agt/FinInstnId/Nm}. */
    static @Nullable String name(Xml xml) {
        String name = null;
        while (xml.child()) {
            switch (xml.name()) {
                case "Nm" -> name = xml.textOrNull();
                case "Pty" -> name = name(xml);
                case "Agt" -> name = agent(xml);
                default -> xml.skip();
            }
        }
        return name;
    }

    static @Nullable String account(Xml xml) {
        String number = null;
        while (xml.child()) {
            if (xml.name().equals("Id")) {
                number = AccountNumber.read(xml);
            } else {
                xml.skip();
            }
        }
        return number;
    }

    /** The BIC, or else the clearing number, or else the name of a bank. */
    static @Nullable String agent(Xml xml) {
        String bic = null;
        String member = null;
        String name = null;
        while (xml.child()) {
            switch (xml.name()) {
                case "FinInstnId", "CmbndId" -> {
                    String inner = agent(xml);
                    bic = bic == null ? inner : bic;
                }
                case "BIC", "BICFI" -> bic = xml.textOrNull();
                case "ClrSysMmbId" -> member = member(xml);
                case "Nm" -> name = xml.textOrNull();
                case "NmAndAdr" -> name = name(xml);
                default -> xml.skip();
            }
        }
        return bic != null ? bic : member != null ? member : name;
    }

    private static @Nullable String member(Xml xml) {
        String member = null;
        while (xml.child()) {
            switch (xml.name()) {
                case "MmbId", "Id" -> member = xml.textOrNull();
                default -> xml.skip();
            }
        }
        return member;
    }
}
