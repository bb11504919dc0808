package io.countersign.bench.simulation;

import io.countersign.governance.audit.AuditVerification;
import io.countersign.payments.PaymentState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One simulation: a stormy part in which everything fails, then calm weather until nothing moves any more, then the
 * verdict. One thread does everything, and the seed decides everything, so that a seed always ends the same way.
 */
final class Simulation {

    private static final int STEPS_FOR_EACH_PAYMENT = 18;
    private static final int MOST_CALM_ROUNDS = 120;
    private static final int MOST_WORK = 400;
    private static final Duration CALM_ROUND = Duration.ofMinutes(30);
    private static final Duration LONGEST_CHECKPOINT = Duration.ofDays(9);

    private static final String IMPORT = "odooImportTimer";
    private static final String WRITE_BACK = "odooWriteBackTimer";
    private static final String SEAL = "auditSealTimer";
    private static final String BEHIND = "select count(*) from connectors.erp_task where state <> 'DONE'";

    /** How one simulation ended. {@code digest} is the same whenever the seed is. */
    record Outcome(
            long seed,
            int payments,
            int steps,
            int points,
            int crashes,
            int digest,
            int paid,
            int registered,
            List<String> violations) {}

    private final Product product;
    private final long seed;
    private final int payments;
    private final Luck luck;
    private final Violations violations = new Violations();
    private final SimulatedBank bank;
    private final Post post;
    private final Clerks clerks;
    private final Signers signers;
    private final Intruders intruders;
    private final Correctors correctors;
    private final Inbound inbound;
    private final Consumer<String> trace;
    private int steps;
    private int digest;

    private Simulation(Product product, long seed, int payments, Consumer<String> trace) {
        this.product = product;
        this.seed = seed;
        this.payments = payments;
        this.trace = trace;
        this.luck = new Luck(seed);
        this.post = new Post(product.clock, luck);
        this.bank = product.bank;
        this.clerks = new Clerks(product, luck, violations, payments);
        this.signers = new Signers(product, luck);
        this.intruders = new Intruders(product, signers, luck, violations);
        this.correctors = new Correctors(product);
        this.inbound = new Inbound(product, post);
    }

    /** A program that dies at about one crash point in so many. */
    static CrashPoints.Plan dyingOnceIn(int points, long seed) {
        Random random = new Random(seed ^ 0x5EEDL);
        return _ -> random.nextInt(points) == 0;
    }

    /** A program that dies at exactly this crash point. */
    static CrashPoints.Plan dyingAt(int point) {
        return met -> met == point;
    }

    static Outcome run(Product product, long seed, int payments, CrashPoints.Plan plan, Consumer<String> trace) {
        product.begin(seed, plan);
        return new Simulation(product, seed, payments, trace).run();
    }

    private Outcome run() {
        bank.begin(luck, post);
        foundCompanies();
        int storm = payments * STEPS_FOR_EACH_PAYMENT;
        while (steps < storm || (!clerks.isDone() && steps < 2 * storm)) {
            stormyStep();
        }
        luck.calmDown();
        calm();
        product.clock.pass(LONGEST_CHECKPOINT);
        work();
        followToTheEnd();
        surely("seal", () -> product.timer(SEAL));
        judge(product, clerks.intents(), violations);
        int paid = (int)
                bank.books().all().stream().filter(BankBooks.Account::paid).count();
        return new Outcome(
                seed,
                payments,
                steps,
                product.points.met(),
                product.points.crashes(),
                digest,
                paid,
                new ErpBooks(product.erp.odoo()).payments().size(),
                violations.found());
    }

    /** Every verdict there is. */
    static void judge(Product product, List<Intent> intents, Violations violations) {
        BankBooks books = product.bank.books();
        Verdict verdict = new Verdict(product.jdbc(), violations);
        verdict.judge(books, intents);
        verdict.explained();
        new Evidence(product.jdbc(), violations).examine(books);
        new ErpVerdict(product.jdbc(), product.erp.odoo(), violations).judge(books);
        AuditVerification.Report audit = product.verifyAudit();
        audit.finding().ifPresent(finding -> violations.add("The audit trail is not intact: " + finding));
        violations.unless(audit.waiting() == 0, "%d audit entries are not sealed", audit.waiting());
    }

    /** The companies come from Odoo, in calm weather: a first import that fails is tried again and founds nothing else. */
    private void foundCompanies() {
        product.erp.begin(luck, 2 + payments / 3);
        luck.holdBreath(() -> product.timer(IMPORT));
        Company.assess(product.master(), product.erp);
    }

    private void stormyStep() {
        int die = luck.below(130);
        if (die < 26) {
            step("work", () -> "" + product.engine().work());
        } else if (die < 40) {
            step("ask", clerks::ask);
        } else if (die < 43) {
            step("pay bills", clerks::payBills);
        } else if (die < 51) {
            act(signers.submit());
        } else if (die < 62) {
            act(signers.approve());
        } else if (die < 69) {
            act(signers.release());
        } else if (die < 71) {
            act(signers.withdraw());
        } else if (die < 74) {
            act(signers.hold());
        } else if (die < 77) {
            act(signers.override());
        } else if (die < 84) {
            act(inbound.next());
        } else if (die < 88) {
            step("intrude", intruders::attempt);
        } else if (die < 97) {
            product.clock.pass(luck.upTo(luck.once(10) ? Duration.ofHours(5) : Duration.ofMinutes(10)));
            bank.work();
        } else if (die < 100) {
            bank.endOfDay();
        } else {
            stormyStepAtOdoo(die - 100);
        }
    }

    private void stormyStepAtOdoo(int die) {
        if (die < 11) {
            timer(WRITE_BACK);
        } else if (die < 17) {
            timer(IMPORT);
        } else if (die < 20) {
            trace.accept("in Odoo: " + product.erp.act());
        } else if (die < 22) {
            act(correctors.correct());
        } else if (die < 23) {
            timer(SEAL);
        } else {
            step("pay bills", clerks::payBills);
        }
    }

    private void timer(String name) {
        step(name, () -> {
            product.timer(name);
            return "done";
        });
    }

    /** Until the program does not die in it. */
    private void surely(String name, Runnable work) {
        int crashes;
        do {
            crashes = product.points.crashes();
            step(name, () -> {
                work.run();
                return "done";
            });
        } while (product.points.crashes() > crashes);
    }

    /** Everything that is possible is done until nothing changes any more. */
    private void calm() {
        product.erp.settle();
        for (int round = 0; round < MOST_CALM_ROUNDS; round++) {
            product.clock.pass(CALM_ROUND);
            bank.work();
            product.line.work();
            if (round % 4 == 3) {
                bank.endOfDay();
            }
            work();
            while (!clerks.isDone()) {
                step("ask", clerks::ask);
                product.clock.pass(Duration.ofMinutes(1));
            }
            for (Optional<Signers.Act> act = inbound.next(); act.isPresent(); act = inbound.next()) {
                act(act);
            }
            timer(IMPORT);
            timer(WRITE_BACK);
            boolean anybody = people();
            if (!anybody && post.isEmpty() && bank.isIdle() && product.erp.isIdle() && odooFollows()) {
                return;
            }
        }
        violations.add("It never comes to rest: post %s, bank %s, Odoo %s, waiting %s"
                .formatted(
                        post.isEmpty(),
                        bank.isIdle(),
                        product.erp.isIdle() && odooFollows(),
                        signers.in(MOVABLE).size()));
    }

    private static final PaymentState[] MOVABLE = {
        PaymentState.RECEIVED,
        PaymentState.VALIDATED,
        PaymentState.AWAITING_APPROVAL,
        PaymentState.APPROVED,
        PaymentState.RELEASED,
        PaymentState.HELD,
        PaymentState.SENDING,
        PaymentState.UNKNOWN
    };

    /** Answers whether there is still something that people or workers can do. */
    private boolean people() {
        int waiting = signers.in(MOVABLE).size();
        for (int i = 0; i < waiting; i++) {
            act(signers.submit());
            act(signers.approve());
            act(signers.approve());
            act(signers.release());
            act(signers.hold());
            act(signers.override());
        }
        return waiting > 0;
    }

    /** What moved last reaches Odoo as well; a task whose program died is free again only after its lease. */
    private void followToTheEnd() {
        int rounds = 0;
        do {
            product.clock.pass(CALM_ROUND);
            surely("write back", () -> product.timer(WRITE_BACK));
            product.clock.pass(Duration.ofMinutes(1));
            surely("import", () -> product.timer(IMPORT));
        } while (!odooFollows() && ++rounds < MOST_CALM_ROUNDS);
    }

    private boolean odooFollows() {
        act(correctors.correct());
        return product.jdbc().sql(BEHIND).query(Integer.class).single() == 0;
    }

    private void work() {
        for (int i = 0; i < MOST_WORK; i++) {
            boolean[] any = new boolean[1];
            int crashes = product.points.crashes();
            step("work", () -> {
                any[0] = product.engine().work();
                return "" + any[0];
            });
            if (!any[0] && product.points.crashes() == crashes) {
                return;
            }
        }
        violations.add("The work has no end");
    }

    private void act(Optional<Signers.Act> act) {
        act.ifPresent(a -> step(a.name(), () -> a.perform().get()));
    }

    /** One piece of work in a program that may die in it. What it had in memory is gone then; the database is not. */
    private void step(String name, java.util.function.Supplier<String> work) {
        steps++;
        String outcome;
        product.points.arm();
        try {
            outcome = work.get();
        } catch (Crash crash) {
            outcome = "CRASH " + crash.getMessage();
        } catch (RuntimeException bug) {
            if (!ofCrash(bug)) {
                violations.add("%s failed: %s".formatted(name, bug));
                trace.accept("failed " + stackOf(bug));
            }
            outcome = "CRASH " + bug;
        } finally {
            product.points.disarm();
        }
        if (outcome.startsWith("CRASH")) {
            product.forget();
        }
        String line = "%d %s %s: %s".formatted(steps, product.clock.instant(), name, outcome);
        digest = 31 * digest + line.hashCode();
        trace.accept(line);
    }

    private static boolean ofCrash(Throwable bug) {
        return bug.getCause() != null && (bug.getCause() instanceof Crash || ofCrash(bug.getCause()));
    }

    private static String stackOf(Throwable bug) {
        java.io.StringWriter text = new java.io.StringWriter();
        bug.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
