package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.Compliance;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Recalls;
import io.countersign.payments.Views;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What became of a run on its way to the banks and back: its files, its payees, its recalls. */
@Component
class RunSurroundings {

    private static final int MOST_FILES = 50;

    private final PaymentQueries queries;
    private final Compliance compliance;
    private final Recalls recalls;

    RunSurroundings(PaymentQueries queries, Compliance compliance, Recalls recalls) {
        this.queries = queries;
        this.compliance = compliance;
        this.recalls = recalls;
    }

    void add(Visit visit, Views.Run run, Model page) {
        page.addAttribute("files", queries.runFiles(visit.caller(), run.id(), MOST_FILES));
        page.addAttribute("payees", queries.runPayees(visit.caller(), run.id()));
        page.addAttribute("differing", compliance.differing(visit.caller(), run.id()));
        page.addAttribute("recalls", recalls.ofRun(visit.caller(), run.id()));
        page.addAttribute("recallable", visit.may(Capability.PAYMENTS_RELEASE) && hasLeft(run));
    }

    private static boolean hasLeft(Views.Run run) {
        return run.states().stream().anyMatch(each -> each.payments() > 0 && Recalls.FROM.contains(each.state()));
    }
}
