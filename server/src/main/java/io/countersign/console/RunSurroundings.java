package io.countersign.console;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.Compliance;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Recalls;
import io.countersign.payments.Views;
import java.util.List;
import java.util.Map;
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
        List<Recalls.OfRun> asked = recalls.ofRun(visit.caller(), run.id());
        page.addAttribute("recalls", asked);
        Map<Recalls.State, Integer> answers =
                asked.isEmpty() ? Map.of() : recalls.statesInRun(visit.caller(), run.id());
        page.addAttribute("answers", answers);
        page.addAttribute(
                "answersToCome",
                answers.keySet().stream().anyMatch(Recalls.State::open)
                        || asked.stream().anyMatch(each -> each.doneAt() == null));
        page.addAttribute("recallable", visit.may(Capability.PAYMENTS_RELEASE) && hasLeft(run));
    }

    private static boolean hasLeft(Views.Run run) {
        return run.states().stream().anyMatch(each -> each.payments() > 0 && Recalls.FROM.contains(each.state()));
    }
}
