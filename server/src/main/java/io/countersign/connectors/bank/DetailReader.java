package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart.Detail;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one {@code TxDtls}. Everything in it may be missing. */
final class DetailReader {

    private final Xml xml;
    private final @Nullable String accountCurrency;
    private final Map<String, String> references = new HashMap<>();
    private final List<String> text = new ArrayList<>();
    private Values.@Nullable Amount amount;
    private Values.@Nullable Amount transactionAmount;
    private @Nullable Boolean credit;
    private @Nullable String debtor;
    private @Nullable String debtorAccount;
    private @Nullable String creditor;
    private @Nullable String creditorAccount;
    private @Nullable String structuredReference;
    private @Nullable String returnCode;
    private @Nullable String returnText;
    private @Nullable BigDecimal totalCharges;
    private @Nullable BigDecimal singleCharges;

    DetailReader(Xml xml, @Nullable String accountCurrency) {
        this.xml = xml;
        this.accountCurrency = accountCurrency;
    }

    Detail read() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Refs" -> references();
                case "Amt" -> amount = Values.amount(xml, accountCurrency);
                case "CdtDbtInd" -> credit = Values.credit(xml, xml.text());
                case "AmtDtls" -> amounts();
                case "RltdPties" -> parties();
                case "RmtInf" -> remittance();
                case "RtrInf" -> returned();
                case "Chrgs" -> charges();
                default -> xml.skip();
            }
        }
        Values.Amount value = amount == null ? transactionAmount : amount;
        boolean paidByUs = credit == null ? creditor != null : !credit;
        return new Detail(
                value == null ? null : value.value().abs(),
                value == null ? null : value.currency(),
                credit,
                references.get("MsgId"),
                references.get("PmtInfId"),
                references.get("InstrId"),
                references.get("EndToEndId"),
                references.get("TxId"),
                references.get("AcctSvcrRef"),
                paidByUs ? creditor : debtor == null ? creditor : debtor,
                paidByUs ? creditorAccount : debtorAccount == null ? creditorAccount : debtorAccount,
                text.isEmpty() ? null : String.join(" ", text),
                structuredReference,
                returnCode,
                returnText,
                totalCharges == null ? singleCharges : totalCharges);
    }

    private void references() {
        while (xml.child()) {
            String name = xml.name();
            String value = xml.text();
            if (!value.isEmpty() && !value.equals("NOTPROVIDED")) {
                references.put(name, value);
            }
        }
    }

    private void amounts() {
        while (xml.child()) {
            if (xml.name().equals("TxAmt")) {
                while (xml.child()) {
                    if (xml.name().equals("Amt")) {
                        transactionAmount = Values.amount(xml, accountCurrency);
                    } else {
                        xml.skip();
                    }
                }
            } else {
                xml.skip();
            }
        }
    }

    private void parties() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Dbtr" -> debtor = name();
                case "Cdtr" -> creditor = name();
                case "DbtrAcct" -> debtorAccount = account();
                case "CdtrAcct" -> creditorAccount = account();
                default -> xml.skip();
            }
        }
    }

    /** {@code Nm}, or since version 3 {@code Pty/Nm}. */
    private @Nullable String name() {
        String name = null;
        while (xml.child()) {
            switch (xml.name()) {
                case "Nm" -> name = xml.textOrNull();
                case "Pty" -> name = name();
                default -> xml.skip();
            }
        }
        return name;
    }

    private @Nullable String account() {
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

    private void remittance() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Ustrd" -> {
                    String line = xml.text();
                    if (!line.isEmpty() && text.size() < 20) {
                        text.add(line);
                    }
                }
                case "Strd" -> structured();
                default -> xml.skip();
            }
        }
    }

    private void structured() {
        while (xml.child()) {
            if (xml.name().equals("CdtrRefInf")) {
                while (xml.child()) {
                    if (xml.name().equals("Ref") || xml.name().equals("CdtrRef")) {
                        structuredReference = xml.textOrNull();
                    } else {
                        xml.skip();
                    }
                }
            } else {
                xml.skip();
            }
        }
    }

    private void returned() {
        List<String> lines = new ArrayList<>();
        while (xml.child()) {
            switch (xml.name()) {
                case "Rsn", "RtrRsn" -> returnCode = Codes.first(xml);
                case "AddtlInf", "AddtlRtrRsnInf" -> lines.add(xml.text());
                default -> xml.skip();
            }
        }
        if (returnCode == null) {
            returnCode = "NARR";
        }
        returnText = lines.isEmpty() ? null : String.join("\n", lines);
    }

    /** The bank's total, or else the sum of what it lists. */
    private void charges() {
        while (xml.child()) {
            switch (xml.name()) {
                case "TtlChrgsAndTaxAmt" ->
                    totalCharges = Values.amount(xml, accountCurrency).value();
                case "Amt" -> addCharge();
                case "Rcrd" -> {
                    while (xml.child()) {
                        if (xml.name().equals("Amt")) {
                            addCharge();
                        } else {
                            xml.skip();
                        }
                    }
                }
                default -> xml.skip();
            }
        }
    }

    private void addCharge() {
        BigDecimal more = Values.amount(xml, accountCurrency).value();
        singleCharges = singleCharges == null ? more : singleCharges.add(more);
    }
}
