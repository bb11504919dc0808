package io.countersign.console;

import io.countersign.model.ErrorCode;
import io.countersign.payments.PaymentQueries;
import io.countersign.reconciliation.Breaks;
import io.countersign.reconciliation.Statements;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** Breaks: what should match and does not, and the two ways to solve one. */
@Page
class BreaksPage {

    private static final String FAILED = "The break is still open";

    private final Breaks breaks;
    private final PaymentQueries queries;

    BreaksPage(Breaks breaks, PaymentQueries queries) {
        this.breaks = breaks;
        this.queries = queries;
    }

    @GetMapping("/reconciliation")
    String list(Visit visit, @RequestParam @Nullable String after, Model page) {
        addList(visit, after, page);
        return "console/breaks";
    }

    @GetMapping("/reconciliation/{id}")
    String one(Visit visit, @PathVariable UUID id, Model page) {
        Breaks.View found = breaks.find(visit.caller(), id).orElseThrow(() -> new Missing("break"));
        addList(visit, null, page);
        page.addAttribute("break", found);
        UUID near = found.paymentId();
        if (near != null) {
            queries.payment(visit.caller(), near).ifPresent(payment -> page.addAttribute("near", payment.payment()));
        }
        return "console/breaks";
    }

    @PostMapping("/reconciliation/{id}/match")
    String match(
            Visit visit,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String payment,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        Optional<UUID> chosen = queries.byReference(visit.caller(), payment.strip());
        return chosen.map(found -> answer(id, "Matched by hand", breaks.match(visit.caller(), id, found, why), after))
                .orElseGet(() -> {
                    after.addFlashAttribute(
                            "said",
                            Said.refused(FAILED, ErrorCode.NOT_FOUND, "No payment is called " + payment.strip() + "."));
                    return "redirect:/reconciliation/" + id;
                });
    }

    @PostMapping("/reconciliation/{id}/explain")
    String explain(
            Visit visit, @PathVariable UUID id, @RequestParam(defaultValue = "") String why, RedirectAttributes after) {
        return answer(id, "Break explained", breaks.explain(visit.caller(), id, why), after);
    }

    private static String answer(UUID id, String done, Breaks.Result result, RedirectAttributes after) {
        after.addFlashAttribute(
                "said",
                switch (result) {
                    case Breaks.Result.Done kept ->
                        Said.recorded(done, kept.view().reference());
                    case Breaks.Result.Waits waits ->
                        Said.recorded("Proposed; a second person has to confirm", waits.why());
                    case Breaks.Result.Refused refused -> Said.refused(FAILED, refused.code(), refused.why());
                });
        return "redirect:/reconciliation/" + id;
    }

    private void addList(Visit visit, @Nullable String after, Model page) {
        Statements.Page<Breaks.View> found = breaks.list(visit.inView(), Breaks.Filter.OPEN, after, Pager.ROWS);
        page.addAttribute("breaks", found.items());
        page.addAttribute("pager", Pager.of(UriComponentsBuilder.fromPath("/reconciliation"), after, found.next()));
    }
}
