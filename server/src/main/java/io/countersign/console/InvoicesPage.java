package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Runs;
import io.countersign.payments.Views;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.List;
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

    InvoicesPage(PaymentQueries queries, Runs runs, Clock clock) {
        this.queries = queries;
        this.runs = runs;
        this.clock = clock;
    }

    /** An invoice of the list; {@code blocked} says why it cannot be chosen, in words. */
    record Row(Views.Invoice invoice, @Nullable String blocked, boolean late) {

        /** What the run would pay for it: a credit note takes away. */
        public BigDecimal signedAmount() {
            return RunPlan.signed(invoice);
        }

        /** For the script that adds what is chosen. */
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
            Visit visit, @RequestParam(defaultValue = "") List<UUID> invoice, Model page, RedirectAttributes after) {
        if (invoice.isEmpty() || invoice.size() > LONGEST_RUN) {
            after.addFlashAttribute(
                    "said",
                    Said.refused(
                            "No run was made",
                            io.countersign.model.ErrorCode.INVALID,
                            "Choose between 1 and " + LONGEST_RUN + " invoices."));
            return "redirect:/invoices";
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), visit.zone());
        RunPlan plan = RunPlan.of(queries.invoices(visit.caller(), invoice));
        page.addAttribute("plan", plan);
        page.addAttribute("payable", plan.payable());
        page.addAttribute("chosen", invoice);
        page.addAttribute("date", today);
        page.addAttribute("earliest", today);
        page.addAttribute("name", "Suppliers, week " + today.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        return "console/plan";
    }

    @PostMapping("/runs")
    String make(
            Visit visit,
            @RequestParam String name,
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate date,
            @RequestParam List<UUID> invoice,
            RedirectAttributes after) {
        return switch (runs.fromInvoices(visit.caller(), name.strip(), invoice, date)) {
            case Runs.Made.Run run -> {
                after.addFlashAttribute(
                        "said",
                        Said.recorded(
                                "Run " + run.reference() + " made",
                                "Its payments are checked now; then you can ask for signatures."));
                yield "redirect:/runs/" + run.id();
            }
            case Runs.Made.Refused refused -> {
                after.addFlashAttribute(
                        "said",
                        Said.refused(
                                "No run was made, nothing is paid",
                                refused.code(),
                                refused.code().title(),
                                refused.faults()));
                yield "redirect:/invoices";
            }
        };
    }
}
