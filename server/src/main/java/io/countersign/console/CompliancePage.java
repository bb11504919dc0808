package io.countersign.console;

import io.countersign.payments.Compliance;
import io.countersign.payments.Views;
import io.countersign.payments.ports.BankProfiles;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Suppliers whose data a bank would refuse, before anything is paid to them. */
@Page
class CompliancePage {

    private final Compliance compliance;

    CompliancePage(Compliance compliance) {
        this.compliance = compliance;
    }

    @GetMapping("/parties/compliance")
    String list(Visit visit, @RequestParam @Nullable String profile, @RequestParam @Nullable String after, Model page) {
        List<BankProfiles.Described> profiles = compliance.profiles();
        BankProfiles.Described chosen = profile == null
                ? inUse(profiles)
                : profiles.stream()
                        .filter(each -> each.name().equals(profile))
                        .findFirst()
                        .orElseThrow(() -> new Missing("bank profile"));
        Views.Page<Compliance.Unfit> found = compliance.suppliers(visit.inView(), chosen.name(), after, Pager.ROWS);
        page.addAttribute("profiles", profiles);
        page.addAttribute("chosen", chosen);
        page.addAttribute("unfit", found.items());
        UriComponentsBuilder list =
                UriComponentsBuilder.fromPath("/parties/compliance").queryParam("profile", chosen.name());
        page.addAttribute("pager", Pager.of(list, after, found.next()));
        return "console/compliance";
    }

    /** The profile of one of our connections; any, where there is none. */
    private static BankProfiles.Described inUse(List<BankProfiles.Described> profiles) {
        return profiles.stream()
                .filter(each -> !each.connections().isEmpty())
                .findFirst()
                .orElse(profiles.getFirst());
    }
}
