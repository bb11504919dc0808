package io.countersign.connectors.bank;

import io.countersign.reconciliation.StatementPart;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reading of a file that applies nothing: is all of it readable, what is it, whose is it. Only a file that was read to its
 * end is applied, so that half a file can never book anything.
 *
 * @param message what it is: {@code camt.053}, {@code pain.002}, {@code MT940}
 * @param statements which kinds of statements it holds; empty where it holds answers of the bank
 * @param originalMessageId of ours that it answers, and {@code originalMessage} its kind; null where it does not say
 * @param accounts the accounts of its statements
 * @param replies statuses a pain.002 names, answers to recalls, or entries of a NACHA file
 */
record Survey(
        String message,
        Set<StatementPart.Kind> statements,
        @Nullable String messageId,
        @Nullable String originalMessageId,
        @Nullable String originalMessage,
        Set<String> accounts,
        int replies,
        List<String> warnings) {

    private static final int MOST_ACCOUNTS = 1_000;

    /** @throws Unreadable with the reason and the place */
    static Survey of(InputStream content) {
        FileHead head = FileHead.of(content);
        Statements statements = new Statements();
        StatementFormat format = Formats.of(head);
        if (format != null) {
            return statements.survey(format.read(head.content(), statements));
        }
        if (AchReader.recognises(head)) {
            return returnedEntries(head);
        }
        BankMessage message = BankMessage.open(head);
        return switch (message.kind()) {
            case PAYMENT_STATUS -> statuses(message);
            case RESOLUTION, RETURN -> recallAnswers(message);
            case REPORT, STATEMENT, NOTIFICATION -> statements.survey(StatementReader.read(message, statements));
        };
    }

    /**
     * Whether a file is one of statements, by its beginning.
     *
     * @throws Unreadable if it is nothing that is read
     */
    static boolean holdsStatements(InputStream content) {
        FileHead head = FileHead.of(content);
        if (Formats.of(head) != null) {
            return true;
        }
        return !AchReader.recognises(head)
                && switch (BankMessage.open(head).kind()) {
                    case REPORT, STATEMENT, NOTIFICATION -> true;
                    case PAYMENT_STATUS, RESOLUTION, RETURN -> false;
                };
    }

    /** Whether it tells of single entries that were sent before. */
    boolean returnsEntries() {
        return message.equals(AchReader.MESSAGE);
    }

    private static Survey returnedEntries(FileHead head) {
        int[] notices = {0};
        AchReader.Reading reading = AchReader.read(head, notice -> notices[0]++);
        return new Survey(
                AchReader.MESSAGE, Set.of(), reading.messageId(), null, null, Set.of(), notices[0], reading.warnings());
    }

    /** Whether it says that it is the answer to a recall; such a file holds nothing else. */
    boolean answersRecall() {
        String asked = originalMessage == null ? "" : originalMessage;
        return asked.startsWith("pain.007")
                || asked.startsWith("camt.055")
                || asked.startsWith("camt.056")
                || message.equals(BankMessage.Kind.RESOLUTION.message())
                || message.equals(BankMessage.Kind.RETURN.message());
    }

    private static Survey statuses(BankMessage message) {
        StatusReportReader reader = new StatusReportReader(message);
        int replies = 0;
        while (reader.hasNext()) {
            reader.next();
            replies++;
        }
        if (replies == 0) {
            throw Unreadable.file("the payment status report names no status");
        }
        return new Survey(
                message.kind().message(),
                Set.of(),
                reader.messageId(),
                reader.originalMessageId(),
                reader.originalMessage(),
                Set.of(),
                replies,
                message.xml().warnings());
    }

    private static Survey recallAnswers(BankMessage message) {
        int[] answers = {0};
        String messageId = RecallAnswerReader.read(message, answer -> answers[0]++);
        return new Survey(
                message.kind().message(),
                Set.of(),
                messageId,
                null,
                null,
                Set.of(),
                answers[0],
                message.xml().warnings());
    }

    /** Notices which statements pass by. */
    static final class Statements implements Consumer<StatementPart> {
        private final Set<String> accounts = new LinkedHashSet<>();
        private final Set<StatementPart.Kind> kinds = EnumSet.noneOf(StatementPart.Kind.class);

        @Override
        public void accept(StatementPart part) {
            if (part instanceof StatementPart.Opened opened) {
                kinds.add(opened.kind());
                if (accounts.size() < MOST_ACCOUNTS) {
                    accounts.add(opened.account());
                }
            }
        }

        Set<String> accounts() {
            return accounts;
        }

        Survey survey(StatementFormat.Reading reading) {
            return new Survey(reading.kind(), kinds, reading.messageId(), null, null, accounts, 0, reading.warnings());
        }
    }
}
