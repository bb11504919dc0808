package io.countersign.console;

import io.countersign.cases.CaseAction;
import io.countersign.cases.CaseQueue;
import io.countersign.cases.CaseResult;
import io.countersign.cases.CaseState;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.payments.PaymentQueries;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** The two case queues: a list beside one case, and what can be done to solve it. */
@Page
class CasesPage {

    private final Cases cases;
    private final PaymentQueries queries;
    private final Clock clock;

    CasesPage(Cases cases, PaymentQueries queries, Clock clock) {
        this.cases = cases;
        this.queries = queries;
        this.clock = clock;
    }

    @GetMapping("/cases")
    String list(
            Visit visit,
            @RequestParam @Nullable CaseQueue queue,
            @RequestParam @Nullable String text,
            @RequestParam @Nullable String after,
            Model page) {
        CaseQueue chosen = queue != null ? queue : firstOf(visit);
        addList(visit, chosen, text, after, page);
        return "console/cases";
    }

    @GetMapping("/cases/{number}")
    String one(Visit visit, @PathVariable String number, Model page) {
        CaseView.Detail detail = cases.find(visit.caller(), number).orElseThrow(() -> new Missing("case"));
        addList(visit, detail.view().queue(), null, null, page);
        page.addAttribute("case", detail.view());
        page.addAttribute("notes", detail.notes());
        UUID payment = detail.view().paymentId();
        if (payment != null) {
            queries.payment(visit.caller(), payment).ifPresent(found -> page.addAttribute("about", found));
        }
        return "console/cases";
    }

    @PostMapping("/cases/{number}/take")
    String take(Visit visit, @PathVariable String number, RedirectAttributes after) {
        return answer(
                number,
                "Nothing was taken",
                "You work on it now",
                cases.take(visit.caller(), id(visit, number)),
                after);
    }

    @PostMapping("/cases/{number}/note")
    String note(
            Visit visit,
            @PathVariable String number,
            @RequestParam(defaultValue = "") String text,
            RedirectAttributes after) {
        CaseResult result = cases.note(visit.caller(), id(visit, number), text);
        return answer(number, "No note was kept", "Note kept", result, after);
    }

    @PostMapping("/cases/{number}/resolve")
    String resolve(
            Visit visit,
            @PathVariable String number,
            @RequestParam CaseAction action,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        CaseResult result = cases.resolve(visit.caller(), id(visit, number), action, why);
        boolean waits = result instanceof CaseResult.Done done && done.view().state() != CaseState.RESOLVED;
        return answer(
                number,
                "The case is still open, nothing moved",
                waits
                        ? "Proposed; a second person must confirm"
                        : "Case solved: " + action.label().toLowerCase(java.util.Locale.ROOT),
                result,
                after);
    }

    private static String answer(
            String number, String failed, String done, CaseResult result, RedirectAttributes after) {
        after.addFlashAttribute(
                "said",
                switch (result) {
                    case CaseResult.Done kept -> Said.recorded(done, kept.view().number() + " · kept with your name");
                    case CaseResult.Refused refused -> Said.refused(failed, refused.code(), refused.why());
                });
        return "redirect:/cases/" + number;
    }

    private UUID id(Visit visit, String number) {
        return cases.find(visit.caller(), number)
                .orElseThrow(() -> new Missing("case"))
                .view()
                .id();
    }

    private void addList(Visit visit, CaseQueue queue, @Nullable String text, @Nullable String after, Model page) {
        String sought = text == null || text.isBlank() ? null : text.strip();
        Cases.Filter waiting = Cases.Filter.waiting(queue);
        Cases.Filter filter = new Cases.Filter(queue, waiting.states(), null, null, null, null, sought);
        CaseView.Page found = cases.list(visit.inView(), filter, after, Pager.ROWS);
        Instant midnight = LocalDate.ofInstant(clock.instant(), visit.zone())
                .atStartOfDay(visit.zone())
                .toInstant();
        Map<CaseQueue, CaseView.Counts> counts = new EnumMap<>(CaseQueue.class);
        for (CaseQueue each : CaseQueue.values()) {
            CaseView.Counts its = cases.counts(visit.inView(), each, midnight);
            if (visit.may(each.capability()) || its.open() > 0) {
                counts.put(each, its);
            }
        }
        page.addAttribute("queue", queue);
        page.addAttribute("counts", counts);
        page.addAttribute("cases", found.cases());
        page.addAttribute("text", sought);
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/cases").queryParam("queue", queue);
        if (sought != null) {
            list.queryParam("text", sought);
        }
        page.addAttribute("pager", Pager.of(list, after, found.next()));
    }

    /** Of those the visitor may work, or in which their role owns a case. */
    private CaseQueue firstOf(Visit visit) {
        return List.of(CaseQueue.values()).stream()
                .filter(queue -> visit.may(queue.capability())
                        || cases.counts(visit.inView(), queue, clock.instant()).open() > 0)
                .findFirst()
                .orElseThrow(() -> new Missing("queue"));
    }
}
