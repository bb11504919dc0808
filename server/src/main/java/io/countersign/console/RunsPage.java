package io.countersign.console;

import static io.countersign.payments.PaymentState.*;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** Payment runs: the list, one run with its signature line and sign-off, and the acts on it. */
@Page
class RunsPage {

    private static final Set<PaymentState> EXCEPTIONS = EnumSet.of(HELD, UNKNOWN, REJECTED, REVERSED, EXPIRED);
    private static final int MOST_EXCEPTIONS = 50;

    /** Above this, holds are not counted by reason: a wrong number would be worse than none. */
    private static final int MOST_HOLDS = 1_000;

    private final PaymentQueries queries;
    private final Acting acting;
    private final SignatureLines lines;
    private final Clock clock;
    private final RunSurroundings surroundings;

    RunsPage(PaymentQueries queries, Acting acting, SignatureLines lines, Clock clock, RunSurroundings surroundings) {
        this.queries = queries;
        this.acting = acting;
        this.lines = lines;
        this.clock = clock;
        this.surroundings = surroundings;
    }

    /** A run in the list. */
    record Row(Views.Run run, PaymentState state, Sums.Together together) {}

    @GetMapping("/runs")
    String list(Visit visit, @RequestParam @Nullable String text, @RequestParam @Nullable String after, Model page) {
        Views.Page<Views.Run> runs = queries.runs(visit.inView(), blank(text), after, Pager.ROWS);
        page.addAttribute("text", text);
        page.addAttribute(
                "rows",
                runs.items().stream()
                        .map(run -> new Row(run, RunState.of(run), Sums.ofTotals(run.totals())))
                        .toList());
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/runs");
        if (blank(text) != null) {
            list.queryParam("text", text);
        }
        page.addAttribute("pager", Pager.of(list, after, runs.next()));
        return "console/runs";
    }

    @GetMapping("/runs/{id}")
    String run(Visit visit, @PathVariable UUID id, @RequestParam @Nullable String after, Model page) {
        Views.Run run = queries.run(visit.caller(), id).orElseThrow(() -> new Missing("run"));
        Sums.Together together = Sums.ofTotals(run.totals());
        page.addAttribute("run", run);
        page.addAttribute("state", RunState.of(run));
        page.addAttribute("together", together);
        page.addAttribute("line", lines.ofRun(visit, run));
        page.addAttribute("moving", RunState.moves(run));
        acting.signOff(visit, Target.run(id), "/runs/" + id, null)
                .ifPresent(signOff -> page.addAttribute("signOff", signOff));
        page.addAttribute("acts", acts(visit, run));
        page.addAttribute("valueDates", valueDates(visit, id));
        List<Views.Hold> holds = queries.openHolds(visit.caller(), id, MOST_HOLDS);
        page.addAttribute("checks", holds.size() < MOST_HOLDS ? RunChecks.of(run, holds) : List.of());
        page.addAttribute(
                "holds", holds.stream().collect(Collectors.toMap(Views.Hold::paymentId, hold -> hold, (a, b) -> a)));
        surroundings.add(visit, run, page);
        page.addAttribute("payroll", queries.payroll(visit.caller(), id).orElse(null));
        page.addAttribute("confidential", run.kind().equals("PAYROLL") && !visit.may(Capability.PAYROLL_DETAILS));
        addPayments(visit, id, after, page);
        return "console/run";
    }

    @GetMapping("/runs/{id}/{act:submit|approve|release|return|reject|cancel}")
    String confirm(Visit visit, @PathVariable UUID id, @PathVariable String act, Model page) {
        Views.Run run = queries.run(visit.caller(), id).orElseThrow(() -> new Missing("run"));
        Act chosen = Act.of(act).orElseThrow(() -> new Missing("act"));
        page.addAttribute("act", chosen);
        page.addAttribute("back", "/runs/" + id);
        page.addAttribute("name", run.name());
        page.addAttribute("reference", run.reference());
        if (chosen.signs() != null) {
            page.addAttribute("signOff", acting.panel(visit, chosen, Target.run(id), "/runs/" + id, null));
            page.addAttribute("valueDates", valueDates(visit, id));
        }
        return "console/confirm";
    }

    @PostMapping("/runs/{id}/{act:submit|approve|release|return|reject|cancel}")
    String act(
            Visit visit,
            @PathVariable UUID id,
            @PathVariable String act,
            @ModelAttribute Acting.Form form,
            RedirectAttributes after) {
        Act chosen = Act.of(act).orElseThrow(() -> new Missing("act"));
        after.addFlashAttribute("said", acting.act(visit, chosen, Target.run(id), form));
        return "redirect:/runs/" + id;
    }

    private List<DayLine> valueDates(Visit visit, UUID id) {
        return DayLine.of(queries.valueDates(visit.caller(), Target.run(id)), new Words(visit.zone(), clock.instant()));
    }

    /** Exceptions first, then everything; nothing is hidden. */
    private void addPayments(Visit visit, UUID run, @Nullable String after, Model page) {
        List<Views.Payment> exceptions = after != null
                ? List.of()
                : queries.payments(visit.caller(), filter(run, EXCEPTIONS), null, MOST_EXCEPTIONS)
                        .items();
        Views.Page<Views.Payment> others = queries.payments(
                visit.caller(), filter(run, EnumSet.complementOf(EnumSet.copyOf(EXCEPTIONS))), after, Pager.ROWS);
        page.addAttribute("exceptions", exceptions);
        page.addAttribute("others", others.items());
        page.addAttribute("pager", Pager.of(UriComponentsBuilder.fromPath("/runs/" + run), after, others.next()));
    }

    /** The acts beside a signature that make sense now for this person. */
    private static List<Act> acts(Visit visit, Views.Run run) {
        Set<PaymentState> states = RunState.states(run);
        return List.of(Act.SUBMIT, Act.RETURN, Act.REJECT, Act.CANCEL).stream()
                .filter(act -> act.allowed(visit))
                .filter(act -> switch (act) {
                    case SUBMIT -> states.contains(RECEIVED) || states.contains(VALIDATED);
                    case RETURN, REJECT -> states.contains(AWAITING_APPROVAL) || states.contains(APPROVED);
                    default -> states.stream().anyMatch(state -> state.compareTo(SENDING) < 0 || state == HELD);
                })
                .toList();
    }

    private static PaymentQueries.Filter filter(UUID run, Set<PaymentState> states) {
        return new PaymentQueries.Filter(null, null, List.copyOf(states), run, null);
    }

    private static @Nullable String blank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
