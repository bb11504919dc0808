package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.payments.ports.BankRail;
import io.countersign.platform.CountersignTest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The life of a payment on a real database, from its receipt to its reconciliation, and what may not happen on the way. */
@CountersignTest
@Import(PaymentsFixture.class)
class LifeOfAPaymentTest {

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Payments payments;

    @Autowired
    BankReplies replies;

    @Autowired
    Settlements settlements;

    @Autowired
    StubBank bank;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    BankDays bankDays;

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
    void goesFromReceivedToReconciledAndTellsItsStory() {
        UUID id = scene.sent("1204.50");
        Views.PaymentFile file = Objects.requireNonNull(scene.detail(id).file());
        assertThat(bank.files.get(file.messageId())).contains(scene.payment(id).endToEndId(), "1204.50");

        say(id, "ACSP", null, null);
        assertThat(scene.state(id)).isEqualTo(PaymentState.ACCEPTED);
        settlements.book(List.of(new Settlements.Booking(id, scene.today(), "228/14", "RB-1", true)), bankSays());

        assertThat(scene.state(id)).isEqualTo(PaymentState.RECONCILED);
        assertThat(scene.story(id))
                .containsExactly(
                        "payment.received",
                        "payment.validated",
                        "payment.submitted",
                        "payment.approved",
                        "payment.released",
                        "payment.sending",
                        "payment.sent",
                        "payment.accepted",
                        "payment.settled",
                        "payment.reconciled");
        assertThat(scene.payment(id).version()).isEqualTo(10);
    }

    @Test
    void leavesOneEventForEachVersionWithoutAccountNumbersInTheClear() {
        UUID id = scene.sent("77.00");
        List<String> data = jdbc.sql("select data::text from governance.event where subject = :id order by sequence")
                .param("id", id.toString())
                .query(String.class)
                .list();
        assertThat(data).hasSize(scene.payment(id).version());
        assertThat(data).noneMatch(event -> event.contains(PaymentsFixture.CREDITOR));
        assertThat(data).allMatch(event -> event.contains("DE75…6199"));
    }

    @Test
    void refusesTheInitiatorsOwnApprovalAndAnEarlierApproversRelease() {
        UUID id = scene.awaitingApproval("500.00");
        assertThat(scene.approve(both(Cast.CLERK, Cast.APPROVER), Target.payment(id)))
                .isEqualTo(refused(
                        ErrorCode.SAME_PERSON,
                        "You initiated " + scene.payment(id).reference() + "."));
        scene.approve(Cast.APPROVER, Target.payment(id));
        assertThat(scene.release(both(Cast.APPROVER, Cast.TREASURER), Target.payment(id)))
                .isEqualTo(refused(
                        ErrorCode.SAME_PERSON,
                        "You already approved " + scene.payment(id).reference() + "."));
        assertThat(scene.state(id)).isEqualTo(PaymentState.APPROVED);
    }

    @Test
    void refusesWhoeverSubmittedOrAmendedItToSignItLater() {
        UUID id = scene.awaitingApproval("500.00");
        assertThat(payments.amend(Cast.OTHER_CLERK, id, scene.today().plusDays(3), "Changed"))
                .isInstanceOf(ActResult.Done.class);
        payments.submit(Cast.SECOND_CLERK, Target.payment(id));
        String reason = "You submitted or changed " + scene.payment(id).reference() + ".";
        assertThat(scene.approve(both(Cast.OTHER_CLERK, Cast.APPROVER), Target.payment(id)))
                .isEqualTo(refused(ErrorCode.SAME_PERSON, reason));
        assertThat(scene.approve(both(Cast.SECOND_CLERK, Cast.APPROVER), Target.payment(id)))
                .isEqualTo(refused(ErrorCode.SAME_PERSON, reason));
        scene.approve(Cast.APPROVER, Target.payment(id));
        assertThat(scene.release(both(Cast.OTHER_CLERK, Cast.TREASURER), Target.payment(id)))
                .isEqualTo(refused(ErrorCode.SAME_PERSON, reason));
        assertThat(scene.release(Cast.TREASURER, Target.payment(id))).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void refusesTheEditorOfTheCreditorsAccount() {
        scene.supplier("edited", "DE02120300000000202051", true, Cast.APPROVER.id());
        UUID id = scene.received(scene.instruction("500.00", "E-1", "DE02120300000000202051"));
        payments.submit(Cast.CLERK, Target.payment(id));
        assertThat(code(scene.approve(Cast.APPROVER, Target.payment(id)))).isEqualTo(ErrorCode.VENDOR_EDITOR);
        assertThat(scene.approve(Cast.SECOND_APPROVER, Target.payment(id))).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void asksTwoDifferentPeopleForALargeAmount() {
        UUID id = scene.awaitingApproval("60000.00");
        assertThat(scene.approve(Cast.APPROVER, Target.payment(id))).isEqualTo(new ActResult.Done(1, 0, 0));
        assertThat(code(scene.approve(Cast.APPROVER, Target.payment(id)))).isEqualTo(ErrorCode.SAME_PERSON);
        assertThat(code(scene.release(Cast.TREASURER, Target.payment(id)))).isEqualTo(ErrorCode.NOTHING_TO_DO);
        assertThat(scene.approve(Cast.SECOND_APPROVER, Target.payment(id))).isEqualTo(new ActResult.Done(1, 1, 0));
        assertThat(scene.state(id)).isEqualTo(PaymentState.APPROVED);
    }

    @Test
    void signsOnlyWhatWasShown() {
        UUID id = scene.awaitingApproval("500.00");
        String shown = scene.queries()
                .toSign(Cast.APPROVER, Target.payment(id), Step.APPROVE)
                .hash();
        payments.amend(Cast.CLERK, id, scene.today().plusDays(1), "another text");
        payments.submit(Cast.CLERK, Target.payment(id));
        assertThat(code(payments.approve(Cast.APPROVER, Target.payment(id), shown)))
                .isEqualTo(ErrorCode.HASH_MISMATCH);
    }

    @Test
    void voidsTheSignatureWhenTheContentChanges() {
        UUID id = scene.approved("500.00");
        assertThat(payments.amend(Cast.CLERK, id, scene.today().plusDays(1), "another text"))
                .isInstanceOf(ActResult.Done.class);
        assertThat(scene.state(id)).isEqualTo(PaymentState.VALIDATED);
        assertThat(scene.detail(id).signatures()).allMatch(Views.Signature::voided);
        assertThat(code(scene.release(Cast.TREASURER, Target.payment(id)))).isEqualTo(ErrorCode.NOTHING_TO_DO);
    }

    @Test
    void refusesToReleaseWhatWasChangedBehindItsBack() {
        UUID id = scene.approved("500.00");
        jdbc.sql("update payments.payment set creditor_number = 'DE02120300000000202051' where id = :id")
                .param("id", id)
                .update();
        assertThat(code(scene.release(Cast.TREASURER, Target.payment(id)))).isEqualTo(ErrorCode.HASH_MISMATCH);
    }

    @Test
    void releasesNothingThatWasOnlyDeclaredApproved() {
        UUID id = scene.awaitingApproval("500.00");
        force(id, "state = 'APPROVED', open_roles = '{}'");
        assertThat(code(scene.release(Cast.TREASURER, Target.payment(id)))).isEqualTo(ErrorCode.HASH_MISMATCH);
    }

    @Test
    void sendsNothingThatWasOnlyDeclaredReleased() {
        UUID id = scene.approved("500.00");
        force(id, "state = 'RELEASED'");
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.HELD);
        assertThat(bank.files).isEmpty();
    }

    @Test
    void sendsNothingWhoseContentAndHashWereBothChangedAfterTheRelease() {
        UUID id = scene.released("500.00");
        force(id, "creditor_number = 'DE02120300000000202051'");
        jdbc.sql("update payments.payment p set content_hash = payments.content_hash(p) where id = :id")
                .param("id", id)
                .update();
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.HELD);
        assertThat(scene.detail(id).holds().getFirst().reason()).isEqualTo("CONTENT_CHANGED");
        assertThat(bank.files).isEmpty();
    }

    /** Behind the product's back, with the rights of the product itself. */
    private void force(UUID id, String assignments) {
        jdbc.sql("update payments.payment set " + assignments + " where id = :id")
                .param("id", id)
                .update();
    }

    @Test
    void holdsTheSecondPaymentOfOneDocumentUntilSomebodyElseLiftsIt() {
        UUID first = scene.received(scene.instruction("310.00", "RE 2026-77", PaymentsFixture.CREDITOR));
        UUID second = scene.received(scene.instruction("310.00", "re2026/77", PaymentsFixture.CREDITOR));
        scene.workAll();
        assertThat(scene.state(first)).isEqualTo(PaymentState.VALIDATED);
        assertThat(scene.state(second)).isEqualTo(PaymentState.HELD);
        Views.Hold hold = scene.detail(second).holds().getFirst();
        assertThat(hold.reason()).isEqualTo("DUPLICATE");
        assertThat(hold.detail()).contains(scene.payment(first).reference());

        assertThat(code(payments.liftHold(Cast.CLERK, hold.id(), "two deliveries")))
                .isEqualTo(ErrorCode.SAME_PERSON);
        assertThat(payments.liftHold(Cast.OTHER_CLERK, hold.id(), "two deliveries"))
                .isInstanceOf(ActResult.Done.class);
        scene.workAll();
        assertThat(scene.state(second)).isEqualTo(PaymentState.VALIDATED);
    }

    @Test
    void holdsPaymentsToUnknownAndUntrustedAccounts() {
        scene.supplier("untrusted", "DE27100777770209299700", false, null);
        UUID untrusted = scene.received(scene.instruction("10.00", "U-1", "DE27100777770209299700"));
        UUID unknown = scene.received(scene.instruction("10.00", "U-2", "FR1420041010050500013M02606"));
        scene.workAll();
        assertThat(scene.detail(untrusted).holds())
                .extracting(Views.Hold::reason)
                .containsExactly("ACCOUNT_UNTRUSTED");
        assertThat(scene.detail(unknown).holds()).extracting(Views.Hold::reason).containsExactly("ACCOUNT_UNKNOWN");
    }

    @Test
    void doesNotReleaseAPaymentWhoseAccountLostItsTrust() {
        scene.supplier("fading", "DE91100000000123456789", true, null);
        UUID id = scene.received(scene.instruction("10.00", "F-1", "DE91100000000123456789"));
        payments.submit(Cast.CLERK, Target.payment(id));
        scene.approve(Cast.APPROVER, Target.payment(id));
        scene.supplier("fading", "DE91100000000123456789", false, null);
        assertThat(scene.state(id)).isEqualTo(PaymentState.HELD);
        assertThat(code(scene.release(Cast.TREASURER, Target.payment(id)))).isEqualTo(ErrorCode.NOTHING_TO_DO);
    }

    @Test
    void keepsTheBanksReasonWhenItRejects() {
        UUID id = scene.sent("42.00");
        say(id, "RJCT", "AC01", "Account number incorrect");
        assertThat(scene.state(id)).isEqualTo(PaymentState.REJECTED);
        assertThat(scene.payment(id).reasonCode()).isEqualTo("AC01");
        assertThat(scene.payment(id).reasonText()).isEqualTo("Account number incorrect");
    }

    @Test
    void appliesTheSameReplyOnce() {
        UUID id = scene.sent("42.00");
        assertThat(say(id, "ACSP", null, null).applied()).isEqualTo(1);
        assertThat(say(id, "ACSP", null, null)).isEqualTo(new BankReplies.Applied(0, 0, 1, 0, 0));
        assertThat(scene.story(id)).filteredOn("payment.accepted"::equals).hasSize(1);
    }

    @Test
    void tellsWhatIsNewAndChangesNothingApartFromWhatWasToldBefore() {
        UUID id = scene.sent("42.00");
        assertThat(say(id, "ACTC", null, null)).isEqualTo(new BankReplies.Applied(0, 1, 0, 0, 0));
        assertThat(say(id, "ACTC", null, null)).isEqualTo(new BankReplies.Applied(0, 0, 1, 0, 0));
        assertThat(say(id, "ACSP", null, null)).isEqualTo(new BankReplies.Applied(1, 0, 0, 0, 0));
        assertThat(say(id, "ACSC", null, null)).isEqualTo(new BankReplies.Applied(0, 1, 0, 0, 0));
        assertThat(scene.state(id)).isEqualTo(PaymentState.ACCEPTED);
    }

    @Test
    void opensACaseInsteadOfUndoingASettlementThatTheBankRejectsLater() {
        UUID id = scene.sent("42.00");
        settlements.book(List.of(new Settlements.Booking(id, scene.today(), "1/1", null, false)), bankSays());
        assertThat(say(id, "RJCT", "AM04", null)).isEqualTo(new BankReplies.Applied(0, 0, 0, 1, 0));
        assertThat(scene.state(id)).isEqualTo(PaymentState.SETTLED);
    }

    @Test
    void pain16_isUnknownAfterADoubtAndNeverSentAgainByItself() {
        bank.answers.add(new BankRail.Handover.Doubt("connection lost after the rename"));
        UUID id = scene.released("900.00");
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.UNKNOWN);
        scene.clock().pass(Duration.ofHours(3));
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.UNKNOWN);
        assertThat(bank.files).isEmpty();
    }

    @Test
    void leavesUnknownWhenTheFileIsSeenAtTheBank() {
        bank.answers.add(new BankRail.Handover.Doubt("connection lost after the rename"));
        UUID id = scene.released("900.00");
        scene.workAll();
        bank.presence = BankRail.Presence.SEEN;
        scene.clock().pass(Duration.ofMinutes(2));
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.SENT);
    }

    @Test
    void leavesUnknownWhenTheBankReplies() {
        bank.answers.add(new BankRail.Handover.Doubt("connection lost after the rename"));
        UUID id = scene.released("900.00");
        scene.workAll();
        say(id, "ACCP", null, null);
        assertThat(scene.state(id)).isEqualTo(PaymentState.ACCEPTED);
    }

    @Test
    void pain16_leavesUnknownWhenAStatementBooksOneOfItsFileAndNoneCanBeSentAgain() {
        bank.answers.add(new BankRail.Handover.Doubt("connection lost after the rename"));
        UUID booked = scene.approved("901.00");
        UUID other = scene.approved("902.00");
        for (UUID each : List.of(booked, other)) {
            assertThat(scene.release(Cast.TREASURER, Target.payment(each))).isInstanceOf(ActResult.Done.class);
        }
        scene.workAll();
        assertThat(List.of(scene.state(booked), scene.state(other))).containsOnly(PaymentState.UNKNOWN);
        payments.override(Cast.TREASURER, other, Payments.Outcome.RESEND, "the bank has no file");

        settlements.book(List.of(new Settlements.Booking(booked, scene.today(), "230/1", null, false)), bankSays());
        assertThat(scene.state(booked)).isEqualTo(PaymentState.SETTLED);
        assertThat(scene.state(other)).isEqualTo(PaymentState.SENT);
        assertThat(payments.override(Cast.SECOND_TREASURER, other, Payments.Outcome.RESEND, "really"))
                .isInstanceOf(ActResult.Refused.class);
        scene.clock().pass(Duration.ofMinutes(5));
        scene.workAll();
        assertThat(bank.files).isEmpty();
        assertThat(scene.story(booked)).endsWith("payment.sent", "payment.settled");
    }

    @Test
    void needsTwoPeopleToSendAgainWhatIsUnknown() {
        bank.answers.add(new BankRail.Handover.Doubt("connection lost after the rename"));
        UUID id = scene.released("900.00");
        scene.workAll();
        assertThat(payments.override(Cast.TREASURER, id, Payments.Outcome.RESEND, "the bank has no file"))
                .isEqualTo(new ActResult.Done(0, 0, 1));
        assertThat(code(payments.override(Cast.TREASURER, id, Payments.Outcome.RESEND, "really")))
                .isEqualTo(ErrorCode.OVERRIDE_NEEDS_SECOND);
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.UNKNOWN);

        assertThat(payments.override(Cast.SECOND_TREASURER, id, Payments.Outcome.RESEND, "asked them too"))
                .isEqualTo(new ActResult.Done(1, 1, 0));
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.SENT);
        assertThat(bank.files)
                .containsOnlyKeys(
                        Objects.requireNonNull(scene.detail(id).file()).messageId());
    }

    @Test
    void triesAgainWhenNothingCanHaveLeft() {
        bank.answers.add(new BankRail.Handover.NotSent("no route to host"));
        UUID id = scene.released("900.00");
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.SENDING);
        scene.clock().pass(Duration.ofMinutes(1));
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.SENT);
    }

    @Test
    void holdsPaymentsWhoseFileDoesNotPassItsCheckBeforeAByteLeaves() {
        bank.faults.add("line 12: the name is too long");
        UUID id = scene.released("900.00");
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.HELD);
        assertThat(scene.detail(id).holds().getFirst().detail()).contains("line 12");
        assertThat(bank.files).isEmpty();
        assertThat(scene.story(id)).doesNotContain("payment.sending");
    }

    @Test
    void marksAPaymentThatWaitsTooLongAndLeavesItWhereItIs() {
        UUID id = scene.sent("55.00");
        scene.clock().pass(Duration.ofDays(4));
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.SENT);
        assertThat(scene.payment(id).overdue()).isTrue();
        assertThat(scene.story(id)).contains("payment.overdue");
    }

    @Test
    void aBookingIsLateOnlyAfterDaysOnWhichTheBankWorked() {
        UUID id = scene.sent("56.00");
        say(id, "ACCP", null, null);
        LocalDate friday = scene.today().with(TemporalAdjusters.next(DayOfWeek.FRIDAY));
        jdbc.sql("""
                        update payments.bank_file set execution_on = :day
                        where id = (select file_id from payments.payment where id = :id)
                        """).param("day", friday).param("id", id).update();
        LocalDate last = bankDays.ofAccount(StubBank.CONNECTION, "EUR").plus(friday, 2);
        assertThat(last).isAfter(friday.plusDays(3));

        itIs(last.atTime(12, 0));
        assertThat(scene.payment(id).overdue()).isFalse();
        itIs(last.plusDays(1).atTime(1, 0));
        assertThat(scene.payment(id).overdue()).isTrue();
    }

    private void itIs(LocalDateTime time) {
        scene.clock().pass(Duration.between(scene.clock().instant(), time.toInstant(ZoneOffset.UTC)));
        scene.workAll();
    }

    @Test
    void reopensNothingByItselfWhenTheBankGivesThePaymentBack() {
        UUID id = scene.sent("42.00");
        settlements.book(List.of(new Settlements.Booking(id, scene.today(), "1/2", null, true)), bankSays());
        settlements.giveBack(
                List.of(new Settlements.Return(id, scene.today(), "2/1", "AC04", "closed account")), bankSays());
        assertThat(scene.state(id)).isEqualTo(PaymentState.REVERSED);
        scene.workAll();
        assertThat(scene.state(id)).isEqualTo(PaymentState.REVERSED);
    }

    @Test
    void refusesActsOutsideTheCallersScope() {
        UUID id = scene.awaitingApproval("500.00");
        assertThat(code(payments.cancel(Cast.within(Cast.CLERK, "OTHER"), Target.payment(id), "not mine")))
                .isEqualTo(ErrorCode.NOTHING_TO_DO);
        assertThat(scene.queries().payment(Cast.within(Cast.CLERK, "OTHER"), id))
                .isEmpty();
    }

    private BankReplies.Applied say(UUID id, String status, @Nullable String code, @Nullable String text) {
        Views.Payment payment = scene.payment(id);
        return replies.apply(
                StubBank.CONNECTION,
                "BANK-MSG-1",
                List.of(new BankReplies.Reply(
                                BankReplies.Level.TRANSACTION, null, payment.endToEndId(), null, status, code, text))
                        .iterator(),
                bankSays());
    }

    private static Cause bankSays() {
        return Cause.system("bank", new UUID(0, 2));
    }

    private static Caller both(Caller person, Caller rights) {
        Set<Capability> all = new HashSet<>(person.capabilities());
        all.addAll(rights.capabilities());
        return new Caller(person.cause(), all, rights.roles(), person.legalEntities());
    }

    private static ActResult refused(ErrorCode code, String why) {
        return new ActResult.Refused(code, why);
    }

    private static ErrorCode code(ActResult result) {
        return switch (result) {
            case ActResult.Refused refused -> refused.code();
            case ActResult.Done done -> throw new AssertionError("It was done: " + done);
        };
    }
}
