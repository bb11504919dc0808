package io.countersign.console;

import static io.countersign.governance.identity.Capability.INVOICES_READ;
import static io.countersign.governance.identity.Capability.PAYMENTS_APPROVE;
import static io.countersign.governance.identity.Capability.PAYMENTS_READ;
import static io.countersign.governance.identity.Capability.PAYMENTS_RELEASE;

import io.countersign.governance.identity.Capability;
import io.countersign.payments.PaymentQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The way to every page this person may read. There is no entry without a page. */
@Component
class Menu {

    /** How many waiting signatures are counted; more than that is a long day anyway. */
    private static final int COUNTED = 100;

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
                            new Item("/parties", "Parties", "parties", Set.of(PAYMENTS_READ)))));

    private final PaymentQueries queries;
    private final String version;

    Menu(PaymentQueries queries) {
        this.queries = queries;
        String built = Menu.class.getPackage().getImplementationVersion();
        this.version = built == null ? "built from source" : built;
    }

    String version() {
        return version;
    }

    List<Group> of(Visit visit, String path) {
        List<Group> groups = new ArrayList<>();
        for (Section section : SECTIONS) {
            List<Entry> entries = section.items().stream()
                    .filter(item -> item.any().isEmpty() || item.any().stream().anyMatch(visit::may))
                    .map(item -> entry(item, visit, path))
                    .toList();
            if (!entries.isEmpty()) {
                groups.add(new Group(section.title(), entries));
            }
        }
        return groups;
    }

    private Entry entry(Item item, Visit visit, String path) {
        boolean here = item.path().equals("/")
                ? path.equals("/")
                : path.equals(item.path()) || path.startsWith(item.path() + "/");
        int count = item.path().equals("/") ? waiting(visit) : 0;
        return new Entry(item.path(), item.label(), item.icon(), here, count, count > 0);
    }

    private int waiting(Visit visit) {
        return visit.may(PAYMENTS_APPROVE) || visit.may(PAYMENTS_RELEASE)
                ? queries.waitingFor(visit.inView(), COUNTED).size()
                : 0;
    }
}
