package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.ActResult;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Payments;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** Payments: the list with its filters, one payment with its whole story, and the acts on it. */
@Page
class PaymentsPage {

    private static final Set<PaymentState> WAITS = EnumSet.of(PaymentState.AWAITING_APPROVAL, PaymentState.APPROVED);

    private final PaymentQueries queries;
    private final Payments payments;
    private final PaymentSurroundings surroundings;
    private final Acting acting;
    private final SignatureLines lines;
    private final Clock clock;
    private final JsonMapper json;

    PaymentsPage(
            PaymentQueries queries,
            Payments payments,
            PaymentSurroundings surroundings,
            Acting acting,
            SignatureLines lines,
            Clock clock,
            JsonMapper json) {
        this.queries = queries;
        this.payments = payments;
        this.surroundings = surroundings;
        this.acting = acting;
        this.lines = lines;
        this.clock = clock;
        this.json = json;
    }

    /** The filters of the list, as they are in the URL. */
    record Chosen(
            @Nullable String text,
            @Nullable List<PaymentState> state,
            @Nullable String currency) {
        PaymentQueries.Filter filter() {
            return new PaymentQueries.Filter(
                    blank(text), null, state == null ? List.of() : state, null, blank(currency));
        }

        UriComponentsBuilder list() {
            UriComponentsBuilder list = UriComponentsBuilder.fromPath("/payments");
            PaymentQueries.Filter filter = filter();
            if (filter.text() != null) {
                list.queryParam("text", filter.text());
            }
            filter.states().forEach(each -> list.queryParam("state", each));
            if (filter.currency() != null) {
                list.queryParam("currency", filter.currency());
            }
            return list;
        }
    }

    @GetMapping("/payments")
    String list(
            Visit visit, @ModelAttribute("chosen") Chosen chosen, @RequestParam @Nullable String after, Model page) {
        Views.Page<Views.Payment> found = queries.payments(visit.inView(), chosen.filter(), after, Pager.ROWS);
        page.addAttribute("payments", found.items());
        page.addAttribute("states", PaymentState.values());
        page.addAttribute("pager", Pager.of(chosen.list(), after, found.next()));
        return "console/payments";
    }

    @GetMapping("/payments/{id}")
    String payment(Visit visit, @PathVariable UUID id, Model page) {
        Views.PaymentDetail detail = queries.payment(visit.caller(), id).orElseThrow(() -> new Missing("payment"));
        List<Views.TimelineEntry> story = queries.timeline(visit.caller(), id);
        Words words = new Words(visit.zone(), clock.instant());
        page.addAttribute("detail", detail);
        page.addAttribute("payment", detail.payment());
        page.addAttribute("line", lines.ofPayment(visit, detail, story));
        page.addAttribute("days", new Story(words, json).days(story));
        page.addAttribute("records", story.size());
        surroundings.add(visit, detail, page);
        acting.signOff(
                        visit,
                        Target.payment(id),
                        "/payments/" + id,
                        detail.payment().reference())
                .ifPresent(signOff -> page.addAttribute("signOff", signOff));
        page.addAttribute("acts", acts(visit, detail.payment()));
        page.addAttribute("valueDates", DayLine.of(queries.valueDates(visit.caller(), Target.payment(id)), words));
        page.addAttribute(
                "overrides",
                detail.payment().state() == PaymentState.UNKNOWN && visit.may(Capability.PAYMENTS_RELEASE));
        return "console/payment";
    }

    @GetMapping("/payments/{id}/{act:submit|approve|release|return|reject|cancel}")
    String confirm(Visit visit, @PathVariable UUID id, @PathVariable String act, Model page) {
        Views.Payment payment = queries.payment(visit.caller(), id)
                .orElseThrow(() -> new Missing("payment"))
                .payment();
        Act chosen = Act.of(act).orElseThrow(() -> new Missing("act"));
        page.addAttribute("act", chosen);
        page.addAttribute("back", "/payments/" + id);
        page.addAttribute("name", payment.creditorName());
        page.addAttribute("reference", payment.reference());
        if (chosen.signs() != null) {
            page.addAttribute(
                    "signOff", acting.panel(visit, chosen, Target.payment(id), "/payments/" + id, payment.reference()));
            page.addAttribute(
                    "valueDates",
                    DayLine.of(
                            queries.valueDates(visit.caller(), Target.payment(id)),
                            new Words(visit.zone(), clock.instant())));
        }
        return "console/confirm";
    }

    @PostMapping("/payments/{id}/{act:submit|approve|release|return|reject|cancel}")
    String act(
            Visit visit,
            @PathVariable UUID id,
            @PathVariable String act,
            @ModelAttribute Acting.Form form,
            RedirectAttributes after) {
        Act chosen = Act.of(act).orElseThrow(() -> new Missing("act"));
        after.addFlashAttribute("said", acting.act(visit, chosen, Target.payment(id), form));
        return "redirect:/payments/" + id;
    }

    /** The first person proposes how an unknown outcome is treated, the second confirms; nothing moves before. */
    @PostMapping("/payments/{id}/override")
    String override(
            Visit visit,
            @PathVariable UUID id,
            @RequestParam Payments.Outcome outcome,
            @RequestParam(defaultValue = "") String why,
            RedirectAttributes after) {
        Said said = switch (payments.override(visit.caller(), id, outcome, why)) {
            case ActResult.Done done
            when done.moved() == 0 ->
                Said.recorded("Override proposed", "Nothing moves until a second person confirms it.");
            case ActResult.Done _ ->
                Said.recorded(
                        "Override confirmed by two people",
                        outcome == Payments.Outcome.SENT
                                ? "The payment goes on as sent."
                                : "The same file is sent again under the same message id.");
            case ActResult.Refused refused -> Said.refused("Nothing was overridden", refused.code(), refused.why());
        };
        after.addFlashAttribute("said", said);
        return "redirect:/payments/" + id;
    }

    private static List<Act> acts(Visit visit, Views.Payment payment) {
        PaymentState state = payment.state();
        return List.of(Act.SUBMIT, Act.RETURN, Act.REJECT, Act.CANCEL).stream()
                .filter(act -> act.allowed(visit))
                .filter(act -> switch (act) {
                    case SUBMIT -> state == PaymentState.RECEIVED || state == PaymentState.VALIDATED;
                    case RETURN, REJECT -> WAITS.contains(state);
                    default -> state.compareTo(PaymentState.SENDING) < 0 || state == PaymentState.HELD;
                })
                .toList();
    }

    private static @Nullable String blank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
