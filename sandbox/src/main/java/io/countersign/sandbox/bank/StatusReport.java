package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.CreditTransfer.Batch;
import io.countersign.sandbox.bank.CreditTransfer.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes pain.002. */
record StatusReport(BankProfile bank, Path directory, String messageId, Instant at) {

    /** What the bank says about one instruction; a null status says nothing. */
    record Verdict(@Nullable String status, @Nullable String reason, List<String> text) {
        static final Verdict NOTHING = new Verdict(null, null, List.of());

        static Verdict accepted() {
            return new Verdict("ACSP", null, List.of());
        }
    }

    /** About the whole file. */
    void file(Order order, Verdict verdict) throws IOException {
        try (XmlFile xml = begin(order, verdict)) {
            xml.close(1);
        }
    }

    /** About the file and its instructions, by end-to-end id. Those without a verdict are not mentioned. */
    void transactions(Order order, String groupStatus, Map<String, Verdict> verdicts) throws IOException {
        try (XmlFile xml = begin(order, new Verdict(groupStatus, null, List.of()))) {
            for (Batch batch : order.batches()) {
                xml.open("OrgnlPmtInfAndSts").leaf("OrgnlPmtInfId", batch.paymentInformationId());
                for (CreditTransfer transfer : batch.transfers()) {
                    Verdict verdict = verdicts.getOrDefault(transfer.endToEndId(), Verdict.NOTHING);
                    if (verdict.status() != null) {
                        transaction(xml, transfer, verdict);
                    }
                }
                xml.close(1);
            }
            xml.close(1);
        }
    }

    private XmlFile begin(Order order, Verdict verdict) throws IOException {
        String version = bank.modern() ? "pain.002.001.10" : "pain.002.001.03";
        XmlFile xml = new XmlFile(directory, "pain.002." + messageId + ".xml", version);
        xml.open("CstmrPmtStsRpt", "GrpHdr").leaf("MsgId", messageId).leaf("CreDtTm", at);
        xml.open("DbtrAgt", "FinInstnId")
                .leaf(bank.modern() ? "BICFI" : "BIC", bank.bic())
                .close(3);
        xml.open("OrgnlGrpInfAndSts")
                .leaf("OrgnlMsgId", order.messageId())
                .leaf("OrgnlMsgNmId", order.messageName())
                .leaf("OrgnlNbOfTxs", order.announced())
                .leaf("OrgnlCtrlSum", order.controlSum().toPlainString())
                .leaf("GrpSts", verdict.status());
        reason(xml, verdict);
        return xml.close(1);
    }

    private static void transaction(XmlFile xml, CreditTransfer transfer, Verdict verdict) throws IOException {
        xml.open("TxInfAndSts")
                .leaf("OrgnlInstrId", transfer.instructionId())
                .leaf("OrgnlEndToEndId", transfer.endToEndId())
                .leaf("TxSts", verdict.status());
        reason(xml, verdict);
        xml.close(1);
    }

    private static void reason(XmlFile xml, Verdict verdict) throws IOException {
        if (verdict.reason() == null) {
            return;
        }
        xml.open("StsRsnInf", "Rsn").leaf("Cd", verdict.reason()).close(1);
        for (String line : verdict.text()) {
            xml.leaf("AddtlInf", line);
        }
        xml.close(1);
    }
}
