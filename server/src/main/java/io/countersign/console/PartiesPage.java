package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.Freezes;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Views;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Whom we pay, with their bank accounts and whether these may be paid. */
@Page
class PartiesPage {

    private final PaymentQueries queries;
    private final Freezes freezes;

    PartiesPage(PaymentQueries queries, Freezes freezes) {
        this.queries = queries;
        this.freezes = freezes;
    }

    @GetMapping("/parties")
    String list(Visit visit, @RequestParam @Nullable String text, @RequestParam @Nullable String after, Model page) {
        String sought = text == null || text.isBlank() ? null : text.strip();
        Views.Page<Views.Party> found = queries.parties(visit.inView(), sought, after, Pager.ROWS);
        page.addAttribute("text", sought);
        page.addAttribute("stops", BanksPage.mayStop(visit));
        page.addAttribute("parties", found.items());
        page.addAttribute("frozen", frozen(visit));
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/parties");
        if (sought != null) {
            list.queryParam("text", sought);
        }
        page.addAttribute("pager", Pager.of(list, after, found.next()));
        return "console/parties";
    }

    /** By the id of the party. */
    private Map<String, Freezes.Freeze> frozen(Visit visit) {
        if (!visit.may(Capability.PAYMENTS_READ)) {
            return Map.of();
        }
        return freezes.list(visit.caller(), false).stream()
                .filter(freeze -> freeze.kind() == Freezes.Kind.PARTY)
                .collect(Collectors.toMap(Freezes.Freeze::target, freeze -> freeze, (later, earlier) -> later));
    }
}
