package io.countersign.payments;

import io.countersign.model.Cause;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Applies what banks say about instructions: pain.002 or the answer of an API. */
@Component
public class BankReplies {

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
     * @param repeated payments the bank had said this of before
     * @param contradicting payments in a state this cannot follow; each opened a case
     * @param unmatched replies that name nothing of ours
     */
    public record Applied(int applied, int repeated, int contradicting, int unmatched) {}

    /** Applies the replies of one bank message in bounded memory. Repeating it changes nothing. */
    public Applied apply(String connection, String bankMessageId, Iterator<Reply> replies, Cause cause) {
        throw new UnsupportedOperationException();
    }
}
