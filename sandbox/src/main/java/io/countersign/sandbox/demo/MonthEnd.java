package io.countersign.sandbox.demo;

import io.countersign.sandbox.bank.BankSimulator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The end of a month, done by the people and banks of the demo: all salaries and suppliers are paid, a statement is late,
 * another one is corrected, and at the end everything is explained but twelve breaks of twelve kinds.
 */
final class MonthEnd implements Play {

    /** What is open when everything is done. */
    static final int BREAKS = 12;

    private static final Logger LOG = LoggerFactory.getLogger(MonthEnd.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long PAUSE = 300;
    private static final Set<String> ENDED = Set.of("SETTLED", "RECONCILED", "REVERSED", "REJECTED");
    private static final Set<String> FINAL = Set.of("RECONCILED", "REVERSED", "REJECTED");

    private final Office office;
    private final World world;
    private final MonthEndPlan plan;
    private final BankSimulator banks;
    private final Progress progress;
    private final int payments;

    MonthEnd(Office office, World world, MonthEndPlan plan, BankSimulator banks, Progress progress, int payments) {
        this.office = office;
        this.world = world;
        this.plan = plan;
        this.banks = banks;
        this.progress = progress;
        this.payments = payments;
    }

    @Override
    public void play(boolean first, Runnable over) {
        Thread.ofVirtual().name("month end").start(() -> {
            try {
                if (!first) {
                    progress.say(
                            "The month end was played before; it is as it was left. (Another --data begins anew.)");
                    return;
                }
                month();
                over.run();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException failed) {
                LOG.error("The month end was not played to its end", failed);
                if (office.isOpen()) {
                    progress.say("The month end was not played to its end: %s".formatted(failed));
                }
            }
        });
    }

    /** A run under way: what it is, and its id at the hub. */
    private record Made(MonthEndRuns.Run run, String id) {}

    private void month() throws IOException, InterruptedException {
        awaitAccounts();
        Instant begun = Instant.now();
        progress.say("The banks lay out the statements of %d working days; those of one account stay away."
                .formatted(plan.days()));
        PastMonth past = new PastMonth(plan, world, banks);
        past.happen(begun, Office.today());
        await("the first statements", () -> statementsHere() >= past.deliveredAtOnce());
        past.deliverTheRest();
        List<Made> runs = pay();
        awaitAll(runs, ENDED);
        progress.say("The banks have booked what they were ordered, or most of it.");
        statements(past);
        awaitAll(runs, FINAL);
        awaitBreaks();
        tell(runs, Duration.between(begun, Instant.now()).toSeconds());
    }

    /** A statement of an account that the hub has not read from the ERP yet would be one of nobody. */
    private void awaitAccounts() throws IOException, InterruptedException {
        progress.say("Waiting for the companies and their accounts to come out of the ERP ...");
        long accounts = world.companies().stream()
                .mapToLong(firm -> firm.accounts().size())
                .sum();
        await(
                "its accounts",
                () -> office.clerk().get("/v1/own-accounts").size() >= accounts
                        && office.clerk()
                                        .get("/v1/invoices?limit=1")
                                        .path("items")
                                        .size()
                                > 0);
    }

    private List<Made> pay() throws IOException, InterruptedException {
        Map<String, String> codes = new HashMap<>();
        for (JsonNode entity : office.clerk().get("/v1/legal-entities")) {
            codes.put(entity.path("name").asString(), entity.path("code").asString());
        }
        List<Made> runs = new ArrayList<>();
        for (MonthEndRuns.Run run : new MonthEndRuns(world, plan, codes, Office.payday()).of(payments)) {
            String id = office.handIn(run.name(), run.kind(), run.lines());
            runs.add(new Made(run, id));
            progress.say("jana hands in '%s': %s.".formatted(run.name(), Progress.number(run.payments())));
        }
        for (Made made : runs) {
            office.released(office.approved(office.submit(made.id())));
            progress.say("'%s' is approved and released; its file goes to the bank."
                    .formatted(made.run().name()));
        }
        return runs;
    }

    /** What is not among the open ones of a run has come to one of these states. */
    private void awaitAll(List<Made> runs, Set<String> states) throws IOException, InterruptedException {
        for (Made made : runs) {
            int expected = made.run().payments() - made.run().open();
            office.await(
                    made.id(),
                    now -> now.entrySet().stream()
                                    .filter(state -> states.contains(state.getKey()))
                                    .mapToInt(Map.Entry::getValue)
                                    .sum()
                            >= expected);
        }
    }

    private void statements(PastMonth past) throws IOException, InterruptedException {
        await("a break about the late statement", () -> count("STATEMENT_MISSING") > 0);
        progress.say("A statement is late: the hub has opened a break, and now it arrives.");
        past.deliverTheLate();
        await("the end of the break about the late statement", () -> count("STATEMENT_MISSING") == 0);
        banks.deliver(plan.corrected().bank(), BankSimulator.CORRECTED);
        await("a break about the corrected statement", () -> count("STATEMENT_CORRECTED") > 0);
        progress.say("A bank has corrected a statement of yesterday.");
        banks.endOfDay();
        progress.say("The banks lay out today's statements.");
    }

    private void awaitBreaks() throws IOException, InterruptedException {
        progress.say("Waiting for what an accepted payment misses: its checkpoint is a minute ...");
        await(BREAKS + " breaks", () -> {
            JsonNode open = openBreaks();
            Set<String> kinds = new HashSet<>();
            open.forEach(each -> kinds.add(each.path("kind").asString()));
            return open.size() == BREAKS && kinds.size() == BREAKS;
        });
    }

    private int statementsHere() throws IOException, InterruptedException {
        return office.reconciler()
                .get("/v1/statements?kind=STATEMENT&limit=100")
                .path("items")
                .size();
    }

    private int count(String kind) throws IOException, InterruptedException {
        return office.reconciler().get("/v1/breaks?kind=" + kind).path("items").size();
    }

    private JsonNode openBreaks() throws IOException, InterruptedException {
        return office.reconciler().get("/v1/breaks?limit=100").path("items");
    }

    private void tell(List<Made> runs, long seconds) throws IOException, InterruptedException {
        Map<String, Integer> sums = new TreeMap<>();
        for (Made made : runs) {
            office.states(made.id()).forEach((state, count) -> sums.merge(state, count, Integer::sum));
        }
        progress.say("");
        progress.say("The month is done, %d seconds after it began: of %s payments at 3 banks %s are reconciled."
                .formatted(seconds, Progress.number(payments), Progress.number(sums.getOrDefault("RECONCILED", 0))));
        progress.say("1 statement was late, 1 was corrected, and %d breaks are open, each of another kind:"
                .formatted(BREAKS));
        for (JsonNode each : openBreaks()) {
            progress.say("  %-22s %s"
                    .formatted(
                            each.path("kind").asString(), each.path("reference").asString()));
        }
        progress.say("");
        progress.say(
                "Look at   Reconciliation as tomas: each break explains itself; j, k, Enter, then a, m, w, n or u");
        progress.say("          Statements as tomas: a month of five accounts, each day with its balance certificate");
        progress.say("          Runs as jana: the payroll of three companies      Cases as jana: rejected, returned");
        progress.say("          Audit as aldo: who did all this");
    }

    /** Something that is true sooner or later. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void await(String what, Condition condition) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!holds(condition)) {
            if (!office.isOpen() || Instant.now().isAfter(end)) {
                throw new IOException("the hub does not have " + what);
            }
            Thread.sleep(PAUSE);
        }
    }

    /** The hub may still be starting. */
    private static boolean holds(Condition condition) throws InterruptedException {
        try {
            return condition.holds();
        } catch (IOException notYet) {
            LOG.debug("The hub does not answer", notYet);
            return false;
        }
    }

    @Override
    public void close() {
        office.close();
    }
}
