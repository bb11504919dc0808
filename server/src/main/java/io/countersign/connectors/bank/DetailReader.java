package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart.BankCode;
import io.countersign.reconciliation.StatementPart.Detail;
import io.countersign.reconciliation.StatementPart.References;
import io.countersign.reconciliation.StatementPart.Return;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one {@code TxDtls}. Everything in it may be missing. */
final class DetailReader {

    private final Xml xml;
    private final EntryReader.Account account;
    private final boolean entryIsCredit;
    private final int sourceLine;
    private final Map<String, String> references = new HashMap<>();
    private final List<String> otherReferences = new ArrayList<>();
    private final MoneyReader money;
    private final PartiesReader parties;
    private final RemittanceReader remittance;
    private Values.@Nullable Amount amount;
    private @Nullable Boolean credit;
    private @Nullable Return returned;
    private @Nullable BankCode code;
    private @Nullable String purpose;
    private @Nullable String information;

    DetailReader(Xml xml, EntryReader.Account account, boolean entryIsCredit) {
        this.xml = xml;
        this.account = account;
        this.entryIsCredit = entryIsCredit;
        this.sourceLine = xml.line();
        this.money = new MoneyReader(xml, account.currency());
        this.parties = new PartiesReader(xml);
        this.remittance = new RemittanceReader(xml, account.currency());
    }

    Detail read() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Refs" -> references();
                case "Amt" -> amount = Values.amount(xml, account.currency());
                case "CdtDbtInd" -> credit = Values.credit(xml, xml.text());
                case "AmtDtls" -> money.readAmounts();
                case "BkTxCd" -> code = BankCodeReader.read(xml);
                case "Chrgs" -> money.readCharges();
                case "RltdPties" -> parties.readParties();
                case "RltdAgts" -> parties.readAgents();
                case "Purp" -> purpose = Codes.first(xml);
                case "RmtInf" -> remittance.read();
                case "RtrInf" -> returned = returned();
                case "AddtlTxInf" -> information = xml.textOrNull();
                default -> xml.skip();
            }
        }
        Values.Amount value = amount == null ? money.transaction() : amount;
        if (value != null && value.value().signum() < 0) {
            xml.warn("a transaction has a negative amount; only its size is kept");
        }
        boolean in = credit == null ? entryIsCredit : credit;
        return new Detail(
                sourceLine,
                value == null ? null : value.value().abs(),
                value == null ? null : value.currency(),
                credit,
                named(),
                parties.counterparty(account.number(), in, returned != null),
                remittance.text(),
                remittance.structured(),
                returned,
                money.charges(),
                money.exchange(),
                code,
                purpose,
                information);
    }

    private References named() {
        return new References(
                references.get("MsgId"),
                references.get("PmtInfId"),
                references.get("InstrId"),
                references.get("EndToEndId"),
                references.get("TxId"),
                references.get("UETR"),
                references.get("MndtId"),
                references.get("ChqNb"),
                references.get("AcctSvcrRef"),
                references.get("ClrSysRef"),
                List.copyOf(otherReferences));
    }

    private void references() {
        while (xml.child()) {
            String name = xml.name();
            switch (name) {
                case "MsgId",
                        "PmtInfId",
                        "InstrId",
                        "EndToEndId",
                        "TxId",
                        "UETR",
                        "MndtId",
                        "ChqNb",
                        "AcctSvcrRef",
                        "ClrSysRef" -> {
                    String value = xml.text();
                    if (!value.isEmpty() && !value.equals("NOTPROVIDED")) {
                        references.put(name, value);
                    }
                }
                default -> {
                    String value = Codes.read(xml);
                    if (!value.isEmpty()) {
                        otherReferences.add(name + ":" + value);
                    }
                }
            }
        }
    }

    private Return returned() {
        String reason = null;
        BankCode original = null;
        List<String> lines = new ArrayList<>();
        while (xml.child()) {
            switch (xml.name()) {
                case "Rsn", "RtrRsn" -> reason = Codes.first(xml);
                case "OrgnlBkTxCd" -> original = BankCodeReader.read(xml);
                case "AddtlInf", "AddtlRtrRsnInf" -> lines.add(xml.text());
                default -> xml.skip();
            }
        }
        return new Return(
                reason == null ? "NARR" : reason, lines.isEmpty() ? null : String.join("\n", lines), original);
    }
}
