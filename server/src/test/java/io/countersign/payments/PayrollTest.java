package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.ErrorCode;
import io.countersign.model.Money;
import io.countersign.platform.CountersignTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** Salaries: signed by their totals, seen one by one only with payroll:details. */
@CountersignTest
@Import(PaymentsFixture.class)
class PayrollTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String FIRST = "DE72370400440917000001";
    private static final String SECOND = "DE45370400440917000002";
    private static final String THIRD = "DE18370400440917000003";

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    PaymentsFixture.MovingClock clock;

    @Autowired
    Payments payments;

    @Autowired
    Runs runs;

    @BeforeEach
    void anEntity() {
        scene.entity();
    }

    private record Pay(String account, String amount) {}

    @Test
    void whoSignsSeesHowItDiffersFromTheLastPayrollThatLeft() {
        UUID before = released(new Pay(FIRST, "3000.00"), new Pay(SECOND, "2000.00"));
        clock.pass(Duration.ofHours(1));
        UUID neverLeft = run(new Pay(FIRST, "1.00"));
        clock.pass(Duration.ofHours(1));
        UUID now = run(new Pay(FIRST, "3100.00"), new Pay(THIRD, "2000.00"));

        Views.PayrollChanges changes =
                scene.queries().payroll(Cast.APPROVER, now).orElseThrow();
        assertThat(changes.earlierRun()).isEqualTo(before).isNotEqualTo(neverLeft);
        assertThat(changes.newAccounts()).isEqualTo(1);
        assertThat(changes.goneAccounts()).isEqualTo(1);
        assertThat(changes.changedAmounts()).isEqualTo(1);
        assertThat(changes.sums()).singleElement().satisfies(sum -> {
            assertThat(sum.amount()).isEqualByComparingTo("5100.00");
            assertThat(sum.earlierAmount()).isEqualByComparingTo("5000.00");
        });
        assertThat(scene.queries().payroll(Cast.within(Cast.APPROVER, "OTHER"), now))
                .isEmpty();
    }

    @Test
    void oneSalaryIsSignedByWhoMaySeeItAndItsRunByItsTotals() {
        UUID run = run(new Pay(FIRST, "3000.00"), new Pay(SECOND, "2000.00"));
        UUID salary = scene.queries()
                .payments(Cast.CLERK, new PaymentQueries.Filter(null, null, List.of(), run, null), null, 10)
                .items()
                .getFirst()
                .id();
        Views.ToSign unseen = scene.queries().toSign(Cast.APPROVER, Target.payment(salary), Step.APPROVE);
        assertThat(unseen.sums()).isEmpty();
        ActResult alone = payments.approve(
                Cast.APPROVER,
                Target.payment(salary),
                Objects.requireNonNull(scene.payment(salary).contentHash()));
        assertThat(alone)
                .isInstanceOfSatisfying(
                        ActResult.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CAPABILITY_MISSING));
        assertThat(scene.approve(Cast.APPROVER, Target.run(run))).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void whoHasToSignSalariesIsNoSecretOfThem() {
        UUID run = run(new Pay(FIRST, "3000.00"), new Pay(SECOND, "2000.00"));
        assertThat(scene.queries().runOpenRoles(Cast.APPROVER, run)).containsExactly("approver");
        scene.approve(Cast.APPROVER, Target.run(run));
        assertThat(scene.queries().runOpenRoles(Cast.APPROVER, run)).isEmpty();
    }

    @Test
    void whoReleasedSalariesIsNoSecretOfThem() {
        UUID run = released(new Pay(FIRST, "3000.00"), new Pay(SECOND, "2000.00"));
        assertThat(scene.queries().runReleased(Cast.APPROVER, run))
                .hasValueSatisfying(release -> assertThat(release.name()).isEqualTo("henrik"));
        assertThat(scene.queries().runReleased(Cast.within(Cast.APPROVER, "OTHER"), run))
                .isEmpty();
    }

    @Test
    void whatIsKnownOfOneSalaryIsForWhoMaySeeIt() {
        UUID run = run(new Pay(FIRST, "3000.00"), new Pay(SECOND, "2000.00"));
        PaymentQueries.Filter ofRun = new PaymentQueries.Filter(null, null, List.of(), run, null);
        UUID salary = scene.queries()
                .payments(Cast.CLERK, ofRun, null, 10)
                .items()
                .getFirst()
                .id();
        assertThat(scene.queries().payments(Cast.TREASURER, ofRun, null, 10).items())
                .isEmpty();
        assertThat(scene.queries().payment(Cast.TREASURER, salary)).isEmpty();
        assertThat(scene.queries().timeline(Cast.TREASURER, salary)).isEmpty();
        assertThat(scene.queries()
                        .byReference(Cast.TREASURER, scene.payment(salary).reference()))
                .isEmpty();
        assertThat(scene.queries().valueDates(Cast.TREASURER, Target.payment(salary)))
                .isEmpty();
        assertThat(scene.queries().valueDates(Cast.TREASURER, Target.run(run))).isNotEmpty();
        assertThat(scene.queries().timeline(Cast.CLERK, salary))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.data())
                        .doesNotContain("3000", "2000.00", FIRST.substring(0, 4), SECOND.substring(0, 4)));
    }

    private UUID released(Pay... salaries) {
        UUID run = run(salaries);
        Target target = Target.run(run);
        scene.approve(Cast.APPROVER, target);
        scene.approve(Cast.SECOND_APPROVER, target);
        assertThat(scene.release(Cast.TREASURER, target)).isInstanceOf(ActResult.Done.class);
        scene.workAll();
        return run;
    }

    private UUID run(Pay... salaries) {
        List<Runs.Line> lines = new ArrayList<>();
        for (Pay pay : salaries) {
            String document = "SAL-" + NUMBER.incrementAndGet();
            lines.add(new Runs.Line.Good(
                    document,
                    new NewPayment(
                            PaymentsFixture.ENTITY,
                            null,
                            "PAYROLL",
                            Money.of(pay.amount(), "EUR"),
                            scene.today(),
                            "Employee " + document,
                            pay.account(),
                            null,
                            "DE",
                            "Salary",
                            null,
                            "SALA",
                            document,
                            null,
                            List.of())));
        }
        Runs.Made made =
                runs.fromLines(Cast.PAYROLL, new RunHeader("Salaries", "PAYROLL", "API"), lines.iterator(), null);
        assertThat(made).isInstanceOf(Runs.Made.Run.class);
        UUID run = ((Runs.Made.Run) made).id();
        scene.workAll();
        assertThat(payments.submit(Cast.PAYROLL, Target.run(run))).isInstanceOf(ActResult.Done.class);
        return run;
    }
}
