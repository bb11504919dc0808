package io.countersign.console;

import io.countersign.model.ErrorCode;
import io.countersign.payments.PaymentQueries;
import io.countersign.reconciliation.BreakEvidence;
import io.countersign.reconciliation.BreakGuide;
import io.countersign.reconciliation.Breaks;
import io.countersign.reconciliation.ErpTold;
import io.countersign.reconciliation.InTransit;
import io.countersign.reconciliation.MonthInView;
import io.countersign.reconciliation.Statements;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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

/** Breaks: what should match and does not, what might explain it, and every way to solve one. */
@Page
class BreaksPage {

    private static final String FAILED = "The break is as it was";

    private final Breaks breaks;
    private final ErpTold told;
    private final InTransit transit;
    private final PaymentQueries queries;
    private final BreakEvidence evidence;
    private final MonthInView month;
    private final Clock clock;

    BreaksPage(
            Breaks breaks,
            ErpTold told,
            InTransit transit,
            PaymentQueries queries,
            BreakEvidence evidence,
            MonthInView month,
            Clock clock) {
        this.breaks = breaks;
        this.told = told;
        this.transit = transit;
        this.queries = queries;
        this.evidence = evidence;
        this.month = month;
        this.clock = clock;
    }

    @GetMapping("/reconciliation")
    String list(
            Visit visit,
            @RequestParam(defaultValue = "open") String shown,
            @RequestParam @Nullable String after,
            Model page) {
        addList(visit, shown, after, page);
        page.addAttribute("transit", Ageing.of(transit.buckets(visit.inView())));
        page.addAttribute("outcomes", Outcomes.of(month.outcomes(visit.inView())));
        page.addAttribute("kinds", month.open(visit.inView()));
        page.addAttribute("accounts", month.accounts(visit.inView()));
        return "console/breaks";
    }

    @GetMapping("/reconciliation/{id}")
    String one(Visit visit, @PathVariable UUID id, Model page) {
        Breaks.View found = breaks.find(visit.caller(), id).orElseThrow(() -> new Missing("break"));
        addList(visit, "open", null, page);
        page.addAttribute("break", found);
        page.addAttribute("suggestions", breaks.suggestions(visit.caller(), id));
        page.addAttribute("history", breaks.history(visit.caller(), id));
        UUID line = found.lineId();
        page.addAttribute("told", line == null ? List.of() : told.ofLine(visit.caller(), line));
        BreakEvidence.Found known = evidence.of(visit.caller(), found);
        page.addAttribute("guide", BreakGuide.of(found.kind()));
        page.addAttribute("known", known);
        page.addAttribute("sides", Sides.of(found, known, new Words(visit.zone(), clock.instant())));
        page.addAttribute("near", known.payment());
        return "console/breaks";
    }

    /** Accepts what is suggested, if it still is. */
    @PostMapping("/reconciliation/{id}/accept")
    String accept(
            Visit visit,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String payments,
            RedirectAttributes after) {
        Optional<Breaks.Suggestion> chosen = breaks.suggestions(visit.caller(), id).stream()
                .filter(s -> String.join(",", s.references()).equals(payments))
                .findFirst();
        if (chosen.isEmpty()) {
            return refused(id, "This is not suggested any more", after);
        }
        Breaks.Suggestion s = chosen.get();
        String why = "Accepted as suggested: " + String.join("; ", s.reasons());
        return answer(id, "Matched", breaks.match(visit.caller(), id, s.payments(), s.breaks(), why), after);
    }

    @PostMapping("/reconciliation/{id}/match")
    String match(
            Visit visit,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String payment,
            @RequestParam(defaultValue = "") String rest,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        List<UUID> payments = new ArrayList<>();
        for (String reference : payment.strip().split("[,;\\s]+", -1)) {
            Optional<UUID> found = queries.byReference(visit.caller(), reference);
            if (found.isEmpty()) {
                return refused(id, "No payment is called " + reference, after);
            }
            payments.add(found.get());
        }
        return rest.isBlank()
                ? answer(id, "Matched by hand", breaks.match(visit.caller(), id, payments, List.of(), why), after)
                : answer(id, "Split by hand", breaks.split(visit.caller(), id, payments, rest, why), after);
    }

    @PostMapping("/reconciliation/{id}/write-off")
    String writeOff(
            Visit visit,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        return answer(id, "Written off", breaks.writeOff(visit.caller(), id, kind, why), after);
    }

    @PostMapping("/reconciliation/{id}/explain")
    String explain(
            Visit visit, @PathVariable UUID id, @RequestParam(defaultValue = "") String why, RedirectAttributes after) {
        return answer(id, "Break explained", breaks.explain(visit.caller(), id, why), after);
    }

    @PostMapping("/reconciliation/{id}/reopen")
    String reopen(
            Visit visit, @PathVariable UUID id, @RequestParam(defaultValue = "") String why, RedirectAttributes after) {
        return answer(id, "Undone; the break is open again", breaks.reopen(visit.caller(), id, why), after);
    }

    static Said said(String done, String failed, Breaks.Result result) {
        return switch (result) {
            case Breaks.Result.Done kept -> Said.recorded(done, kept.view().reference());
            case Breaks.Result.Waits waits -> Said.recorded("Proposed; a second person has to confirm", waits.why());
            case Breaks.Result.Refused refused -> Said.refused(failed, refused.code(), refused.why());
        };
    }

    private static String refused(UUID id, String why, RedirectAttributes after) {
        after.addFlashAttribute("said", Said.refused(FAILED, ErrorCode.NOT_FOUND, why));
        return "redirect:/reconciliation/" + id;
    }

    private static String answer(UUID id, String done, Breaks.Result result, RedirectAttributes after) {
        after.addFlashAttribute("said", said(done, FAILED, result));
        return "redirect:/reconciliation/" + id;
    }

    private void addList(Visit visit, String shown, @Nullable String after, Model page) {
        boolean overdue = shown.equals("overdue");
        Breaks.Filter filter = new Breaks.Filter(!shown.equals("all"), null, null, null, overdue);
        Statements.Page<Breaks.View> found = breaks.list(visit.inView(), filter, after, Pager.ROWS);
        page.addAttribute("breaks", found.items());
        page.addAttribute("shown", shown.equals("all") || overdue ? shown : "open");
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/reconciliation");
        if (!shown.equals("open")) {
            list.queryParam("shown", shown);
        }
        page.addAttribute("pager", Pager.of(list, after, found.next()));
    }
}
