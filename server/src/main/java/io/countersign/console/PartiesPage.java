package io.countersign.console;

import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Views;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Whom we pay, with their bank accounts and whether these may be paid. */
@Page
class PartiesPage {

    private final PaymentQueries queries;

    PartiesPage(PaymentQueries queries) {
        this.queries = queries;
    }

    @GetMapping("/parties")
    String list(Visit visit, @RequestParam @Nullable String text, @RequestParam @Nullable String after, Model page) {
        String sought = text == null || text.isBlank() ? null : text.strip();
        Views.Page<Views.Party> found = queries.parties(visit.inView(), sought, after, Pager.ROWS);
        page.addAttribute("text", sought);
        page.addAttribute("stops", BanksPage.mayStop(visit));
        page.addAttribute("parties", found.items());
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/parties");
        if (sought != null) {
            list.queryParam("text", sought);
        }
        page.addAttribute("pager", Pager.of(list, after, found.next()));
        return "console/parties";
    }
}
