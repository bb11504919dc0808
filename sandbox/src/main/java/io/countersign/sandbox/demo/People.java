package io.countersign.sandbox.demo;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The people of the demo, who work at the hub through its public API and nothing else. First they bring payments to every
 * fate worth seeing and leave others waiting for the visitor; then they go on with what comes in.
 */
public final class People implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(People.class);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_BILLS = Duration.ofSeconds(25);
    private static final int BILLS_BETWEEN_RUNS = 3;
    private static final int WAITING = 6;

    private final Hub clerk;
    private final Hub approver;
    private final Hub secondApprover;
    private final Hub treasurer;
    private final World world;
    private final Ledgers ledgers;
    private final Runnable breakTheLine;
    private final Map<String, String> entities = new HashMap<>();
    private volatile boolean running = true;

    /** @param breakTheLine makes the next handover to the bank of the unknown payments end in doubt */
    People(URI hub, String password, World world, Ledgers ledgers, Runnable breakTheLine) {
        this.clerk = new Hub(hub, "jana", password);
        this.approver = new Hub(hub, "miriam", password);
        this.secondApprover = new Hub(hub, "pavel", password);
        this.treasurer = new Hub(hub, "henrik", password);
        this.world = world;
        this.ledgers = ledgers;
        this.breakTheLine = breakTheLine;
    }

    /** Plays until it is closed. Whatever goes wrong is said and the day goes on. */
    void play(boolean firstDay, Runnable firstDayOver) {
        Thread.ofVirtual().name("demo people").start(() -> {
            try {
                awaitBills();
                if (firstDay) {
                    firstDay();
                    firstDayOver.run();
                }
                everyDay();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The hub starts after us, and reads the bills after that. */
    private void awaitBills() throws InterruptedException {
        while (running) {
            try {
                if (open(invoice -> true).size() >= world.bills()) {
                    return;
                }
            } catch (IOException | RuntimeException notYet) {
                LOG.debug("The hub is not ready", notYet);
            }
            Thread.sleep(500);
        }
    }

    private void firstDay() throws InterruptedException {
        act(
                "paid, rejected, returned",
                () -> throughTheBank(
                        "Suppliers Germany", "Aldermoor Optik GmbH", "paid", "rejected", "returned", "netted"));
        act("the same invoice by hand", this::again);
        act("paid", () -> throughTheBank("Fournisseurs", "Aldermoor Mesures SA", "paid"));
        act("unknown", () -> {
            breakTheLine.run();
            throughTheBank("Urgent castings", "Aldermoor Instruments Ltd", "unknown");
        });
        act("held for their accounts", () -> submit("Print and packaging", fated("untrusted")));
        act(
                "waiting for release",
                () -> approved(submit("Suppliers Switzerland", some("Aldermoor Mesures SA", WAITING))));
        act("waiting for approval", () -> submit("Suppliers Germany, next", some("Aldermoor Optik GmbH", WAITING + 2)));
        act("waiting for approval", () -> submit("UK suppliers", some("Aldermoor Instruments Ltd", WAITING)));
    }

    /** New bills come in; every few of them are paid. */
    private void everyDay() throws InterruptedException {
        for (int n = 1; running; n++) {
            Thread.sleep(BETWEEN_BILLS);
            World.Firm firm = world.companies().get(n % world.companies().size());
            ledgers.ordinary(firm.name(), today().plusDays(2));
            if (n % BILLS_BETWEEN_RUNS == 0) {
                act(
                        "of the day",
                        () -> released(approved(submit(
                                "Due " + firm.country() + " "
                                        + Instant.now().toString().substring(11, 16),
                                some(firm.name(), 2)))));
            }
        }
    }

    /** Something people do, which may fail. */
    @FunctionalInterface
    private interface Act {
        void run() throws IOException, InterruptedException;
    }

    private void act(String what, Act act) throws InterruptedException {
        if (!running) {
            return;
        }
        try {
            act.run();
        } catch (IOException | RuntimeException failed) {
            LOG.warn("Payments that were to be {}: {}", what, failed.toString());
        }
    }

    private void throughTheBank(String name, String company, String... fates) throws IOException, InterruptedException {
        Set<String> wanted = Set.of(fates);
        List<JsonNode> invoices = new ArrayList<>();
        for (World.Special special : world.special()) {
            if (special.company().equals(company) && wanted.contains(special.id())) {
                invoices.addAll(open(invoice -> is(invoice, special)));
            }
        }
        released(approved(submit(name, invoices)));
    }

    private List<JsonNode> fated(String fate) throws IOException, InterruptedException {
        List<JsonNode> invoices = new ArrayList<>();
        for (World.Special special : world.special()) {
            if (special.id().equals(fate)) {
                invoices.addAll(open(invoice -> is(invoice, special)));
            }
        }
        return invoices;
    }

    private static boolean is(JsonNode invoice, World.Special special) {
        return special.reference().equals(invoice.path("supplierReference").asString(""));
    }

    /** Ordinary bills of a company that nothing stands against, the first due first. */
    private List<JsonNode> some(String company, int count) throws IOException, InterruptedException {
        Set<String> fated =
                world.special().stream().map(World.Special::supplier).collect(Collectors.toSet());
        String entity = entity(company);
        return open(invoice -> invoice.path("legalEntity").asString("").equals(entity)
                        && invoice.path("kind").asString("").equals("BILL")
                        && !fated.contains(invoice.path("partyName").asString(""))
                        && !world.invalid().contains(invoice.path("partyName").asString(""))
                        && !world.untrusted().contains(invoice.path("partyName").asString("")))
                .stream()
                .limit(count)
                .toList();
    }

    private String entity(String company) throws IOException, InterruptedException {
        if (entities.isEmpty()) {
            for (JsonNode entity : clerk.get("/v1/legal-entities")) {
                entities.put(entity.path("name").asString(), entity.path("code").asString());
            }
        }
        return entities.getOrDefault(company, "");
    }

    /** Open invoices that are not blocked and not taken. */
    private List<JsonNode> open(Predicate<JsonNode> wanted) throws IOException, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = clerk.get("/v1/invoices?limit=200"
                    + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8)));
            for (JsonNode invoice : page.path("items")) {
                boolean free = invoice.path("blocked").isNull()
                        || invoice.path("blocked").isMissingNode();
                if (free && amount(invoice, "open").signum() != 0 && wanted.test(invoice)) {
                    found.add(invoice);
                }
            }
            after = page.path("next").asString("");
        } while (!after.isEmpty());
        return found;
    }

    /** Amounts are text on the wire, so that nobody reads them as floating point numbers. */
    private static BigDecimal amount(JsonNode of, String field) {
        return new BigDecimal(of.path(field).asString("0"));
    }

    /** The clerk keys an invoice by hand that is in a run already. */
    private void again() throws IOException, InterruptedException {
        World.Special paid = world.special().stream()
                .filter(special -> special.id().equals("paid"))
                .findFirst()
                .orElseThrow();
        JsonNode payments = clerk.get("/v1/payments?limit=200").path("items");
        for (JsonNode payment : payments) {
            if (payment.path("creditorName").asString("").equals(paid.supplier())) {
                Map<String, Object> instruction = new HashMap<>();
                instruction.put("kind", "SUPPLIER");
                for (String field : List.of("legalEntity", "amount", "currency", "creditorName", "creditorNumber")) {
                    instruction.put(field, payment.path(field));
                }
                instruction.put("amount", amount(payment, "amount").toPlainString());
                instruction.put("requestedOn", today().toString());
                instruction.put("remittance", paid.reference());
                instruction.put("invoiceReference", paid.reference());
                clerk.post("/v1/payments", instruction);
                return;
            }
        }
    }

    /** The clerk makes a run and hands it to the approvers. */
    private String submit(String name, List<JsonNode> invoices) throws IOException, InterruptedException {
        if (invoices.isEmpty()) {
            throw new IOException("there are no invoices for " + name);
        }
        JsonNode run = clerk.post(
                "/v1/payment-runs",
                Map.of(
                        "name",
                        name,
                        "requestedOn",
                        today().toString(),
                        "invoices",
                        invoices.stream()
                                .map(invoice -> invoice.path("id").asString())
                                .toList()));
        String id = run.path("id").asString();
        await(id, states -> !states.containsKey("RECEIVED"));
        if (states(id).containsKey("VALIDATED")) {
            clerk.post("/v1/payment-runs/" + id + "/submit", Map.of());
        }
        return id;
    }

    /** Both approvers sign what they may; where one is enough, the second finds nothing to sign. */
    private String approved(String run) throws IOException, InterruptedException {
        await(run, states -> states.containsKey("AWAITING_APPROVAL"));
        sign(approver, run, "APPROVE");
        if (states(run).containsKey("AWAITING_APPROVAL")) {
            sign(secondApprover, run, "APPROVE");
        }
        return run;
    }

    private void released(String run) throws IOException, InterruptedException {
        await(run, states -> states.containsKey("APPROVED"));
        sign(treasurer, run, "RELEASE");
    }

    /** Looks at what there is to sign, and signs exactly that. */
    private static void sign(Hub signer, String run, String step) throws IOException, InterruptedException {
        JsonNode shown = signer.get("/v1/payment-runs/" + run + "/to-sign?step=" + step);
        if (shown.path("payments").asInt() > 0) {
            String act = step.equals("APPROVE") ? "approve" : "release";
            signer.post(
                    "/v1/payment-runs/" + run + "/" + act,
                    Map.of("hash", shown.path("hash").asString()));
        }
    }

    private Map<String, Integer> states(String run) throws IOException, InterruptedException {
        Map<String, Integer> states = new HashMap<>();
        for (JsonNode state : clerk.get("/v1/payment-runs/" + run).path("states")) {
            states.put(state.path("state").asString(), state.path("payments").asInt());
        }
        return states;
    }

    private void await(String run, Predicate<Map<String, Integer>> ready) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!ready.test(states(run))) {
            if (!running || Instant.now().isAfter(end)) {
                throw new IOException("run " + run + " stays at " + states(run));
            }
            Thread.sleep(300);
        }
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    @Override
    public void close() {
        running = false;
        List.of(clerk, approver, secondApprover, treasurer)
                .forEach(hub -> Objects.requireNonNull(hub).close());
    }
}
