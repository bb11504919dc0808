package io.countersign.payments;

import io.countersign.model.Cause;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Applies what banks say about instructions: pain.002 or the answer of an API. */
@Component
public class BankReplies {

    private static final int BATCH = 5_000;

    /** The bank has the instruction but has not decided. */
    static final Set<String> RECEIVED = Set.of("RCVD", "ACTC", "PDNG", "PATC", "ACFC");

    /** The bank will execute it or has. Booking is proved by a statement only. */
    static final Set<String> ACCEPTED = Set.of("ACCP", "ACSP", "ACSC", "ACWC", "ACWP", "ACCC", "ACPC");

    static final Set<String> REJECTED = Set.of("RJCT", "CANC");

    /** Reasons that refuse a file or a batch because its identification was received before. */
    static final Set<String> HAD_BEFORE = Set.of("DU01", "DU02");

    /** At which level of the original message the bank speaks. */
    public enum Level {
        FILE,
        BATCH,
        TRANSACTION
    }

    /**
     * One statement of a bank about a file, a batch or an instruction of ours.
     *
     * @param originalMessageId {@code OrgnlMsgId}; null where the bank leaves it out
     * @param status external status code of ISO 20022: ACTC, ACCP, ACSP, ACSC, ACWC, PDNG, RCVD, PART, RJCT
     * @param reasonCode external status reason code, such as AC01
     * @param reasonText what the bank wrote beside it, all lines
     */
    public record Reply(
            Level level,
            @Nullable String originalMessageId,
            @Nullable String endToEndId,
            @Nullable String instructionId,
            String status,
            @Nullable String reasonCode,
            @Nullable String reasonText) {}

    /**
     * What came of a bank message.
     *
     * @param applied payments that changed
     * @param noted payments of which this is new and changes no state, such as that a file that was sent is received
     * @param repeated payments the bank had said this of before
     * @param contradicting payments in a state this cannot follow; each opened a case
     * @param unmatched replies that name nothing of ours
     */
    public record Applied(int applied, int noted, int repeated, int contradicting, int unmatched) {

        static final Applied NOTHING = new Applied(0, 0, 0, 0, 0);

        Applied plus(Applied other) {
            return new Applied(
                    applied + other.applied,
                    noted + other.noted,
                    repeated + other.repeated,
                    contradicting + other.contradicting,
                    unmatched + other.unmatched);
        }

        /** Whether it names nothing but what is not ours. */
        public boolean isForeign() {
            return unmatched > 0 && applied + noted + repeated + contradicting == 0;
        }
    }

    private final ReplyBatch batches;
    private final TransactionTemplate transaction;

    BankReplies(ReplyBatch batches, TransactionTemplate transaction) {
        this.batches = batches;
        this.transaction = transaction;
    }

    /**
     * Applies the replies of one bank message in bounded memory, a transaction a batch. Repeating it changes nothing, so
     * a message whose application was cut short is applied again from its beginning.
     */
    public Applied apply(String connection, String bankMessageId, Iterator<Reply> replies, Cause cause) {
        Applied total = Applied.NOTHING;
        List<Reply> batch = new ArrayList<>();
        while (replies.hasNext()) {
            batch.add(replies.next());
            if (batch.size() == BATCH || !replies.hasNext()) {
                List<Reply> full = List.copyOf(batch);
                Applied applied = transaction.execute(_ -> batches.apply(connection, bankMessageId, full, cause));
                total = applied == null ? total : total.plus(applied);
                batch.clear();
            }
        }
        return total;
    }
}
