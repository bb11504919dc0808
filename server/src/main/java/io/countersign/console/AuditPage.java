package io.countersign.console;

import io.countersign.governance.audit.AuditTrail;
import io.countersign.governance.audit.InclusionProof;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The audit trail: search it, see its last seal, and the proof of one record. */
@Page
class AuditPage {

    private static final int SEALS = 5;

    private final AuditTrail trail;

    AuditPage(AuditTrail trail) {
        this.trail = trail;
    }

    /** The filters, as they are in the URL. */
    record Chosen(
            @Nullable String actor,
            @Nullable String act,
            @Nullable String subject,
            @Nullable String correlation,

            @Nullable @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
            LocalDate day) {

        AuditTrail.Filter filter(Visit visit) {
            return new AuditTrail.Filter(
                    blank(actor),
                    blank(act),
                    blank(subject),
                    blank(correlation),
                    day == null ? null : day.atStartOfDay(visit.zone()).toInstant(),
                    day == null
                            ? null
                            : day.plusDays(1).atStartOfDay(visit.zone()).toInstant());
        }

        UriComponentsBuilder list() {
            UriComponentsBuilder list = UriComponentsBuilder.fromPath("/audit");
            add(list, "actor", actor);
            add(list, "act", act);
            add(list, "subject", subject);
            add(list, "correlation", correlation);
            add(list, "day", day == null ? null : day.toString());
            return list;
        }

        private static void add(UriComponentsBuilder list, String name, @Nullable String value) {
            String set = blank(value);
            if (set != null) {
                list.queryParam(name, set);
            }
        }

        private static @Nullable String blank(@Nullable String text) {
            return text == null || text.isBlank() ? null : text.strip();
        }
    }

    @GetMapping("/audit")
    String search(
            Visit visit, @ModelAttribute("chosen") Chosen chosen, @RequestParam @Nullable String after, Model page) {
        AuditTrail.Page found = trail.page(visit.caller(), chosen.filter(visit), after, Pager.ROWS);
        page.addAttribute("entries", found.entries());
        page.addAttribute("pager", Pager.of(chosen.list(), after, found.next()));
        page.addAttribute("status", trail.status(visit.caller()));
        page.addAttribute("seals", trail.seals(visit.caller(), SEALS));
        return "console/audit";
    }

    @GetMapping("/audit/{number}")
    String proof(Visit visit, @PathVariable long number, Model page) {
        Optional<InclusionProof> proof = trail.proof(visit.caller(), number);
        page.addAttribute("number", number);
        page.addAttribute("proof", proof.orElse(null));
        return "console/proof";
    }
}
