package io.countersign.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.TestDatabase;
import io.countersign.platform.TestPostgres;
import io.countersign.sandbox.odoo.OdooSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Short simulations of the real code on a real database. Longer ones: {@code ./countersign simulate}. */
class SimulationTest {

    private static final int SEEDS = 50;
    private static final int PAYMENTS = 5;
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
        int registered = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Simulation.Outcome outcome = run(seed, Simulation.dyingOnceIn(ONE_IN, seed));
            assertThat(outcome.violations()).as(repeat(seed)).isEmpty();
            crashes += outcome.crashes();
            paid += outcome.paid();
            registered += outcome.registered();
        }
        // A storm in which nothing fails, or in which nothing is ever paid, would prove nothing.
        assertThat(crashes).isGreaterThan(10 * SEEDS);
        assertThat(paid).isGreaterThan(4 * SEEDS);
        assertThat(registered).isGreaterThan(SEEDS);
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
                "update payments.invoice set residual = residual + 1",
                "update connectors.erp_task set state = 'PARKED'",
                "update governance.audit_entry set actor_name = 'Somebody else' where act = 'payment.released'",
                "delete from governance.audit_entry where act = 'supplier.created'",
                "delete from governance.audit_seal",
            })
    void findsWhatSomebodyDidBehindItsBack(String tampering) {
        Simulation.Outcome sound = run(3, CrashPoints.NEVER);
        assertThat(sound.violations()).isEmpty();
        int rows = database.ownerJdbc().sql(tampering).update();
        assertThat(rows).as("rows tampered with").isPositive();

        assertThat(judged()).isNotEmpty();
    }

    /** What somebody does in Odoo behind the hub's back is found as well, and called by its name. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                account.payment             | action_cancel               | registered 0 times
                account.payment             | action_draft                | is not what is registered
                account.bank.statement.line | unlink                      | booked in Odoo: []
                account.move                | action_toggle_block_payment | is not here what it is in Odoo
                account.move                | button_cancel               | is not here what it is in Odoo
                """)
    void findsWhatSomebodyDidInOdoo(String model, String method, String finding) {
        assertThat(run(4, CrashPoints.NEVER).violations()).isEmpty();
        OdooSimulator odoo = product.erp.odoo();
        List<?> ours = model.equals("account.move")
                ? List.of(
                        List.of("move_type", "=", "in_invoice"),
                        List.of("payment_state", "in", List.of("paid", "in_payment")))
                : model.equals("account.payment") ? List.of(List.of("state", "!=", "canceled")) : List.of();
        Object one = ErpBooks.rows(odoo, model, ours, List.of("id")).getFirst().get("id");
        odoo.call(OdooSimulator.ADMIN, model, method, List.of((Integer) Objects.requireNonNull(one)), Map.of());

        assertThat(judged()).anyMatch(found -> found.contains(finding));
    }

    @Test
    void findsAPaymentThatIsRegisteredTwiceAndOneThatNobodyOrdered() {
        assertThat(run(4, CrashPoints.NEVER).violations()).isEmpty();
        ErpBooks.Payment known = new ErpBooks(product.erp.odoo()).payments().getFirst();
        pay(known.memo());
        pay("Cash");

        assertThat(judged())
                .anyMatch(found -> found.contains(known.memo()) && found.contains("registered 2 times"))
                .anyMatch(found -> found.contains("nobody here ordered"));
    }

    private static void pay(String memo) {
        OdooSimulator odoo = product.erp.odoo();
        Object journal = ErpBooks.rows(odoo, "account.journal", List.of(List.of("type", "=", "bank")), List.of("id"))
                .getFirst()
                .get("id");
        Map<String, Object> payment = Map.of(
                "journal_id", Objects.requireNonNull(journal), "memo", memo, "amount", 5, "payment_type", "outbound");
        odoo.call(OdooSimulator.ADMIN, "account.payment", "create", List.of(), Map.of("vals_list", List.of(payment)));
    }

    /** Judges once more, as at the end of a simulation; the clients' wishes aside. */
    private static List<String> judged() {
        Violations violations = new Violations();
        Simulation.judge(product, List.of(), violations);
        return violations.found();
    }

    private static Simulation.Outcome run(long seed, CrashPoints.Plan plan) {
        return Simulation.run(product, seed, PAYMENTS, plan, _ -> {});
    }

    private static String repeat(int seed) {
        return "repeat it with: ./countersign simulate --seed %d --payments %d --crashes %d --trace"
                .formatted(seed, PAYMENTS, ONE_IN);
    }
}
