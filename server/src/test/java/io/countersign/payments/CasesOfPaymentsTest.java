package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cases.CaseAction;
import io.countersign.cases.CaseResult;
import io.countersign.cases.CaseState;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.governance.events.EventSchemas;
import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import io.countersign.payments.ports.BankRail;
import io.countersign.platform.CountersignTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Resolving a case drives its payment on; a payment that goes on closes its case. */
@CountersignTest
@Import(PaymentsFixture.class)
class CasesOfPaymentsTest {

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Payments payments;

    @Autowired
    Cases cases;

    @Autowired
    StubBank bank;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void entityAndAQuietBank() {
        scene.entity();
        scene.workAll();
        bank.files.clear();
        bank.answers.clear();
        bank.faults.clear();
        bank.presence = BankRail.Presence.NOT_SEEN;
    }

    @Test
    void aHoldIsLiftedThroughItsCaseButNotByTheInitiator() {
        UUID duplicate = aHeldDuplicate();
        CaseView open = only(Cast.OTHER_CLERK, duplicate);
        CaseResult byInitiator = cases.resolve(Cast.CLERK, open.id(), CaseAction.LIFT_HOLD, "It is not the same");
        assertThat(byInitiator)
                .isInstanceOfSatisfying(
                        CaseResult.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SAME_PERSON));
        assertThat(only(Cast.CLERK, duplicate).state()).isEqualTo(CaseState.OPEN);

        assertThat(cases.resolve(Cast.OTHER_CLERK, open.id(), CaseAction.LIFT_HOLD, "Two deliveries, two bills"))
                .isInstanceOfSatisfying(CaseResult.Done.class, done -> {
                    assertThat(done.view().state()).isEqualTo(CaseState.RESOLVED);
                    assertThat(done.view().resolution()).isEqualTo("LIFT_HOLD");
                    assertThat(done.view().resolvedBy()).isEqualTo("jonas");
                    assertThat(done.view().resolvedWhy()).isEqualTo("Two deliveries, two bills");
                });
        assertThat(scene.state(duplicate)).isNotEqualTo(PaymentState.HELD);
        assertThat(recorded(open.id())).containsExactly("case.opened", "case.resolved");
    }

    @Test
    void aHeldPaymentIsCancelledThroughItsCase() {
        UUID duplicate = aHeldDuplicate();
        CaseView open = only(Cast.CLERK, duplicate);
        assertThat(cases.resolve(Cast.CLERK, open.id(), CaseAction.CANCEL_PAYMENT, "It is the same bill"))
                .isInstanceOf(CaseResult.Done.class);
        assertThat(scene.state(duplicate)).isEqualTo(PaymentState.CANCELLED);
        assertThat(only(Cast.CLERK, duplicate).state()).isEqualTo(CaseState.RESOLVED);
    }

    @Test
    void aHoldLiftedElsewhereClosesItsCase() {
        UUID duplicate = aHeldDuplicate();
        UUID hold = scene.detail(duplicate).holds().getFirst().id();
        assertThat(payments.liftHold(Cast.OTHER_CLERK, hold, "Checked")).isInstanceOf(ActResult.Done.class);
        assertThat(only(Cast.OTHER_CLERK, duplicate).state()).isEqualTo(CaseState.RESOLVED);
    }

    @Test
    void anUnknownOutcomeNeedsTwoTreasurersAlsoThroughItsCase() {
        bank.answers.add(new BankRail.Handover.Doubt("the line dropped"));
        UUID id = scene.released("77.00");
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.UNKNOWN);
        CaseView open = only(Cast.TREASURER, id);
        assertThat(open.kind()).isEqualTo("UNKNOWN_OUTCOME");

        assertThat(cases.resolve(Cast.TREASURER, open.id(), CaseAction.OVERRIDE_SENT, "The bank says so by phone"))
                .isInstanceOfSatisfying(
                        CaseResult.Done.class,
                        done -> assertThat(done.view().state()).isNotEqualTo(CaseState.RESOLVED));
        assertThat(scene.state(id)).isEqualTo(PaymentState.UNKNOWN);
        assertThat(cases.resolve(Cast.TREASURER, open.id(), CaseAction.OVERRIDE_SENT, "Really"))
                .isInstanceOfSatisfying(
                        CaseResult.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OVERRIDE_NEEDS_SECOND));
        assertThat(cases.resolve(Cast.SECOND_TREASURER, open.id(), CaseAction.OVERRIDE_SENT, "I asked them too"))
                .isInstanceOfSatisfying(
                        CaseResult.Done.class,
                        done -> assertThat(done.view().state()).isEqualTo(CaseState.RESOLVED));
        assertThat(scene.state(id)).isEqualTo(PaymentState.SENT);
    }

    @Test
    void everyEventOfALifeIsAsTheCatalogueSays() {
        scene.sent("1204.50");
        aHeldDuplicate();
        assertThat(new EventSchemas().faultsOfLog(jdbc)).isEmpty();
    }

    private UUID aHeldDuplicate() {
        String document = "DOUBLE-" + UUID.randomUUID().toString().substring(0, 8);
        scene.received(scene.instruction("512.00", document, PaymentsFixture.CREDITOR));
        UUID duplicate = scene.received(scene.instruction("512.00", document, PaymentsFixture.CREDITOR));
        scene.workAll();
        assertThat(scene.state(duplicate)).isEqualTo(PaymentState.HELD);
        return duplicate;
    }

    private CaseView only(Caller caller, UUID payment) {
        List<CaseView> found = cases.ofPayment(caller, payment);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private List<String> recorded(UUID id) {
        return jdbc.sql("select type from governance.event where subject = :id order by sequence")
                .param("id", id.toString())
                .query(String.class)
                .list();
    }
}
