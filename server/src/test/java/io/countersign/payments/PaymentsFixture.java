package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Caller;
import io.countersign.model.Cause;
import io.countersign.model.Money;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Payments in every state, made the way people make them. Each test class shares one product; each test its own data. */
@TestConfiguration(proxyBeanMethods = false)
class PaymentsFixture {

    static final String ENTITY = "TEST-DE";
    static final String ACCOUNT = "DE89370400440532013000";
    static final String CREDITOR = "DE75512108001245126199";
    static final Cause IMPORT = Cause.system("test", new UUID(0, 1));

    @Bean
    StubBank stubBank() {
        return new StubBank();
    }

    @Bean
    @Primary
    MovingClock movingClock() {
        return new MovingClock();
    }

    @Bean
    Scene scene(
            Payments payments,
            Runs runs,
            MasterData master,
            PaymentQueries queries,
            PaymentEngine engine,
            MovingClock clock) {
        return new Scene(payments, runs, master, queries, engine, clock);
    }

    /** A clock the test moves. */
    static final class MovingClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T09:00:00Z"));

        void pass(Duration time) {
            now.updateAndGet(at -> at.plus(time));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("Business dates ask for the instant");
        }
    }

    record Scene(
            Payments payments,
            Runs runs,
            MasterData master,
            PaymentQueries queries,
            PaymentEngine engine,
            MovingClock clock) {

        private static final AtomicInteger NUMBER = new AtomicInteger();

        void entity() {
            master.legalEntities(List.of(new MasterData.LegalEntity(
                    ENTITY, "Aldermoor Test GmbH", "DE", "EUR", "Europe/Berlin", "company-1")));
            master.ownAccounts(List.of(new MasterData.OwnAccount(
                    ENTITY, ACCOUNT, "COBADEFFXXX", "EUR", "Main", StubBank.CONNECTION, "journal-1")));
            supplier("supplier-1", CREDITOR, true, null);
        }

        void supplier(String erpId, String account, boolean trusted, @Nullable String editedBy) {
            master.parties(
                    List.of(new MasterData.Party(
                            erpId, "SUPPLIER", "Brennhof " + erpId, "DE", null, "NORMAL", null, true)),
                    IMPORT);
            master.partyAccounts(
                    List.of(new MasterData.PartyAccount(
                            "account-of-" + erpId, erpId, account, null, "EUR", null, trusted, editedBy, true)),
                    IMPORT);
        }

        LocalDate today() {
            return LocalDate.ofInstant(clock.instant(), ZoneId.of("Europe/Berlin"));
        }

        NewPayment instruction(String amount) {
            return instruction(amount, "INV-" + NUMBER.incrementAndGet(), CREDITOR);
        }

        NewPayment instruction(String amount, String document, String creditor) {
            return new NewPayment(
                    ENTITY,
                    null,
                    "SUPPLIER",
                    Money.of(amount, "EUR"),
                    today(),
                    "Brennhof Logistik GmbH",
                    creditor,
                    null,
                    "DE",
                    document,
                    null,
                    null,
                    document,
                    null,
                    List.of());
        }

        UUID received(NewPayment payment) {
            Intake intake = payments.initiate(Cast.CLERK, payment, null);
            assertThat(intake).isInstanceOf(Intake.Accepted.class);
            return ((Intake.Accepted) intake).id();
        }

        UUID awaitingApproval(String amount) {
            UUID id = received(instruction(amount));
            assertThat(payments.submit(Cast.CLERK, Target.payment(id))).isInstanceOf(ActResult.Done.class);
            return id;
        }

        UUID approved(String amount) {
            UUID id = awaitingApproval(amount);
            assertThat(approve(Cast.APPROVER, Target.payment(id))).isInstanceOf(ActResult.Done.class);
            if (state(id) == PaymentState.AWAITING_APPROVAL) {
                assertThat(approve(Cast.SECOND_APPROVER, Target.payment(id))).isInstanceOf(ActResult.Done.class);
            }
            return id;
        }

        UUID released(String amount) {
            UUID id = approved(amount);
            assertThat(release(Cast.TREASURER, Target.payment(id))).isInstanceOf(ActResult.Done.class);
            return id;
        }

        UUID sent(String amount) {
            UUID id = released(amount);
            workAll();
            assertThat(state(id)).isEqualTo(PaymentState.SENT);
            return id;
        }

        ActResult approve(Caller caller, Target target) {
            return payments.approve(
                    caller, target, queries.toSign(caller, target, Step.APPROVE).hash());
        }

        ActResult release(Caller caller, Target target) {
            return payments.release(
                    caller, target, queries.toSign(caller, target, Step.RELEASE).hash());
        }

        void workAll() {
            int rounds = 0;
            while (engine.work()) {
                assertThat(++rounds).as("the work comes to an end").isLessThan(1_000);
            }
        }

        Views.Payment payment(UUID id) {
            return detail(id).payment();
        }

        Views.PaymentDetail detail(UUID id) {
            return queries.payment(Cast.CLERK, id).orElseThrow();
        }

        PaymentState state(UUID id) {
            return payment(id).state();
        }

        List<String> story(UUID id) {
            return queries.timeline(Cast.CLERK, id).stream()
                    .map(Views.TimelineEntry::type)
                    .toList();
        }

        MasterData.Invoice bill(String erpId, String supplier, String supplierRef, String total) {
            return new MasterData.Invoice(
                    erpId,
                    "company-1",
                    supplier,
                    "account-of-" + supplier,
                    "BILL",
                    "BILL/" + erpId,
                    supplierRef,
                    today().minusDays(20),
                    today().plusDays(10),
                    "EUR",
                    new BigDecimal(total),
                    new BigDecimal(total),
                    null,
                    null,
                    "not_paid");
        }
    }
}
