package io.countersign.console;

import static io.countersign.governance.identity.Capability.AUDIT_READ;
import static io.countersign.governance.identity.Capability.CASES_BUSINESS;
import static io.countersign.governance.identity.Capability.CASES_TECHNICAL;
import static io.countersign.governance.identity.Capability.IDENTITIES_MANAGE;
import static io.countersign.governance.identity.Capability.INVOICES_READ;
import static io.countersign.governance.identity.Capability.OPERATIONS_READ;
import static io.countersign.governance.identity.Capability.PAYMENTS_APPROVE;
import static io.countersign.governance.identity.Capability.PAYMENTS_READ;
import static io.countersign.governance.identity.Capability.PAYMENTS_RELEASE;
import static io.countersign.governance.identity.Capability.RECONCILIATION_WORK;
import static io.countersign.governance.identity.Capability.STATEMENTS_INGEST;
import static io.countersign.governance.identity.Capability.SUPPLIERS_EDIT;

import io.countersign.cases.CaseQueue;
import io.countersign.cases.Cases;
import io.countersign.governance.identity.Capability;
import io.countersign.payments.PaymentQueries;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The way to every page this person may read. There is no entry without a page. */
@Component
class Menu {

    /** How many waiting signatures are counted: each is looked at as if it were signed. */
    private static final int COUNTED = 9;

    record Group(@Nullable String title, List<Entry> entries) {}

    /** One page. {@code mine} says that the count waits for this person. */
    record Entry(String path, String label, String icon, boolean here, int count, boolean mine) {}

    private record Item(String path, String label, String icon, Set<Capability> any) {}

    private record Section(@Nullable String title, List<Item> items) {}

    private static final List<Section> SECTIONS = List.of(
            new Section(null, List.of(new Item("/", "Today", "today", Set.of()))),
            new Section(
                    "Payments",
                    List.of(
                            new Item("/runs", "Payment runs", "runs", Set.of(PAYMENTS_READ)),
                            new Item("/payments", "Payments", "payments", Set.of(PAYMENTS_READ)),
                            new Item("/invoices", "Invoices", "invoices", Set.of(INVOICES_READ)),
                            new Item("/parties", "Parties", "parties", Set.of(INVOICES_READ, SUPPLIERS_EDIT)))),
            new Section(
                    "Cash",
                    List.of(
                            new Item(
                                    "/statements",
                                    "Statements",
                                    "statements",
                                    Set.of(PAYMENTS_READ, RECONCILIATION_WORK, STATEMENTS_INGEST)),
                            new Item("/reconciliation", "Reconciliation", "breaks", Set.of(RECONCILIATION_WORK)),
                            new Item(
                                    "/banks",
                                    "Bank connections",
                                    "banks",
                                    Set.of(PAYMENTS_READ, OPERATIONS_READ, CASES_TECHNICAL)))),
            new Section(
                    "Cases",
                    List.of(
                            new Item("/cases?queue=BUSINESS", "Business", "business", Set.of(CASES_BUSINESS)),
                            new Item("/cases?queue=TECHNICAL", "Technical", "technical", Set.of(CASES_TECHNICAL)))),
            new Section(
                    "Rules and proof",
                    List.of(
                            new Item("/policies", "Policies", "policies", Set.of()),
                            new Item("/identities", "Identities", "identities", Set.of(IDENTITIES_MANAGE, AUDIT_READ)),
                            new Item("/audit", "Audit", "audit", Set.of(AUDIT_READ)))));

    private final PaymentQueries queries;
    private final Cases cases;
    private final Clock clock;
    private final String version;

    Menu(PaymentQueries queries, Cases cases, Clock clock) {
        this.queries = queries;
        this.cases = cases;
        this.clock = clock;
        String built = Menu.class.getPackage().getImplementationVersion();
        this.version = built == null ? "Built from source" : "Version " + built;
    }

    String version() {
        return version;
    }

    List<Group> of(Visit visit, Place place) {
        List<Group> groups = new ArrayList<>();
        for (Section section : SECTIONS) {
            List<Entry> entries = section.items().stream()
                    .filter(item -> isFor(item, visit))
                    .map(item -> entry(item, visit, place))
                    .toList();
            if (!entries.isEmpty()) {
                groups.add(new Group(section.title(), entries));
            }
        }
        return groups;
    }

    /** A queue is also for whose role owns a case in it, as long as there is one. */
    private boolean isFor(Item item, Visit visit) {
        return item.any().isEmpty()
                || item.any().stream().anyMatch(visit::may)
                || queue(item).filter(queue -> open(visit, queue) > 0).isPresent();
    }

    private Entry entry(Item item, Visit visit, Place place) {
        boolean today = item.path().equals("/");
        int count = today
                ? waiting(visit)
                : queue(item).map(queue -> open(visit, queue)).orElse(0);
        return new Entry(item.path(), item.label(), item.icon(), place.isIn(item), count, today && count > 0);
    }

    /** Where the reader is: the path and, for cases, the queue. */
    record Place(String path, @Nullable CaseQueue queue) {

        private boolean isIn(Item item) {
            if (item.path().equals("/")) {
                return path.equals("/");
            }
            Optional<CaseQueue> of = Menu.queue(item);
            if (of.isPresent()) {
                return path.startsWith("/cases") && of.get() == queue;
            }
            return path.equals(item.path()) || path.startsWith(item.path() + "/");
        }
    }

    private static Optional<CaseQueue> queue(Item item) {
        int at = item.path().indexOf("queue=");
        return at < 0
                ? Optional.empty()
                : Optional.of(CaseQueue.valueOf(item.path().substring(at + 6)));
    }

    private int open(Visit visit, CaseQueue queue) {
        return cases.counts(visit.inView(), queue, clock.instant()).open();
    }

    private int waiting(Visit visit) {
        return visit.may(PAYMENTS_APPROVE) || visit.may(PAYMENTS_RELEASE)
                ? queries.waitingFor(visit.inView(), COUNTED).size()
                : 0;
    }
}
