package io.countersign.sandbox.bank;

import io.countersign.sandbox.bank.Scenario.When;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bank does when it is asked to get a payment back, with a name.
 *
 * @param recalledFor the reason that was given, such as {@code FRAD}; null fits any
 * @param reason why it refuses, such as {@code CUST}
 * @param after when the money is there, counted from the answer that promises it
 */
public record RecallRule(
        String name,
        @Nullable String recalledFor,
        @Nullable When when,
        Answer answer,
        @Nullable String reason,
        @Nullable List<String> text,
        @Nullable Duration after) {

    /** Where no rule fits, the money comes back. */
    static final RecallRule OTHERWISE = new RecallRule("otherwise", null, null, Answer.GIVE_BACK, null, null, null);

    /** What comes of it. */
    public enum Answer {
        /** The money comes back. */
        GIVE_BACK,
        /** With the reason and the text of the rule. */
        REFUSE,
        /** Nobody hears of it again. */
        SILENT
    }

    boolean fits(String bank, CreditTransfer transfer, String asked, double chance) {
        return (recalledFor == null || recalledFor.equals(asked))
                && (when == null || when.fits(bank, transfer, chance));
    }

    Duration delay() {
        return after == null ? Duration.ZERO : after;
    }

    List<String> lines() {
        return text == null ? List.of() : text;
    }
}
