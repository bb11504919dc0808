package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Recalls;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import java.time.Clock;
import java.util.Arrays;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The acts that call a payment or a run back, and what the latter would reach. */
@Page
class RecallsPage {

    private final Recalls recalls;
    private final PaymentQueries queries;
    private final Clock clock;

    RecallsPage(Recalls recalls, PaymentQueries queries, Clock clock) {
        this.recalls = recalls;
        this.queries = queries;
        this.clock = clock;
    }

    @PostMapping("/payments/{id}/recall")
    String recall(
            Visit visit,
            @PathVariable UUID id,
            @RequestParam Recalls.Reason reason,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        after.addFlashAttribute("said", said(visit, recalls.recall(visit.caller(), Target.payment(id), reason, why)));
        return "redirect:/payments/" + id;
    }

    /** What can be called back and what not, for each reason, before anybody asks for it. */
    @GetMapping("/runs/{id}/recall")
    String look(Visit visit, @PathVariable UUID id, Model page) {
        Views.Run run = queries.run(visit.caller(), id).orElseThrow(() -> new Missing("run"));
        if (!visit.may(Capability.PAYMENTS_RELEASE)) {
            throw new Missing("act");
        }
        page.addAttribute("run", run);
        page.addAttribute(
                "previews",
                Arrays.stream(Recalls.Reason.values())
                        .map(reason -> recalls.preview(visit.caller(), Target.run(id), reason))
                        .toList());
        return "console/recall";
    }

    @PostMapping("/runs/{id}/recall")
    String recallRun(
            Visit visit,
            @PathVariable UUID id,
            @RequestParam Recalls.Reason reason,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        after.addFlashAttribute("said", said(visit, recalls.recall(visit.caller(), Target.run(id), reason, why)));
        return "redirect:/runs/" + id;
    }

    private Said said(Visit visit, Recalls.Result result) {
        Words words = new Words(visit.zone(), clock.instant());
        return switch (result) {
            case Recalls.Result.Requested done ->
                Said.recorded(
                        "Called back " + words.count(done.recalled(), "payment"),
                        "The bank is asked now. The payment stays as it is until the money is back."
                                + beneficiary(done));
            case Recalls.Result.Started(Recalls.OfRun run) ->
                Said.recorded(
                        "Calling back " + words.count(run.recallable(), "payment"),
                        "It goes on in portions; this page shows how far it has got. The payments stay as they are until"
                                + " the money is back.");
            case Recalls.Result.Refused refused ->
                Said.refused("Nothing was called back", refused.code(), refused.why());
        };
    }

    private static String beneficiary(Recalls.Result.Requested done) {
        if (done.withoutParty() > 0) {
            return " The beneficiary is no party we know, so nobody is frozen.";
        }
        return done.frozen() > 0 ? " Payments to the beneficiary are frozen." : "";
    }
}
