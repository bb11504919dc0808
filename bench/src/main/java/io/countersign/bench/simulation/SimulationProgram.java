package io.countersign.bench.simulation;

import io.countersign.bench.Scratch;
import io.countersign.platform.EmbeddedPostgres;
import java.io.PrintStream;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Simulates one seed after the other on a database of its own and tells how each ended. */
public final class SimulationProgram {

    private final PrintStream out;
    private final boolean traced;

    public SimulationProgram(PrintStream out, boolean traced) {
        this.out = out;
        this.traced = traced;
    }

    /** Answers whether all was well. */
    public boolean run(long first, int seeds, int payments, int crashes) {
        boolean well = true;
        // A crash is simulated above the database: what it has committed, it has. So it need not wait for the disk.
        try (Scratch scratch = Scratch.create("simulate");
                EmbeddedPostgres postgres =
                        EmbeddedPostgres.start(scratch.path("postgres"), EmbeddedPostgres.Durability.NONE);
                var owner = postgres.access().ownerPool(2);
                Product product = Product.start(postgres.access(), JdbcClient.create(owner), scratch.path("data"))) {
            for (long seed = first; seed < first + seeds; seed++) {
                CrashPoints.Plan plan = crashes == 0 ? CrashPoints.NEVER : Simulation.dyingOnceIn(crashes, seed);
                well &= tell(Simulation.run(product, seed, payments, plan, trace()), crashes);
            }
        }
        return well;
    }

    private boolean tell(Simulation.Outcome outcome, int crashes) {
        out.printf(
                "seed %d: %d instructions, %d payments made by the bank, %d registered in Odoo; %d steps, %d crash points, %d crashes; %s (%08x)%n",
                outcome.seed(),
                outcome.payments(),
                outcome.paid(),
                outcome.registered(),
                outcome.steps(),
                outcome.points(),
                outcome.crashes(),
                outcome.violations().isEmpty()
                        ? "all is well"
                        : outcome.violations().size() + " VIOLATIONS",
                outcome.digest());
        outcome.violations().forEach(v -> out.println("  " + v));
        if (!outcome.violations().isEmpty()) {
            out.printf(
                    "  repeat it with: ./countersign simulate --seed %d --payments %d --crashes %d --trace%n",
                    outcome.seed(), outcome.payments(), crashes);
        }
        return outcome.violations().isEmpty();
    }

    private Consumer<String> trace() {
        return traced ? out::println : _ -> {};
    }
}
