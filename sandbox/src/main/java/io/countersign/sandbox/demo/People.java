package io.countersign.sandbox.demo;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
final class People implements Play {

    private static final Logger LOG = LoggerFactory.getLogger(People.class);

    private static final Duration BETWEEN_BILLS = Duration.ofSeconds(25);
    private static final int BILLS_BETWEEN_RUNS = 3;
    private static final int WAITING = 6;
    private static final int BY_HAND = 4;

    private final Office office;
    private final World world;
    private final Ledgers ledgers;
    private final Runnable breakTheLine;
    private final Map<String, String> entities = new HashMap<>();

    /** @param breakTheLine makes the next handover to the bank of the unknown payments end in doubt */
    People(Office office, World world, Ledgers ledgers, Runnable breakTheLine) {
        this.office = office;
        this.world = world;
        this.ledgers = ledgers;
        this.breakTheLine = breakTheLine;
    }

    /** Plays until it is closed. Whatever goes wrong is said and the day goes on. */
    @Override
    public void play(boolean firstDay, Runnable firstDayOver) {
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
        while (office.isOpen()) {
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
        act(
                "salaries of last month",
                () -> office.released(
                        office.approved(office.submit(handIn(salaries().ofLastMonth())))));
        act("the same invoice by hand", this::again);
        act("paid", () -> throughTheBank("Fournisseurs", "Aldermoor Mesures SA", "paid"));
        act("unknown", () -> {
            breakTheLine.run();
            throughTheBank("Urgent castings", "Aldermoor Instruments Ltd", "unknown");
        });
        act("held for their accounts", () -> submit("Print and packaging", fated("untrusted")));
        act(
                "waiting for release",
                () -> office.approved(submit("Suppliers Switzerland", some("Aldermoor Mesures SA", WAITING))));
        act("waiting for a person to upload", () -> throughThePortal("Suppliers Italy", "Aldermoor Ottica SRL"));
        act("waiting for approval", () -> submit("Suppliers Germany, next", some("Aldermoor Optik GmbH", WAITING + 2)));
        act(
                "salaries that wait for approval",
                () -> office.submit(handIn(salaries().ofThisMonth())));
        act("waiting for approval", () -> submit("UK suppliers", some("Aldermoor Instruments Ltd", WAITING)));
    }

    /** New bills come in; every few of them are paid, but for those that would pile up for a person who uploads them. */
    private void everyDay() throws InterruptedException {
        List<World.Firm> firms = world.companies().stream()
                .filter(firm -> !world.worksByHand(firm))
                .toList();
        for (int n = 1; office.isOpen(); n++) {
            Thread.sleep(BETWEEN_BILLS);
            World.Firm firm = firms.get(n % firms.size());
            ledgers.ordinary(firm.name(), today().plusDays(2));
            if (n % BILLS_BETWEEN_RUNS == 0) {
                act(
                        "of the day",
                        () -> office.released(office.approved(submit(
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
        if (!office.isOpen()) {
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
        office.released(office.approved(submit(name, invoices)));
    }

    private Salaries salaries() throws IOException, InterruptedException {
        World.Firm first = world.companies().getFirst();
        return new Salaries(entity(first.name()), first, Office.payday());
    }

    private String handIn(Salaries.Payroll payroll) throws IOException, InterruptedException {
        return office.handIn(payroll.name(), "PAYROLL", payroll.lines());
    }

    private void throughThePortal(String name, String company) throws IOException, InterruptedException {
        office.released(office.approved(submit(name, some(company, BY_HAND))));
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
            for (JsonNode entity : office.clerk().get("/v1/legal-entities")) {
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
            JsonNode page = office.clerk()
                    .get("/v1/invoices?limit=200"
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
        JsonNode payments = office.clerk().get("/v1/payments?limit=200").path("items");
        for (JsonNode payment : payments) {
            if (payment.path("creditorName").asString("").equals(paid.supplier())) {
                Map<String, Object> instruction = new HashMap<>();
                instruction.put("kind", "SUPPLIER");
                for (String field : List.of("legalEntity", "amount", "currency", "creditorName", "creditorNumber")) {
                    instruction.put(field, payment.path(field));
                }
                instruction.put("amount", amount(payment, "amount").toPlainString());
                instruction.put("requestedOn", Office.payday().toString());
                instruction.put("remittance", paid.reference());
                instruction.put("invoiceReference", paid.reference());
                office.clerk().post("/v1/payments", instruction);
                return;
            }
        }
    }

    /** The clerk makes a run and hands it to the approvers. */
    private String submit(String name, List<JsonNode> invoices) throws IOException, InterruptedException {
        if (invoices.isEmpty()) {
            throw new IOException("there are no invoices for " + name);
        }
        return office.submit(office.run(
                name,
                invoices.stream().map(invoice -> invoice.path("id").asString()).toList()));
    }

    private static LocalDate today() {
        return Office.today();
    }

    @Override
    public void close() {
        office.close();
    }
}
