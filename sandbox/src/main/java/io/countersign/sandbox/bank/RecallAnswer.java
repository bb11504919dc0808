package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.RecallRequest.Asked;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what answers a recall: camt.029, or pain.002 if it asked for a reversal, and pacs.004 where money comes back. */
record RecallAnswer(BankProfile bank, Path directory, String messageId, Instant at) {

    /** What the bank says about one payment: {@code ACCR}, {@code RJCR} or {@code PDCR}. */
    record Decided(Asked asked, String status, @Nullable String reason, List<String> text) {}

    /** What came back of one payment. */
    record Back(Asked asked, BigDecimal amount, String currency) {}

    void to(RecallRequest request, List<Decided> decided) throws IOException {
        if (request.reversal()) {
            report(request, decided);
        } else {
            resolution(request, decided);
        }
    }

    private void report(RecallRequest request, List<Decided> decided) throws IOException {
        String version = bank.modern() ? "pain.002.001.10" : "pain.002.001.03";
        try (XmlFile xml = new XmlFile(directory, "pain.002." + messageId + ".xml", version)) {
            xml.open("CstmrPmtStsRpt", "GrpHdr").leaf("MsgId", messageId).leaf("CreDtTm", at);
            xml.close(1);
            xml.open("OrgnlGrpInfAndSts")
                    .leaf("OrgnlMsgId", request.id())
                    .leaf("OrgnlMsgNmId", request.message())
                    .close(1);
            for (List<Decided> batch : batches(decided)) {
                String id = batch.getFirst().asked().paymentInformationId();
                xml.open("OrgnlPmtInfAndSts").leaf("OrgnlPmtInfId", id);
                for (Decided one : batch) {
                    xml.open("TxInfAndSts");
                    decision(xml, one, "TxSts", status(one), "StsRsnInf");
                }
                xml.close(1);
            }
            xml.close(1);
        }
    }

    /** As a status report says it. */
    private static String status(Decided one) {
        return switch (one.status()) {
            case "ACCR" -> "ACSP";
            case "RJCR" -> "RJCT";
            default -> "PDNG";
        };
    }

    private void resolution(RecallRequest request, List<Decided> decided) throws IOException {
        String version = bank.modern() ? "camt.029.001.09" : "camt.029.001.03";
        try (XmlFile xml = new XmlFile(directory, "camt.029." + messageId + ".xml", version)) {
            xml.open("RsltnOfInvstgtn", "Assgnmt").leaf("Id", messageId);
            xml.open("Assgnr", "Agt", "FinInstnId")
                    .leaf(bank.modern() ? "BICFI" : "BIC", bank.bic())
                    .close(3);
            xml.open("Assgne", "Pty").leaf("Nm", request.from()).close(2);
            xml.leaf("CreDtTm", at).close(1);
            xml.open("RslvdCase").leaf("Id", request.caseId());
            xml.open("Cretr", "Pty").leaf("Nm", request.from()).close(3);
            xml.open("Sts").leaf("Conf", outcome(decided)).close(1);
            xml.open("CxlDtls");
            details(xml, decided);
            xml.close(2);
        }
    }

    private static String outcome(List<Decided> decided) {
        List<String> statuses = decided.stream().map(Decided::status).distinct().toList();
        if (statuses.size() > 1) {
            return "PECR";
        }
        return statuses.getFirst().equals("ACCR") ? "CNCL" : statuses.getFirst();
    }

    /** Batch by batch where a customer asked, payment by payment where a bank did. */
    private static void details(XmlFile xml, List<Decided> decided) throws IOException {
        for (List<Decided> batch : batches(decided)) {
            String id = batch.getFirst().asked().paymentInformationId();
            if (id != null) {
                xml.open("OrgnlPmtInfAndSts").leaf("OrgnlPmtInfId", id);
                original(xml, batch.getFirst().asked());
            }
            for (Decided one : batch) {
                transaction(xml, one, id == null);
            }
            xml.close(id == null ? 0 : 1);
        }
    }

    private static Collection<List<Decided>> batches(List<Decided> decided) {
        Map<@Nullable String, List<Decided>> batches = new LinkedHashMap<>();
        decided.forEach(one -> batches.computeIfAbsent(one.asked().paymentInformationId(), id -> new ArrayList<>())
                .add(one));
        return batches.values();
    }

    private static void transaction(XmlFile xml, Decided one, boolean alone) throws IOException {
        xml.open("TxInfAndSts");
        if (alone) {
            original(xml, one.asked());
        }
        decision(xml, one, "TxCxlSts", one.status(), "CxlStsRsnInf");
    }

    /** Closes what is open for the transaction. */
    private static void decision(XmlFile xml, Decided one, String name, String status, String because)
            throws IOException {
        xml.leaf("OrgnlInstrId", one.asked().instructionId())
                .leaf("OrgnlEndToEndId", one.asked().endToEndId())
                .leaf(name, status);
        if (one.reason() != null) {
            xml.open(because, "Rsn").leaf("Cd", one.reason()).close(1);
            for (String line : one.text()) {
                xml.leaf("AddtlInf", line);
            }
            xml.close(1);
        }
        xml.close(1);
    }

    private static void original(XmlFile xml, Asked asked) throws IOException {
        xml.open("OrgnlGrpInf")
                .leaf("OrgnlMsgId", asked.messageId())
                .leaf("OrgnlMsgNmId", asked.messageName())
                .close(1);
    }

    void paymentReturn(List<Back> returned, LocalDate day) throws IOException {
        try (XmlFile xml = new XmlFile(directory, "pacs.004." + messageId + ".xml", "pacs.004.001.09")) {
            xml.open("PmtRtr", "GrpHdr").leaf("MsgId", messageId).leaf("CreDtTm", at);
            xml.leaf("NbOfTxs", returned.size());
            xml.open("SttlmInf").leaf("SttlmMtd", "CLRG").close(2);
            for (Back one : returned) {
                xml.open("TxInf");
                original(xml, one.asked());
                xml.leaf("OrgnlInstrId", one.asked().instructionId())
                        .leaf("OrgnlEndToEndId", one.asked().endToEndId())
                        .leaf("RtrdIntrBkSttlmAmt", one.amount().toPlainString(), one.currency())
                        .leaf("IntrBkSttlmDt", day);
                xml.open("RtrRsnInf", "Rsn").leaf("Cd", RecallDesk.RECALLED).close(3);
            }
            xml.close(1);
        }
    }
}
