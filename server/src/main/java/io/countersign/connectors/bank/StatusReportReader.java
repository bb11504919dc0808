package io.countersign.connectors.bank;

import io.countersign.payments.BankReplies.Level;
import io.countersign.payments.BankReplies.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pain.002, any version: what the bank says about the file, about a batch, about instructions, in its order. Only
 * the rejection of a whole file or batch comes after that of its instructions, since those tell the reason; one that tells
 * none has the reason of its batch or file. Where a report names a status at no level, there is no reply.
 */
final class StatusReportReader implements Iterator<Reply> {

    private static final String REJECTED = "RJCT";

    private final Xml xml;
    private final Queue<Reply> ready = new ArrayDeque<>();
    private @Nullable String messageId;
    private @Nullable String originalMessageId;
    private @Nullable String originalMessage;
    private boolean inBatch;
    private boolean ended;
    private @Nullable String batchStatus;
    private @Nullable String batchId;
    private Reason batchReason = Reason.NONE;
    private Reason fileReason = Reason.NONE;
    private @Nullable Reply rejectedBatch;
    private @Nullable Reply rejectedFile;

    /** Why: a code, and every line the bank wrote beside it. */
    private record Reason(@Nullable String code, @Nullable String text) {
        static final Reason NONE = new Reason(null, null);
    }

    StatusReportReader(BankMessage message) {
        this.xml = message.xml();
    }

    /** The bank's message id; known once the first reply was asked for. */
    @Nullable
    String messageId() {
        return messageId;
    }

    /** The id of the message of ours it speaks about, where it says so. */
    @Nullable
    String originalMessageId() {
        return originalMessageId;
    }

    /** The kind of that message, such as {@code pain.001.001.09}, where it says so. */
    @Nullable
    String originalMessage() {
        return originalMessage;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !ended) {
            advance();
        }
        return !ready.isEmpty();
    }

    @Override
    public Reply next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void advance() {
        if (!xml.child()) {
            leave();
            return;
        }
        switch (xml.name()) {
            case "GrpHdr" -> header();
            case "OrgnlGrpInfAndSts" -> group();
            case "OrgnlPmtInfAndSts" -> {
                inBatch = true;
                batchStatus = null;
                batchId = null;
                batchReason = Reason.NONE;
            }
            case "TxInfAndSts" -> {
                tellBatch();
                transaction();
            }
            case "OrgnlPmtInfId" -> batchId = xml.textOrNull();
            case "PmtInfSts" -> batchStatus = xml.textOrNull();
            case "StsRsnInf" -> batchReason = plus(batchReason, reason());
            default -> xml.skip();
        }
    }

    private void leave() {
        if (inBatch) {
            inBatch = false;
            tellBatch();
            tell(rejectedBatch);
            rejectedBatch = null;
        } else {
            xml.finish();
            tell(rejectedFile);
            ended = true;
        }
    }

    private void tell(@Nullable Reply reply) {
        if (reply != null) {
            ready.add(reply);
        }
    }

    private void header() {
        while (xml.child()) {
            if (xml.name().equals("MsgId")) {
                messageId = xml.textOrNull();
            } else {
                xml.skip();
            }
        }
    }

    private void group() {
        String status = null;
        Reason reason = Reason.NONE;
        while (xml.child()) {
            switch (xml.name()) {
                case "OrgnlMsgId" -> originalMessageId = xml.textOrNull();
                case "OrgnlMsgNmId" -> originalMessage = xml.textOrNull();
                case "GrpSts" -> status = xml.textOrNull();
                case "StsRsnInf" -> reason = plus(reason, reason());
                default -> xml.skip();
            }
        }
        fileReason = reason;
        if (status != null) {
            Reason told = inWords(status, reason);
            Reply reply = new Reply(Level.FILE, originalMessageId, null, null, status, told.code(), told.text());
            if (status.equals(REJECTED)) {
                rejectedFile = reply;
            } else {
                ready.add(reply);
            }
        }
    }

    /** A batch is told before its first instruction; our files have one batch, whose id is the message id. */
    private void tellBatch() {
        if (batchStatus != null) {
            String about = originalMessageId == null ? batchId : originalMessageId;
            Reason told = inWords(batchStatus, batchReason);
            Reply reply = new Reply(Level.BATCH, about, null, null, batchStatus, told.code(), told.text());
            if (batchStatus.equals(REJECTED)) {
                rejectedBatch = reply;
            } else {
                ready.add(reply);
            }
            batchStatus = null;
        }
    }

    private void transaction() {
        String status = null;
        String endToEndId = null;
        String instructionId = null;
        Reason reason = Reason.NONE;
        while (xml.child()) {
            switch (xml.name()) {
                case "OrgnlEndToEndId" -> endToEndId = provided(xml.textOrNull());
                case "OrgnlInstrId" -> instructionId = provided(xml.textOrNull());
                case "TxSts" -> status = xml.textOrNull();
                case "StsRsnInf" -> reason = plus(reason, reason());
                default -> xml.skip();
            }
        }
        if (status == null) {
            xml.warn("a transaction has no status");
        } else {
            if (reason.equals(Reason.NONE) && status.equals(REJECTED)) {
                reason = batchReason.equals(Reason.NONE) ? fileReason : batchReason;
            }
            reason = inWords(status, reason);
            ready.add(new Reply(
                    Level.TRANSACTION,
                    originalMessageId,
                    endToEndId,
                    instructionId,
                    status,
                    reason.code(),
                    reason.text()));
        }
    }

    private static @Nullable String provided(@Nullable String id) {
        return "NOTPROVIDED".equals(id) ? null : id;
    }

    /** Verification of Payee tells its outcome by the status alone; people read it in words (ISO external codes). */
    private static Reason inWords(String status, Reason reason) {
        String words = switch (status) {
            case "RCVC" -> "Verification of payee: every name matches";
            case "RVCM" -> "Verification of payee: done, some names do not match";
            case "RVMC" -> "Verification of payee: the name matches closely";
            case "RVNM" -> "Verification of payee: the name does not match";
            case "RVNA" -> "Verification of payee: not possible";
            default -> null;
        };
        return words == null ? reason : plus(new Reason(null, words), reason);
    }

    private Reason reason() {
        String code = null;
        List<String> lines = new ArrayList<>();
        while (xml.child()) {
            switch (xml.name()) {
                case "Rsn", "StsRsn" -> code = code(lines);
                case "AddtlInf", "AddtlStsRsnInf" -> {
                    String line = xml.text();
                    if (!line.isEmpty()) {
                        lines.add(line);
                    }
                }
                default -> xml.skip();
            }
        }
        return new Reason(code, lines.isEmpty() ? null : String.join("\n", lines));
    }

    /** A bank's own reason is a text beside NARR, unless it has the form of a code. */
    private @Nullable String code(List<String> lines) {
        String code = null;
        while (xml.child()) {
            String text = xml.text();
            if (text.length() <= 4) {
                code = text.isEmpty() ? code : text;
            } else {
                lines.add(text);
                code = code == null ? "NARR" : code;
            }
        }
        return code;
    }

    /** Several reasons: the first code decides, all of them are told. */
    private static Reason plus(Reason first, Reason second) {
        if (first.code() == null && first.text() == null) {
            return second;
        }
        List<String> lines = new ArrayList<>();
        if (first.text() != null) {
            lines.add(first.text());
        }
        if (second.code() != null && first.code() != null && !second.code().equals(first.code())) {
            lines.add("also " + second.code());
        }
        if (second.text() != null) {
            lines.add(second.text());
        }
        return new Reason(
                first.code() == null ? second.code() : first.code(), lines.isEmpty() ? null : String.join("\n", lines));
    }
}
