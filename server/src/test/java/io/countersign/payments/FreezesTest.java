package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.ErrorCode;
import io.countersign.payments.ports.BankRail;
import io.countersign.platform.CountersignTest;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stop switch: one person stops, another one ends it, and meanwhile nothing leaves. */
@CountersignTest
@Import(PaymentsFixture.class)
class FreezesTest {

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Freezes freezes;

    @Autowired
    Payments payments;

    @Autowired
    StubBank bank;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void aQuietBank() {
        scene.entity();
        scene.workAll();
        bank.answers.clear();
        bank.faults.clear();
    }

    @AfterEach
    void thawEverything() {
        freezes.list(Cast.TREASURER, false)
                .forEach(freeze -> freezes.thaw(
                        freeze.frozenBy().equals("henrik") ? Cast.SECOND_TREASURER : Cast.TREASURER,
                        freeze.id(),
                        "End of the test"));
        scene.workAll();
    }

    @Test
    void nothingLeavesOverAFrozenConnectionAndEverythingGoesOnWhenItIsThawed() {
        UUID payment = scene.released("510.00");
        done(freezes.freeze(Cast.TREASURER, Freezes.Kind.CONNECTION, StubBank.CONNECTION, "The bank was broken into"));
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.RELEASED);

        done(freezes.thaw(Cast.SECOND_TREASURER, freeze(), "The bank changed its keys"));
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENT);
    }

    @Test
    void aFileThatIsReadyStaysHereWhenItsLegalEntityIsFrozen() {
        bank.answers.add(new BankRail.Handover.NotSent("The line is down"));
        UUID payment = scene.released("511.00");
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENDING);
        done(freezes.freeze(Cast.APPROVER, Freezes.Kind.LEGAL_ENTITY, PaymentsFixture.ENTITY, "Phone call of the CFO"));
        scene.clock().pass(java.time.Duration.ofMinutes(10));
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENDING);

        done(freezes.thaw(Cast.TREASURER, freeze(), "It was the CFO"));
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENT);
    }

    @Test
    void paymentsToAFrozenPartyAreHeldAndNewOnesAsWell() {
        scene.supplier("frozen-supplier", "DE02120300000000202051", true, null);
        String party = jdbc.sql("select id::text from payments.party where erp_id = 'frozen-supplier'")
                .query(String.class)
                .single();
        UUID before = scene.received(scene.instruction("512.00", "FRZ-1", "DE02120300000000202051"));
        done(payments.submit(Cast.CLERK, Target.payment(before)));
        done(freezes.freeze(Cast.CLERK, Freezes.Kind.PARTY, party, "They say their mailbox was taken over"));
        assertThat(scene.state(before))
                .as("it names the party's account and not the party")
                .isEqualTo(PaymentState.HELD);
        assertThat(scene.detail(before).holds()).anyMatch(hold -> hold.reason().equals("FROZEN"));

        UUID later = scene.received(scene.instruction("512.50", "FRZ-2", "DE02120300000000202051"));
        scene.workAll();
        assertThat(scene.state(later)).isEqualTo(PaymentState.HELD);

        UUID released = ofParty(party, scene.released("513.00"));
        scene.workAll();
        assertThat(scene.state(released)).as("not even a released one leaves").isEqualTo(PaymentState.RELEASED);
    }

    private UUID ofParty(String party, UUID payment) {
        jdbc.sql("update payments.payment set creditor_party = cast(:party as uuid) where id = :id")
                .param("party", party)
                .param("id", payment)
                .update();
        return payment;
    }

    @Test
    void whoOrderedAFreezeCannotEndItAndAClerkCannotEither() {
        done(freezes.freeze(Cast.TREASURER, Freezes.Kind.CONNECTION, StubBank.CONNECTION, "Drill"));
        assertThat(code(freezes.thaw(Cast.TREASURER, freeze(), "Drill over"))).isEqualTo(ErrorCode.SAME_PERSON);
        assertThat(code(freezes.thaw(Cast.CLERK, freeze(), "Drill over"))).isEqualTo(ErrorCode.CAPABILITY_MISSING);
        assertThat(code(freezes.thaw(Cast.within(Cast.SECOND_TREASURER, PaymentsFixture.ENTITY), freeze(), "Over")))
                .as("a connection serves other legal entities as well")
                .isEqualTo(ErrorCode.OUT_OF_SCOPE);
        assertThat(code(freezes.freeze(Cast.TREASURER, Freezes.Kind.CONNECTION, StubBank.CONNECTION, "Again")))
                .isEqualTo(ErrorCode.CHANGED);
        assertThat(code(freezes.freeze(Cast.TREASURER, Freezes.Kind.CONNECTION, "no-bank", "Typing error")))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    private UUID freeze() {
        return freezes.list(Cast.TREASURER, false).getFirst().id();
    }

    private static void done(ActResult result) {
        assertThat(result).isInstanceOf(ActResult.Done.class);
    }

    private static ErrorCode code(ActResult result) {
        assertThat(result).isInstanceOf(ActResult.Refused.class);
        return Objects.requireNonNull(((ActResult.Refused) result).code());
    }
}
