package io.countersign.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.TestDatabase;
import io.countersign.platform.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short simulations of the real code on a real database. Longer ones: {@code ./countersign simulate}. */
class SimulationTest {

    private static final int SEEDS = 50;
    private static final int PAYMENTS = 8;
    private static final int ONE_IN = 25;

    private static TestDatabase database;
    private static Product product;

    @BeforeAll
    static void startTheProduct() {
        database = TestPostgres.freshDatabase();
        product = Product.start(database.access(), database.ownerJdbc(), Path.of("target", "simulation"));
    }

    @AfterAll
    static void stopTheProduct() {
        product.close();
        database.close();
    }

    @Test
    void paysNobodyTwiceLosesNothingAndLetsNothingLeaveUnsigned() {
        int crashes = 0;
        int paid = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Simulation.Outcome outcome = run(seed, Simulation.dyingOnceIn(ONE_IN, seed));
            assertThat(outcome.violations()).as(repeat(seed)).isEmpty();
            crashes += outcome.crashes();
            paid += outcome.paid();
        }
        // A storm in which nothing fails, or in which nothing is ever paid, would prove nothing.
        assertThat(crashes).isGreaterThan(10 * SEEDS);
        assertThat(paid).isGreaterThan(4 * SEEDS);
    }

    @Test
    void endsTheSameWayWheneverTheSeedIsTheSame() {
        Simulation.Outcome first = run(7, Simulation.dyingOnceIn(ONE_IN, 7));
        Simulation.Outcome again = run(7, Simulation.dyingOnceIn(ONE_IN, 7));
        assertThat(again).isEqualTo(first);
    }

    /** The verdict bites: what somebody did behind the program's back is found. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update payments.payment set state = 'CANCELLED' where state = 'RECONCILED'",
                "update payments.payment set amount = amount + 1 where state = 'RECONCILED'",
                "delete from governance.event where type = 'payment.approved'",
                "update governance.event set actor = 'svc-payroll' where type = 'payment.released'",
                "delete from governance.audit_entry where act = 'payment.sent'",
                "update payments.payment set creditor_number = 'DE02120300000000202051' where state = 'RECONCILED'",
            })
    void findsWhatSomebodyDidBehindItsBack(String tampering) {
        Simulation.Outcome sound = run(3, CrashPoints.NEVER);
        assertThat(sound.violations()).isEmpty();
        int rows = database.ownerJdbc().sql(tampering).update();
        assertThat(rows).as("rows tampered with").isPositive();

        Violations violations = new Violations();
        new Verdict(product.jdbc(), violations).judge(product.bank.books(), List.of());
        new Evidence(product.jdbc(), violations).examine(product.bank.books());

        assertThat(violations.found()).isNotEmpty();
    }

    private static Simulation.Outcome run(long seed, CrashPoints.Plan plan) {
        return Simulation.run(product, seed, PAYMENTS, plan, _ -> {});
    }

    private static String repeat(int seed) {
        return "repeat it with: ./countersign simulate --seed %d --payments %d --crashes %d --trace"
                .formatted(seed, PAYMENTS, ONE_IN);
    }
}
