package io.countersign.console;

import io.countersign.model.ErrorCode;
import io.countersign.payments.ActResult;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Payments;
import io.countersign.payments.Step;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Does what a person asked for on a run or a payment, and words what came of it. */
@Component
class Acting {

    /**
     * What the form says.
     *
     * @param hash the hash that was shown; it alone decides whether the signature is valid
     * @param shown what was shown, in words; told again if it changed, and trusted for nothing else
     */
    record Form(
            @Nullable String hash,
            @Nullable String shown,
            @Nullable String why) {}

    private final Payments payments;
    private final PaymentQueries queries;
    private final Clock clock;

    Acting(Payments payments, PaymentQueries queries, Clock clock) {
        this.payments = payments;
        this.queries = queries;
        this.clock = clock;
    }

    Said act(Visit visit, Act act, Target target, Form form) {
        String why = form.why() == null ? "" : form.why();
        String hash = form.hash() == null ? "" : form.hash();
        ActResult result = switch (act) {
            case SUBMIT -> payments.submit(visit.caller(), target);
            case APPROVE -> payments.approve(visit.caller(), target, hash);
            case RELEASE -> payments.release(visit.caller(), target, hash);
            case RETURN -> payments.returnToClerk(visit.caller(), target, why);
            case REJECT -> payments.reject(visit.caller(), target, why);
            case CANCEL -> payments.cancel(visit.caller(), target, why);
        };
        return switch (result) {
            case ActResult.Done done -> recorded(visit, act, done);
            case ActResult.Refused refused -> refused(visit, act, target, refused, form);
        };
    }

    /** The panel of the signature this person can be asked for, or the refusal that explains why not. */
    Optional<SignOff> signOff(Visit visit, Target target, String path, @Nullable String single) {
        return List.of(Act.RELEASE, Act.APPROVE).stream()
                .filter(act -> act.allowed(visit))
                .map(act -> panel(visit, act, target, path, single))
                .filter(panel -> panel.toSign().refused() == null
                        || panel.toSign().refused().code() != ErrorCode.NOTHING_TO_DO)
                .findFirst();
    }

    SignOff panel(Visit visit, Act act, Target target, String path, @Nullable String single) {
        Step step = act.signs();
        if (step == null) {
            throw new IllegalArgumentException(act + " is no signature");
        }
        return new SignOff(act, queries.toSign(visit.caller(), target, step), path, single);
    }

    private Said recorded(Visit visit, Act act, ActResult.Done done) {
        Words words = words(visit);
        String title = act.done() + " " + words.count(done.moved(), "payment");
        int waiting = done.moved() - done.complete();
        String text = switch (act) {
            case SUBMIT -> "They wait for the signatures the policy asks for.";
            case APPROVE ->
                waiting == 0
                        ? "Every approval is there. A treasurer can release."
                        : words.count(waiting, "payment")
                                + (waiting == 1 ? " still needs another approval." : " still need another approval.");
            case RELEASE -> "The bank file is made and sent now.";
            case RETURN -> "The clerk has them again. Signatures given are void.";
            case REJECT -> "Their invoices are open again.";
            case CANCEL -> "Nothing leaves. Their invoices are open again.";
        };
        String behind = done.leftBehind() == 0
                ? ""
                : " " + words.count(done.leftBehind(), "payment")
                        + (done.leftBehind() == 1 ? " stays behind." : " stay behind.");
        return Said.recorded(title, text + behind);
    }

    private Said refused(Visit visit, Act act, Target target, ActResult.Refused refused, Form form) {
        Step step = act.signs();
        if (refused.code() != ErrorCode.HASH_MISMATCH || step == null || form.shown() == null) {
            return Said.refused(act.failed(), refused.code(), refused.why());
        }
        Views.ToSign now = queries.toSign(visit.caller(), target, step);
        String then = form.shown();
        String today = SignOff.shown(words(visit), now);
        String change = today.equals(then)
                ? "The number and the sums are the same as before; a name, an account, a date or a remittance is not."
                : "You were shown " + then + ". Now it is " + today + ".";
        return Said.refused(act.failed() + ": it changed after you opened it", refused.code(), change);
    }

    private Words words(Visit visit) {
        return new Words(visit.zone(), clock.instant());
    }
}
