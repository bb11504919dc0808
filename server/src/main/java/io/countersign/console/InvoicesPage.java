package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import io.countersign.payments.IdempotencyKey;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Runs;
import io.countersign.payments.Views;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** What is due: choose invoices, see what a run of them would pay, make the run. */
@Page
class InvoicesPage {

    /** A list to choose from is longer than one to read. */
    private static final int ROWS = 100;

    private static final int LONGEST_RUN = 1_000;

    private final PaymentQueries queries;
    private final Runs runs;
    private final Clock clock;
    private final Ids ids;

    InvoicesPage(PaymentQueries queries, Runs runs, Clock clock, Ids ids) {
        this.queries = queries;
        this.runs = runs;
        this.clock = clock;
        this.ids = ids;
    }

    /** An invoice of the list; {@code blocked} says why it cannot be chosen, in words. */
    record Row(Views.Invoice invoice, @Nullable String blocked, boolean late) {

        /** What the run would pay for it: a credit note takes away. */
        public BigDecimal signedAmount() {
            return RunPlan.signed(invoice);
        }

        /** Of a bill a part can be paid; a credit note is netted whole. */
        public boolean divisible() {
            return blocked == null && !RunPlan.isCredit(invoice);
        }

        /** For the script that adds what is chosen, and for the field to change it. */
        public String signed() {
            return signedAmount().toPlainString();
        }
    }

    @GetMapping("/invoices")
    String list(Visit visit, @RequestParam @Nullable String text, @RequestParam @Nullable String after, Model page) {
        String sought = text == null || text.isBlank() ? null : text.strip();
        Views.Page<Views.Invoice> found = queries.openInvoices(visit.inView(), sought, null, after, ROWS);
        LocalDate today = LocalDate.ofInstant(clock.instant(), visit.zone());
        page.addAttribute("text", sought);
        page.addAttribute(
                "rows",
                found.items().stream()
                        .map(invoice -> new Row(
                                invoice,
                                RunPlan.obstacle(invoice),
                                invoice.dueOn().isBefore(today)))
                        .toList());
        page.addAttribute("chooses", visit.may(Capability.PAYMENTS_INITIATE));
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/invoices");
        if (sought != null) {
            list.queryParam("text", sought);
        }
        page.addAttribute("pager", Pager.of(list, after, found.next()));
        return "console/invoices";
    }

    /** Shows what the run would be before it is made; changes nothing. */
    @PostMapping("/invoices/plan")
    String plan(
            Visit visit,
            @RequestParam(defaultValue = "") List<UUID> invoice,
            @RequestParam Map<String, String> form,
            Model page,
            RedirectAttributes after) {
        if (invoice.isEmpty() || invoice.size() > LONGEST_RUN) {
            after.addFlashAttribute(
                    "said",
                    Said.refused(
                            "No run was made",
                            ErrorCode.INVALID,
                            "Choose between 1 and " + LONGEST_RUN + " invoices."));
            return "redirect:/invoices";
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), visit.zone());
        RunPlan plan = RunPlan.of(queries.invoices(visit.caller(), invoice), amounts(invoice, form));
        page.addAttribute("plan", plan);
        page.addAttribute("payable", plan.payable());
        page.addAttribute("chosen", invoice);
        page.addAttribute("key", ids.next());
        page.addAttribute("date", today);
        page.addAttribute("earliest", today);
        page.addAttribute("name", "Suppliers, week " + today.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        return "console/plan";
    }

    /** The amounts that were typed for chosen invoices, in fields that are named after them. */
    private static Map<UUID, String> amounts(List<UUID> chosen, Map<String, String> form) {
        Map<UUID, String> amounts = new LinkedHashMap<>();
        for (UUID invoice : chosen) {
            String typed = form.getOrDefault("amount." + invoice, "").strip();
            if (!typed.isEmpty()) {
                amounts.put(invoice, typed);
            }
        }
        return amounts;
    }

    /** The {@code key} was made with the plan, so that a form that is sent twice makes one run. */
    @PostMapping("/runs")
    String make(
            Visit visit,
            @RequestParam String name,
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate date,
            @RequestParam List<UUID> invoice,
            @RequestParam UUID key,
            @RequestParam Map<String, String> form,
            RedirectAttributes after) {
        List<Runs.Part> parts = new ArrayList<>();
        for (Map.Entry<UUID, String> typed : amounts(invoice, form).entrySet()) {
            BigDecimal amount = RunPlan.amount(typed.getValue());
            if (amount == null) {
                return refused(after, ErrorCode.AMOUNT_INVALID, RunPlan.noAmount(typed.getValue()), List.of());
            }
            parts.add(new Runs.Part(typed.getKey(), amount));
        }
        Runs.Selection selection = new Runs.Selection(name.strip(), invoice, parts, date);
        IdempotencyKey once = IdempotencyKey.of("console-" + key, selection);
        return switch (runs.fromInvoices(visit.caller(), selection, once)) {
            case Runs.Made.Run run -> {
                after.addFlashAttribute(
                        "said",
                        Said.recorded(
                                "Run " + run.reference() + " made",
                                "Its payments are checked now; then you can ask for signatures."));
                yield "redirect:/runs/" + run.id();
            }
            case Runs.Made.Refused refused ->
                refused(after, refused.code(), refused.code().title(), refused.faults());
        };
    }

    private static String refused(RedirectAttributes after, ErrorCode code, String text, List<Fault> faults) {
        String outcome = code == ErrorCode.IDEMPOTENCY_IN_PROGRESS
                ? "The run is being made"
                : "No run was made, nothing is paid";
        after.addFlashAttribute("said", Said.refused(outcome, code, text, faults));
        return "redirect:/invoices";
    }
}
