package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.reconciliation.Breaks;
import io.countersign.reconciliation.Statements;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Statements: the list, and one statement with its balance proof, its lines and its breaks. */
@Page
class StatementsPage {

    private static final int LINES = 50;
    private static final int BREAKS = 50;

    private final Statements statements;
    private final Breaks breaks;

    StatementsPage(Statements statements, Breaks breaks) {
        this.statements = statements;
        this.breaks = breaks;
    }

    @GetMapping("/statements")
    String list(Visit visit, @RequestParam @Nullable String text, @RequestParam @Nullable String after, Model page) {
        String sought = text == null || text.isBlank() ? null : text.strip();
        Statements.Page<Statements.View> found =
                statements.list(visit.inView(), new Statements.Filter(null, null, null, sought), after, Pager.ROWS);
        page.addAttribute("text", sought);
        page.addAttribute("statements", found.items());
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/statements");
        if (sought != null) {
            list.queryParam("text", sought);
        }
        page.addAttribute("pager", Pager.of(list, after, found.next()));
        return "console/statements";
    }

    @GetMapping("/statements/{id}")
    String one(Visit visit, @PathVariable UUID id, @RequestParam @Nullable String after, Model page) {
        Statements.View statement = statements.find(visit.caller(), id).orElseThrow(() -> new Missing("statement"));
        Statements.Page<Statements.Line> lines = statements.lines(visit.caller(), id, after, LINES);
        page.addAttribute("statement", statement);
        page.addAttribute("lines", lines.items());
        page.addAttribute("pager", Pager.of(UriComponentsBuilder.fromPath("/statements/" + id), after, lines.next()));
        page.addAttribute(
                "breaks",
                visit.may(Capability.RECONCILIATION_WORK)
                        ? breaks.list(visit.caller(), new Breaks.Filter(true, null, null, id, false), null, BREAKS)
                                .items()
                        : List.of());
        return "console/statement";
    }
}
