package io.countersign.connectors.bank;

import io.countersign.payments.BankReplies.Reply;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of reading a file with the readers that read the files of banks: what it says, or why it is refused. */
sealed interface Examination {

    /** It was read to its end. */
    record Statements(String format, @Nullable String messageId, StatementTally tally, List<String> warnings)
            implements Examination {}

    /** A payment status report. */
    record Statuses(
            String format,
            @Nullable String messageId,
            @Nullable String originalMessageId,
            List<Reply> replies,
            List<String> warnings)
            implements Examination {}

    /** The answer to a recall. */
    record Answers(String format, @Nullable String messageId, List<RecallAnswer> answers, List<String> warnings)
            implements Examination {}

    /** What is told of entries that were sent before. */
    record Entries(String format, @Nullable String messageId, List<AchNotice> notices, List<String> warnings)
            implements Examination {}

    /** It would be quarantined; the place where it is known. */
    record Refused(String why, @Nullable String place) implements Examination {}

    static Examination of(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return of(in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static Examination of(InputStream in) {
        try {
            FileHead head = FileHead.of(in);
            StatementFormat text = Formats.of(head);
            if (text != null) {
                StatementTally tally = new StatementTally();
                StatementFormat.Reading reading = text.read(head.content(), tally);
                return new Statements(reading.kind(), reading.messageId(), tally, reading.warnings());
            }
            return AchReader.recognises(head) ? entries(head) : xml(BankMessage.open(head));
        } catch (Unreadable unreadable) {
            return new Refused(unreadable.why(), unreadable.place());
        }
    }

    private static Examination entries(FileHead head) {
        List<AchNotice> notices = new ArrayList<>();
        AchReader.Reading reading = AchReader.read(head, notices::add);
        return new Entries(AchReader.MESSAGE, reading.messageId(), notices, reading.warnings());
    }

    private static Examination xml(BankMessage message) {
        return switch (message.kind()) {
            case REPORT, STATEMENT, NOTIFICATION -> {
                StatementTally tally = new StatementTally();
                StatementFormat.Reading reading = StatementReader.read(message, tally);
                yield new Statements(message.format(), reading.messageId(), tally, reading.warnings());
            }
            case PAYMENT_STATUS -> {
                List<Reply> replies = new ArrayList<>();
                StatusReportReader reader = new StatusReportReader(message);
                reader.forEachRemaining(replies::add);
                if (replies.isEmpty()) {
                    throw Unreadable.file("the payment status report names no status");
                }
                yield new Statuses(
                        message.format(),
                        reader.messageId(),
                        reader.originalMessageId(),
                        replies,
                        message.xml().warnings());
            }
            case RESOLUTION, RETURN -> {
                List<RecallAnswer> answers = new ArrayList<>();
                String id = RecallAnswerReader.read(message, answers::add);
                yield new Answers(message.format(), id, answers, message.xml().warnings());
            }
        };
    }
}
