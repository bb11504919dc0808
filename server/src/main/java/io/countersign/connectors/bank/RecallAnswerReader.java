package io.countersign.connectors.bank;

import io.countersign.connectors.bank.RecallAnswer.Reason;
import io.countersign.connectors.bank.RecallAnswer.Subject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads camt.029 and pacs.004, any version. A transaction without a status of its own has that of its batch, its file or
 * the whole answer; an answer that names no transaction is one about the case.
 */
final class RecallAnswerReader {

    private final Xml xml;
    private final Consumer<RecallAnswer> out;
    private @Nullable String id;
    private @Nullable String caseId;
    private @Nullable String confirmation;
    private @Nullable String messageId;
    private @Nullable String batchId;
    private @Nullable String status;
    private Reason reason = Reason.NONE;
    private int transactions;

    private RecallAnswerReader(BankMessage message, Consumer<RecallAnswer> out) {
        this.xml = message.xml();
        this.out = out;
    }

    /** Reads the whole file; answers the bank's id of it. */
    static @Nullable String read(BankMessage message, Consumer<RecallAnswer> out) {
        RecallAnswerReader reader = new RecallAnswerReader(message, out);
        if (message.kind() == BankMessage.Kind.RETURN) {
            reader.returns();
        } else {
            reader.resolution();
        }
        reader.xml.finish();
        return reader.id;
    }

    private void resolution() {
        while (xml.child()) {
            switch (xml.name()) {
                case "Assgnmt" -> id = only("Id");
                case "RslvdCase" -> caseId = only("Id");
                case "Sts" -> confirmation = confirmation();
                case "CxlDtls" -> cancellation();
                default -> xml.skip();
            }
        }
        if (transactions == 0) {
            String told = status == null ? confirmation : status;
            if (told == null) {
                throw Unreadable.file("the answer names neither an outcome nor a transaction");
            }
            out.accept(RecallAnswer.of(subject(new Transaction()), told, reason));
        }
    }

    /** {@code Conf} with its code; of the other choices the name of the element tells what was confirmed. */
    private @Nullable String confirmation() {
        String told = null;
        while (xml.child()) {
            String name = xml.name();
            String value = Codes.first(xml);
            told = switch (name) {
                case "Conf" -> value;
                case "AssgnmtCxlConf" -> "true".equals(value) ? "CNCL" : "RJCR";
                case "RjctdMod" -> "RJCR";
                default -> told == null ? value : told;
            };
        }
        return told;
    }

    private void cancellation() {
        while (xml.child()) {
            switch (xml.name()) {
                case "OrgnlGrpInfAndSts" -> file();
                case "OrgnlPmtInfAndSts" -> batch();
                case "TxInfAndSts" -> transaction(status);
                default -> xml.skip();
            }
        }
    }

    private void file() {
        while (xml.child()) {
            switch (xml.name()) {
                case "OrgnlMsgId" -> messageId = xml.textOrNull();
                case "GrpCxlSts" -> status = xml.textOrNull();
                case "CxlStsRsnInf" -> reason = reason();
                default -> xml.skip();
            }
        }
    }

    private void batch() {
        String of = status;
        batchId = null;
        while (xml.child()) {
            switch (xml.name()) {
                case "OrgnlPmtInfId" -> batchId = xml.textOrNull();
                case "PmtInfCxlSts" -> of = xml.textOrNull();
                case "CxlStsRsnInf" -> reason = reason();
                case "TxInfAndSts" -> transaction(of);
                default -> xml.skip();
            }
        }
        if (transactions == 0) {
            status = of;
        }
    }

    /** What a transaction names. */
    private static final class Transaction {
        private @Nullable String caseId;
        private @Nullable String messageId;
        private @Nullable String instructionId;
        private @Nullable String endToEndId;
        private @Nullable String transactionId;
        private @Nullable String uetr;
        private @Nullable String status;
        private Reason reason = Reason.NONE;
        private Values.@Nullable Amount amount;
        private @Nullable LocalDate settledOn;
    }

    private void transaction(@Nullable String ofItsBatch) {
        Transaction transaction = new Transaction();
        while (xml.child()) {
            switch (xml.name()) {
                case "TxCxlSts" -> transaction.status = xml.textOrNull();
                case "CxlStsRsnInf" -> transaction.reason = reason();
                default -> common(transaction);
            }
        }
        transactions++;
        String own = transaction.status == null ? ofItsBatch : transaction.status;
        String told = own == null ? confirmation : own;
        if (told == null) {
            xml.warn("a transaction has no status; taken as not decided");
            told = "PDCR";
        }
        out.accept(RecallAnswer.of(
                subject(transaction), told, transaction.reason.equals(Reason.NONE) ? reason : transaction.reason));
    }

    private void common(Transaction transaction) {
        switch (xml.name()) {
            case "RslvdCase" -> transaction.caseId = only("Id");
            case "OrgnlGrpInf" -> transaction.messageId = only("OrgnlMsgId");
            case "OrgnlInstrId" -> transaction.instructionId = xml.textOrNull();
            case "OrgnlEndToEndId" -> transaction.endToEndId = provided(xml.textOrNull());
            case "OrgnlTxId" -> transaction.transactionId = xml.textOrNull();
            case "OrgnlUETR" -> transaction.uetr = xml.textOrNull();
            default -> xml.skip();
        }
    }

    private void returns() {
        int returned = 0;
        while (xml.child()) {
            switch (xml.name()) {
                case "GrpHdr" -> id = only("MsgId");
                case "OrgnlGrpInf", "OrgnlGrpInfAndSts" -> messageId = only("OrgnlMsgId");
                case "TxInf" -> {
                    returned++;
                    oneReturn();
                }
                default -> xml.skip();
            }
        }
        if (returned == 0) {
            throw Unreadable.file("the payment return returns nothing");
        }
    }

    private void oneReturn() {
        Transaction transaction = new Transaction();
        while (xml.child()) {
            switch (xml.name()) {
                case "RtrdIntrBkSttlmAmt" -> transaction.amount = Values.amount(xml, null);
                case "IntrBkSttlmDt" -> transaction.settledOn = Values.date(xml, xml.text());
                case "RtrRsnInf" -> transaction.reason = reason();
                default -> common(transaction);
            }
        }
        Values.Amount amount = transaction.amount;
        out.accept(new RecallAnswer.Returned(
                subject(transaction),
                amount == null ? null : amount.value(),
                amount == null ? null : amount.currency(),
                transaction.settledOn,
                transaction.reason));
    }

    private Subject subject(Transaction transaction) {
        return new Subject(
                transaction.caseId == null ? caseId : transaction.caseId,
                transaction.messageId == null ? messageId : transaction.messageId,
                batchId,
                transaction.instructionId,
                transaction.endToEndId,
                transaction.transactionId,
                transaction.uetr);
    }

    private Reason reason() {
        String code = null;
        List<String> lines = new ArrayList<>();
        while (xml.child()) {
            switch (xml.name()) {
                case "Rsn", "RtrRsn" -> code = Codes.first(xml);
                case "AddtlInf", "AddtlRtrRsnInf" -> lines.add(xml.text());
                default -> xml.skip();
            }
        }
        return new Reason(code, lines.isEmpty() ? null : String.join("\n", lines));
    }

    private @Nullable String only(String name) {
        String value = null;
        while (xml.child()) {
            if (xml.name().equals(name)) {
                value = xml.textOrNull();
            } else {
                xml.skip();
            }
        }
        return value;
    }

    private static @Nullable String provided(@Nullable String id) {
        return "NOTPROVIDED".equals(id) ? null : id;
    }
}
