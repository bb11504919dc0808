package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.model.Money;
import io.countersign.payments.ports.PayeeVerification;
import io.countersign.platform.CountersignTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Pain 23: what becomes of a payment by what the creditor's bank says about its name. */
@CountersignTest
@Import({PaymentsFixture.class, PayeeVerificationTest.Provider.class})
class PayeeVerificationTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Payments payments;

    @Autowired
    Runs runs;

    @Autowired
    PaymentEngine engine;

    @Autowired
    Payees payees;

    /** A provider that answers as it is told to, and with a match otherwise. */
    static final class Payees implements PayeeVerification {
        final Map<String, Answer> answers = new ConcurrentHashMap<>();
        final AtomicInteger asked = new AtomicInteger();

        @Override
        public String provider() {
            return "test-provider";
        }

        @Override
        public Answer ask(String name, String iban) {
            asked.incrementAndGet();
            return answers.getOrDefault(name, new Answer.Match());
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Provider {
        @Bean
        Payees payees() {
            return new Payees();
        }
    }

    @DynamicPropertySource
    static void policies(DynamicPropertyRegistry settings) {
        settings.add("countersign.policies.dir", () -> directory().toString());
    }

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("payees");
            Files.writeString(directory.resolve("payee-verification.yaml"), """
                    policy: payee-verification
                    owner: treasurer
                    effective: 2025-01-01
                    description: test
                    rows:
                      - {when: amount >= 99 && amount <= 99, verify: false, because: Nobody can be asked}
                      - {when: kind == 'TAX', verify: false, optOutBy: Henrik Stolz, because: Agreed with the bank}
                      - {when: kind == 'PAYROLL', verify: true, closeMatch: WARN, maxAge: P30D}
                      - {when: "true", verify: true, closeMatch: HOLD, maxAge: P30D}
                    """);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void anEntity() {
        scene.entity();
    }

    @Test
    void pain23_waitsForTheAnswerAndGoesOnWithAMatch() {
        UUID id = scene.received(to("Brennhof Logistik GmbH", "SUPPLIER"));
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.RECEIVED);

        verified();
        assertThat(scene.state(id)).isEqualTo(PaymentState.VALIDATED);
        Views.PayeeVerdict verdict = verdict(id);
        assertThat(verdict.verdict()).isEqualTo("MATCH");
        assertThat(verdict.provider()).isEqualTo("test-provider");
        assertThat(verdict.policy()).endsWith("#row-4");
    }

    @Test
    void pain23_holdsAnotherNameUntilAPersonHasLooked() {
        String name = "Brennhof Immobilien GmbH";
        payees.answers.put(name, new PayeeVerification.Answer.NoMatch());
        UUID id = scene.received(to(name, "SUPPLIER"));
        verified();
        assertThat(scene.state(id)).isEqualTo(PaymentState.HELD);
        Views.Hold hold = scene.detail(id).holds().getFirst();
        assertThat(hold.reason()).isEqualTo("PAYEE_NO_MATCH");

        assertThat(payments.liftHold(Cast.OTHER_CLERK, hold.id(), "Called the supplier"))
                .isInstanceOf(ActResult.Done.class);
        verified();
        assertThat(scene.state(id)).isEqualTo(PaymentState.VALIDATED);
        assertThat(verdict(id).verdict()).isEqualTo("NO_MATCH");
    }

    @Test
    void pain23_aCloseMatchHoldsOrWarnsAsThePolicySaysAndShowsTheNameTheBankHas() {
        String name = "Brennhof Logistic GmbH";
        payees.answers.put(name, new PayeeVerification.Answer.CloseMatch("Brennhof Logistik GmbH"));
        UUID supplier = scene.received(to(name, "SUPPLIER"));
        UUID salary = scene.received(to(name, "PAYROLL"));
        verified();
        assertThat(scene.state(supplier)).isEqualTo(PaymentState.HELD);
        assertThat(scene.detail(supplier).holds().getFirst().detail()).contains("Brennhof Logistik GmbH");
        assertThat(scene.state(salary)).isEqualTo(PaymentState.VALIDATED);
        assertThat(verdict(salary).suggested()).isEqualTo("Brennhof Logistik GmbH");
    }

    @Test
    void pain23_thatNobodyCanAnswerIsAWarningAndNoMatch() {
        payees.answers.put("Nobody", new PayeeVerification.Answer.Unanswered("timed out"));
        payees.answers.put("Abroad", new PayeeVerification.Answer.NotPossible("not in the scheme"));
        UUID silent = scene.received(to("Nobody", "SUPPLIER"));
        UUID abroad = scene.received(to("Abroad", "SUPPLIER"));
        verified();
        assertThat(scene.state(silent)).isEqualTo(PaymentState.VALIDATED);
        assertThat(verdict(silent).verdict()).isEqualTo("UNANSWERED");
        assertThat(scene.state(abroad)).isEqualTo(PaymentState.VALIDATED);
        assertThat(verdict(abroad).why()).isEqualTo("not in the scheme");
    }

    @Test
    void pain23_asksOnceAboutAPayeeOfManyPayments() {
        int before = payees.asked.get();
        UUID first = scene.received(to("Kranenburg \u00dcberland B.V.", "SUPPLIER"));
        UUID second = scene.received(to("Kranenburg \u00dcberland B.V.", "SUPPLIER"));
        verified();
        UUID later = scene.received(to("Kranenburg \u00dcberland B.V.", "SUPPLIER"));
        scene.workAll();
        assertThat(payees.asked.get() - before).isEqualTo(1);
        assertThat(List.of(scene.state(first), scene.state(second), scene.state(later)))
                .containsOnly(PaymentState.VALIDATED);
    }

    @Test
    void pain23_optingOutCoversRunsOnlyAndSaysWhoAndWhy() {
        int before = payees.asked.get();
        NewPayment one = to("Finanzamt Mitte", "TAX");
        NewPayment other = to("Finanzamt Nord", "TAX");
        Runs.Made made = runs.fromLines(
                Cast.CLERK,
                new RunHeader("Taxes", "TAX", "API"),
                List.<Runs.Line>of(new Runs.Line.Good("1", one), new Runs.Line.Good("2", other))
                        .iterator(),
                new IdempotencyKey("opt-out", "00"));
        UUID run = ((Runs.Made.Run) made).id();
        scene.workAll();
        UUID inRun = scene.queries()
                .payments(Cast.CLERK, new PaymentQueries.Filter(null, null, List.of(), run, null), null, 10)
                .items()
                .getFirst()
                .id();
        assertThat(payees.asked.get()).isEqualTo(before);
        assertThat(verdict(inRun).verdict()).isEqualTo("OPTED_OUT");
        assertThat(verdict(inRun).decidedBy()).isEqualTo("Henrik Stolz");
        assertThat(verdict(inRun).why()).isEqualTo("Agreed with the bank");
        assertThat(scene.queries().runPayees(Cast.CLERK, run)).singleElement().satisfies(tally -> {
            assertThat(tally.payments()).isEqualTo(2);
            assertThat(tally.decidedBy()).isEqualTo("Henrik Stolz");
        });

        UUID single = scene.received(to("Finanzamt Mitte", "TAX"));
        verified();
        assertThat(verdict(single).verdict()).isEqualTo("MATCH");
    }

    @Test
    void pain23_theRunSaysHowManyPayeesNobodyWasAskedAbout() {
        Runs.Made made = runs.fromLines(
                Cast.CLERK,
                new RunHeader("Two", "SUPPLIER", "API"),
                List.<Runs.Line>of(
                                new Runs.Line.Good("1", to("Seiler Feinwerk AG", "SUPPLIER")),
                                new Runs.Line.Good("2", to("Clyde Fasteners Ltd", "SUPPLIER", "99.00")))
                        .iterator(),
                new IdempotencyKey("not-asked", "00"));
        verified();
        assertThat(scene.queries().runPayees(Cast.CLERK, ((Runs.Made.Run) made).id()))
                .extracting(Views.PayeeTally::verdict, Views.PayeeTally::payments)
                .containsExactlyInAnyOrder(tuple("MATCH", 1), tuple("NOT_ASKED", 1));
    }

    private void verified() {
        scene.workAll();
        while (engine.verifyPayees()) {
            scene.workAll();
        }
        scene.workAll();
    }

    private Views.PayeeVerdict verdict(UUID id) {
        return Objects.requireNonNull(scene.detail(id).payee());
    }

    private NewPayment to(String name, String kind) {
        return to(name, kind, "12.50");
    }

    private NewPayment to(String name, String kind, String amount) {
        String document = "VOP-" + NUMBER.incrementAndGet();
        return new NewPayment(
                PaymentsFixture.ENTITY,
                null,
                kind,
                Money.of(amount, "EUR"),
                scene.today(),
                name,
                PaymentsFixture.CREDITOR,
                null,
                "DE",
                document,
                null,
                null,
                document,
                null,
                List.of());
    }
}
