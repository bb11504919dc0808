package io.countersign.connectors.bank;

import io.countersign.payments.BankReplies;
import io.countersign.payments.RecallAnswers;
import io.countersign.payments.RecallAnswers.Outcome;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;

/** The answers to recalls in one file, in the words of the payments they speak of. */
final class RecallReplies {

    private RecallReplies() {}

    static List<RecallAnswers.Answer> read(InputStream file) {
        BankMessage message = BankMessage.open(file);
        if (message.kind() == BankMessage.Kind.PAYMENT_STATUS) {
            return statuses(message);
        }
        Gathered<RecallAnswers.Answer> answers = new Gathered<>();
        RecallAnswerReader.read(message, answer -> answers.add(of(answer)));
        return answers.all();
    }

    /** A status report about our recall. What it says of a single payment comes before what it says of all. */
    private static List<RecallAnswers.Answer> statuses(BankMessage message) {
        Gathered<BankReplies.Reply> replies = new Gathered<>();
        new StatusReportReader(message).forEachRemaining(replies::add);
        return replies.all().stream()
                .filter(reply -> !reply.status().equals("PART"))
                .sorted(Comparator.comparing(reply -> reply.level() != BankReplies.Level.TRANSACTION))
                .map(RecallAnswers.Answer::of)
                .toList();
    }

    private static RecallAnswers.Answer of(RecallAnswer answer) {
        return switch (answer) {
            case RecallAnswer.Agreed a -> decided(Outcome.AGREED, a.subject(), a.status(), a.reason());
            case RecallAnswer.Refused r -> decided(Outcome.REFUSED, r.subject(), r.status(), r.reason());
            case RecallAnswer.Pending p -> decided(Outcome.UNDECIDED, p.subject(), p.status(), p.reason());
            case RecallAnswer.Partly p -> decided(Outcome.UNDECIDED, p.subject(), p.status(), p.reason());
            case RecallAnswer.Told t -> decided(Outcome.UNDECIDED, t.subject(), t.status(), t.reason());
            case RecallAnswer.Returned r ->
                new RecallAnswers.Answer(
                        Outcome.RETURNED,
                        r.subject().caseId(),
                        r.subject().messageId(),
                        r.subject().endToEndId(),
                        r.subject().instructionId(),
                        "RETURNED",
                        r.reason().code(),
                        r.reason().text(),
                        r.amount(),
                        r.currency(),
                        r.settledOn());
        };
    }

    private static RecallAnswers.Answer decided(
            Outcome outcome, RecallAnswer.Subject subject, String status, RecallAnswer.Reason reason) {
        return new RecallAnswers.Answer(
                outcome,
                subject.caseId(),
                subject.messageId(),
                subject.endToEndId(),
                subject.instructionId(),
                status,
                reason.code(),
                reason.text(),
                null,
                null,
                null);
    }
}
