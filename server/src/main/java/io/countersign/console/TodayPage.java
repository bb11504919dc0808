package io.countersign.console;

import static io.countersign.payments.PaymentState.*;

import io.countersign.cases.CaseQueue;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.governance.identity.Capability;
import io.countersign.payments.ManualUploads;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What needs this person today, and where all payments are. */
@Page
class TodayPage {

    private static final List<PaymentState> ROAD = List.of(
            RECEIVED, VALIDATED, AWAITING_APPROVAL, APPROVED, RELEASED, SENDING, SENT, ACCEPTED, SETTLED, RECONCILED);
    private static final List<PaymentState> OFF_ROAD = List.of(HELD, UNKNOWN, REJECTED, REVERSED);
    private static final Set<PaymentState> UNSIGNED = EnumSet.of(AWAITING_APPROVAL, APPROVED);
    private static final Set<PaymentState> LEAVING = EnumSet.of(RELEASED, SENDING);
    private static final Set<PaymentState> AT_THE_BANK = EnumSet.of(SENT, ACCEPTED);
    private static final int WAITING = 20;

    private final PaymentQueries queries;
    private final ManualUploads uploads;
    private final Cases cases;
    private final Clock clock;

    TodayPage(PaymentQueries queries, ManualUploads uploads, Cases cases, Clock clock) {
        this.queries = queries;
        this.uploads = uploads;
        this.cases = cases;
        this.clock = clock;
    }

    /** Something that waits for this person's signature, and where to give it. */
    record Ask(PaymentQueries.Waiting about, String path) {
        static Ask of(PaymentQueries.Waiting about) {
            return new Ask(
                    about,
                    switch (about.target()) {
                        case Target.WholeRun run -> "/runs/" + run.id();
                        case Target.OnePayment payment -> "/payments/" + payment.id();
                    });
        }
    }

    /** One state with all its payments. */
    record Stop(PaymentState state, Sums.Together together) {}

    /** One number that changes what somebody does today. */
    record Kpi(String name, Sums.Together together, String states) {}

    /** One case queue this person may see. */
    record Queue(CaseQueue queue, CaseView.Counts counts, List<CaseView> first) {}

    @GetMapping("/")
    String today(Visit visit, Model page) {
        boolean signs = visit.may(Capability.PAYMENTS_APPROVE) || visit.may(Capability.PAYMENTS_RELEASE);
        page.addAttribute("signs", signs);
        page.addAttribute(
                "waiting",
                signs
                        ? queries.waitingFor(visit.inView(), WAITING).stream()
                                .map(Ask::of)
                                .toList()
                        : List.of());
        page.addAttribute("uploads", toCarry(visit));
        if (visit.may(Capability.PAYMENTS_READ)) {
            List<Views.StateSum> states = queries.states(visit.inView(), null);
            page.addAttribute("kpis", kpis(states));
            page.addAttribute("cutOffs", queries.cutOffs(visit.inView()));
            page.addAttribute("road", stops(states, ROAD));
            page.addAttribute("offRoad", stops(states, OFF_ROAD));
        }
        page.addAttribute("queues", queues(visit));
        return "console/today";
    }

    /** Files that nobody carries to a bank's portal yet, or this person does. */
    private List<ManualUploads.Upload> toCarry(Visit visit) {
        if (!visit.may(Capability.PAYMENTS_RELEASE) || !visit.may(Capability.PAYMENTS_READ)) {
            return List.of();
        }
        return uploads.waiting(visit.inView()).stream()
                .filter(upload -> upload.carriedBy() == null
                        || upload.carriedBy().equals(visit.caller().id()))
                .toList();
    }

    private static List<Kpi> kpis(List<Views.StateSum> states) {
        return List.of(
                kpi("Not yet signed", states, UNSIGNED),
                kpi("Leaving now", states, LEAVING),
                kpi("With the bank", states, AT_THE_BANK),
                kpi("On hold", states, EnumSet.of(HELD)),
                kpi("Unknown outcome", states, EnumSet.of(UNKNOWN)));
    }

    private static Kpi kpi(String name, List<Views.StateSum> states, Set<PaymentState> chosen) {
        String link =
                String.join("&", chosen.stream().map(state -> "state=" + state).toList());
        return new Kpi(name, Sums.of(states, chosen), link);
    }

    private static List<Stop> stops(List<Views.StateSum> states, List<PaymentState> chosen) {
        return chosen.stream()
                .map(state -> new Stop(state, Sums.of(states, Set.of(state))))
                .toList();
    }

    private List<Queue> queues(Visit visit) {
        Instant midnight = LocalDate.ofInstant(clock.instant(), visit.zone())
                .atStartOfDay(visit.zone())
                .toInstant();
        List<Queue> queues = new ArrayList<>();
        for (CaseQueue queue : CaseQueue.values()) {
            if (visit.may(queue.capability())) {
                queues.add(new Queue(
                        queue,
                        cases.counts(visit.inView(), queue, midnight),
                        cases.list(visit.inView(), Cases.Filter.waiting(queue), null, 6)
                                .cases()));
            }
        }
        return queues;
    }
}
