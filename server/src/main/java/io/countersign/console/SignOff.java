package io.countersign.console;

import io.countersign.payments.Views;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sign-off panel: exactly what a signature would cover, and nothing else.
 *
 * @param act approve or release
 * @param toSign what would be signed now
 * @param path where the signature is given
 * @param single the payment's reference where it is one payment, null for a run
 */
public record SignOff(
        Act act, Views.ToSign toSign, String path, @Nullable String single) {

    /** Act, object and amount: {@code Approve 42 payments · EUR 1,204,332.18}. */
    public String label(Words words) {
        String object = single == null ? words.count(toSign.payments(), "payment") : "payment";
        return act.verb() + " " + object + " · " + sum(words);
    }

    /** The exact sum, or how many currencies there are; sums of different currencies are never added. */
    public String sum(Words words) {
        List<Views.CurrencySum> sums = toSign.sums();
        return sums.size() == 1
                ? words.money(sums.getFirst().amount(), sums.getFirst().currency())
                : words.number(sums.size()) + " currencies";
    }

    /** What was shown, in words, to tell what changed if it does. */
    public String shown(Words words) {
        return shown(words, toSign);
    }

    static String shown(Words words, Views.ToSign toSign) {
        List<String> sums = new ArrayList<>();
        for (Views.CurrencySum sum : toSign.sums()) {
            sums.add(words.money(sum.amount(), sum.currency()));
        }
        return words.count(toSign.payments(), "payment") + (sums.isEmpty() ? "" : ", " + String.join(" and ", sums));
    }

    public boolean open() {
        return toSign.refused() == null && toSign.payments() > 0;
    }
}
