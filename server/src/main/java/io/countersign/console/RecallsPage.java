package io.countersign.console;

import io.countersign.payments.Recalls;
import io.countersign.payments.Target;
import java.time.Clock;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The act that calls a payment back; it is offered on the payment's page. */
@Page
class RecallsPage {

    private final Recalls recalls;
    private final Clock clock;

    RecallsPage(Recalls recalls, Clock clock) {
        this.recalls = recalls;
        this.clock = clock;
    }

    @PostMapping("/payments/{id}/recall")
    String recall(
            Visit visit,
            @PathVariable UUID id,
            @RequestParam Recalls.Reason reason,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        Said said = switch (recalls.recall(visit.caller(), Target.payment(id), reason, why)) {
            case Recalls.Result.Requested done ->
                Said.recorded(
                        "Called back " + new Words(visit.zone(), clock.instant()).count(done.recalled(), "payment"),
                        "The bank is asked now. The payment stays as it is until the money is back."
                                + beneficiary(done));
            case Recalls.Result.Refused refused ->
                Said.refused("Nothing was called back", refused.code(), refused.why());
        };
        after.addFlashAttribute("said", said);
        return "redirect:/payments/" + id;
    }

    private static String beneficiary(Recalls.Result.Requested done) {
        if (done.withoutParty() > 0) {
            return " The beneficiary is no party we know, so nobody is frozen.";
        }
        return done.frozen() > 0 ? " Payments to the beneficiary are frozen." : "";
    }
}
