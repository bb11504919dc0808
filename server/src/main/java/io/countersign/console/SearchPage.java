package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Views;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One box for everything people quote: a number leads straight to its page, anything else to what contains it. */
@Page
class SearchPage {

    private static final int ROWS = 15;

    private final PaymentQueries queries;

    SearchPage(PaymentQueries queries) {
        this.queries = queries;
    }

    @GetMapping("/search")
    String search(Visit visit, @RequestParam(defaultValue = "") String q, Model page) {
        String sought = q.strip();
        page.addAttribute("q", sought);
        if (sought.isEmpty() || sought.length() > 140) {
            page.addAttribute("nothing", true);
            return "console/search";
        }
        if (sought.matches("(?i)[BT]C-\\d+")) {
            return "redirect:/cases/" + sought.toUpperCase(java.util.Locale.ROOT);
        }
        if (visit.may(Capability.PAYMENTS_READ)) {
            Optional<UUID> named = queries.byReference(visit.caller(), sought);
            if (named.isPresent()) {
                boolean run = queries.run(visit.caller(), named.get()).isPresent();
                return "redirect:" + (run ? "/runs/" : "/payments/") + named.get();
            }
            page.addAttribute("payments", payments(visit, sought));
            page.addAttribute(
                    "runs", queries.runs(visit.caller(), sought, null, ROWS).items());
        }
        if (visit.may(Capability.INVOICES_READ)) {
            page.addAttribute(
                    "invoices",
                    queries.openInvoices(visit.caller(), sought, null, null, ROWS)
                            .items());
            page.addAttribute(
                    "parties",
                    queries.parties(visit.caller(), sought, null, ROWS).items());
        }
        return "console/search";
    }

    private List<Views.Payment> payments(Visit visit, String sought) {
        PaymentQueries.Filter filter = new PaymentQueries.Filter(sought, null, List.of(), null, null);
        return queries.payments(visit.caller(), filter, null, ROWS).items();
    }
}
