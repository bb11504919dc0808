package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cases.CaseState;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.payments.RecallAnswers.Answer;
import io.countersign.payments.RecallAnswers.Applied;
import io.countersign.payments.RecallAnswers.Outcome;
import io.countersign.payments.Recalls.Reason;
import io.countersign.payments.Recalls.Result;
import io.countersign.payments.Recalls.State;
import io.countersign.payments.ports.BankRail;
import io.countersign.platform.CountersignTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Calling back what has left: a request that changes nothing until the money is back. */
@CountersignTest
@Import(PaymentsFixture.class)
class RecallsTest {

    private static final Caller EVERY_QUEUE =
            Cast.person("olga", "operator", Capability.CASES_BUSINESS, Capability.CASES_TECHNICAL);
    private static final String WHY = "The old system had sent it already";

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Recalls recalls;

    @Autowired
    RecallAnswers answers;

    @Autowired
    Settlements settlements;

    @Autowired
    Freezes freezes;

    @Autowired
    Cases cases;

    @Autowired
    StubBank bank;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void aQuietBank() {
        scene.entity();
        scene.workAll();
        bank.files.clear();
        bank.answers.clear();
        bank.faults.clear();
        bank.presence = BankRail.Presence.NOT_SEEN;
    }

    @AfterEach
    void thawEverything() {
        freezes.list(Cast.TREASURER, false)
                .forEach(freeze -> freezes.thaw(Cast.SECOND_TREASURER, freeze.id(), "End of the test"));
    }

    @Test
    void aRecallLeavesAsAFileOfItsOwnAndThePaymentStaysAsItIs() {
        UUID payment = scene.sent("701.00");
        bank.files.clear();
        assertThat(recall(payment, Reason.DUPL)).isEqualTo(new Result.Requested(1, 0, 0, 0));
        assertThat(bank.files)
                .as("nothing leaves before the intent is on record")
                .isEmpty();
        assertThat(only(payment).state()).isEqualTo(State.REQUESTED);

        scene.workAll();
        assertThat(bank.files.values())
                .singleElement()
                .asString()
                .startsWith("RECALL DUPL " + scene.payment(payment).endToEndId());
        assertThat(only(payment).state()).isEqualTo(State.SENT);
        assertThat(only(payment).requestedName()).isEqualTo("henrik");
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENT);
        assertThat(scene.story(payment)).endsWith("recall.requested", "recall.sent");
    }

    @Test
    void onlyAReleaserWithAReasonCallsBackAndOnlyOnce() {
        UUID payment = scene.sent("702.00");
        assertThat(code(recalls.recall(Cast.CLERK, Target.payment(payment), Reason.TECH, WHY)))
                .isEqualTo(ErrorCode.CAPABILITY_MISSING);
        assertThat(code(recalls.recall(Cast.TREASURER, Target.payment(payment), Reason.TECH, " ")))
                .isEqualTo(ErrorCode.INVALID);
        assertThat(code(recalls.recall(
                        Cast.within(Cast.TREASURER, "OTHER"), Target.payment(payment), Reason.TECH, WHY)))
                .isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(code(recall(scene.released("702.50"), Reason.TECH)))
                .as("what has not left is cancelled, not called back")
                .isEqualTo(ErrorCode.WRONG_STATE);
        recall(payment, Reason.TECH);
        assertThat(code(recall(payment, Reason.TECH))).isEqualTo(ErrorCode.WRONG_STATE);
    }

    @Test
    void tenBankingDaysAfterExecutionOnlyFraudIsStillInTime() {
        UUID payment = settled("703.00");
        bookedOn(payment, scene.today().minusDays(30));
        Result late = recall(payment, Reason.DUPL);
        assertThat(code(late)).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(((Result.Refused) late).why()).contains("ended on").contains("recalls@1#row-1");
        assertThat(recalls.of(Cast.CLERK, payment)).isEmpty();
        assertThat(recall(payment, Reason.FRAD)).isInstanceOf(Result.Requested.class);
        assertThat(only(payment).windowUntil())
                .isEqualTo(scene.today().minusDays(30).plusMonths(13));
    }

    @Test
    void fraudFreezesTheBeneficiaryAtOnceAndSaysSoIfItIsNobodyWeKnow() {
        scene.supplier("fraud-supplier", "DE02120300000000202051", true, null);
        UUID payment = scene.sent("704.00");
        UUID waiting = scene.approved("704.50");
        for (UUID id : List.of(payment, waiting)) {
            jdbc.sql("""
                            update payments.payment set creditor_party =
                                (select id from payments.party where erp_id = 'fraud-supplier') where id = :id
                            """).param("id", id).update();
        }
        assertThat(recall(payment, Reason.FRAD)).isEqualTo(new Result.Requested(1, 0, 1, 0));
        assertThat(scene.state(waiting)).isEqualTo(PaymentState.HELD);
        scene.workAll();
        assertThat(only(payment).state())
                .as("the freeze stops payments, not the recall")
                .isEqualTo(State.SENT);

        UUID unknown = scene.sent("705.00");
        jdbc.sql("update payments.payment set creditor_party = null where id = :id")
                .param("id", unknown)
                .update();
        assertThat(recall(unknown, Reason.FRAD)).isEqualTo(new Result.Requested(1, 0, 0, 1));
    }

    @Test
    void agreedIsAPromiseAndOnlyMoneyReverses() {
        UUID payment = settled("706.00");
        recallAndSend(payment);
        assertThat(answer(payment, Outcome.AGREED, null)).isEqualTo(new Applied(1, 0, 0, 0));
        assertThat(only(payment).state()).isEqualTo(State.ACCEPTED);
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SETTLED);

        assertThat(answer(payment, Outcome.RETURNED, "701.00")).isEqualTo(new Applied(1, 0, 0, 0));
        assertThat(only(payment).state()).isEqualTo(State.RETURNED);
        assertThat(scene.payment(payment).state()).isEqualTo(PaymentState.REVERSED);
        assertThat(scene.payment(payment).reasonText()).contains("701.00 of 706");
        assertThat(kinds(payment)).containsExactly("RETURNED");
    }

    @Test
    void theSameAnswerAgainChangesNothingAndARefusalAfterTheMoneyIsLookedAt() {
        UUID payment = settled("707.00");
        recallAndSend(payment);
        answer(payment, Outcome.RETURNED, "707.00");
        assertThat(answer(payment, Outcome.RETURNED, "707.00")).isEqualTo(new Applied(0, 1, 0, 0));
        assertThat(answer(payment, Outcome.REFUSED, null)).isEqualTo(new Applied(0, 0, 1, 0));
        assertThat(only(payment).state()).isEqualTo(State.RETURNED);
        assertThat(scene.state(payment)).isEqualTo(PaymentState.REVERSED);
        assertThat(kinds(payment)).contains("REPLY_CONTRADICTS");
    }

    @Test
    void moreMoneyThanWasPaidIsNoReturnOfIt() {
        UUID payment = settled("708.00");
        recallAndSend(payment);
        assertThat(answer(payment, Outcome.RETURNED, "7080.00")).isEqualTo(new Applied(0, 0, 1, 0));
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SETTLED);
    }

    @Test
    void aRefusalKeepsItsReasonOpensACaseAndLetsAnotherReasonBeTried() {
        UUID payment = settled("709.00");
        recallAndSend(payment);
        answer(payment, Outcome.REFUSED, null);
        assertThat(only(payment).state()).isEqualTo(State.REFUSED);
        assertThat(only(payment).answerCode()).isEqualTo("CUST");
        assertThat(kinds(payment)).containsExactly("RECALL_REFUSED");
        assertThat(recall(payment, Reason.FRAD)).isInstanceOf(Result.Requested.class);
    }

    @Test
    void whatIsNotDecidedStaysOpenAndAnAnswerOfAnotherBankMatchesNothing() {
        UUID payment = settled("710.00");
        recallAndSend(payment);
        assertThat(answer(payment, Outcome.UNDECIDED, null)).isEqualTo(new Applied(1, 0, 0, 0));
        assertThat(only(payment).state()).isEqualTo(State.SENT);
        assertThat(answers.apply("other-bank", "B-1", List.of(said(payment, Outcome.AGREED, null)), bankCause()))
                .isEqualTo(new Applied(0, 0, 0, 1));
    }

    @Test
    void aBookedReturnEndsTheRecallAsWell() {
        UUID payment = settled("711.00");
        recallAndSend(payment);
        settlements.giveBack(
                List.of(new Settlements.Return(payment, scene.today(), "231/7", "FOCR", null)), bankCause());
        assertThat(only(payment).state()).isEqualTo(State.RETURNED);
        assertThat(scene.state(payment)).isEqualTo(PaymentState.REVERSED);
    }

    @Test
    void aReturnOfWhatTheStatementHasNotBookedYetWaitsForTheStatement() {
        UUID payment = scene.sent("712.00");
        recallAndSend(payment);
        answer(payment, Outcome.RETURNED, "712.00");
        assertThat(only(payment).state()).isEqualTo(State.ACCEPTED);
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENT);
    }

    @Test
    void noAnswerInTimeIsACaseThatTheAnswerCloses() {
        UUID payment = settled("713.00");
        recallAndSend(payment);
        scene.clock().pass(Duration.ofDays(22));
        scene.workAll();
        assertThat(only(payment).overdue()).isTrue();
        assertThat(kinds(payment)).contains("RECALL_UNANSWERED");
        answer(payment, Outcome.AGREED, null);
        assertThat(openKinds(payment)).doesNotContain("RECALL_UNANSWERED");
    }

    @Test
    void aHandoverInDoubtIsACaseAndTheRecallIsNotSentAgain() {
        UUID payment = scene.sent("714.00");
        bank.files.clear();
        bank.answers.add(new BankRail.Handover.Doubt("The line broke"));
        recall(payment, Reason.DUPL);
        scene.workAll();
        scene.clock().pass(Duration.ofMinutes(10));
        scene.workAll();
        assertThat(bank.files).isEmpty();
        assertThat(only(payment).state()).isEqualTo(State.REQUESTED);
        assertThat(kinds(payment)).contains("RECALL_UNANSWERED");

        bank.presence = BankRail.Presence.SEEN;
        scene.clock().pass(Duration.ofMinutes(10));
        scene.workAll();
        assertThat(only(payment).state()).isEqualTo(State.SENT);
    }

    @Test
    void ofARunWhatCanBeIsCalledBackByTheWorkersInOneMessageForEachFile() {
        UUID late = settled("718.00");
        bookedOn(late, scene.today().minusDays(30));
        UUID left = scene.approved("717.00");
        UUID first = settled("715.00");
        UUID second = settled("716.00");
        UUID run = runOf(first, second, left, late);
        bank.files.clear();

        Recalls.Preview preview = recalls.preview(Cast.TREASURER, Target.run(run), Reason.TECH);
        assertThat(preview.recallable()).isEqualTo(2);
        assertThat(preview.sums()).containsExactly(new Views.CurrencySum("EUR", 2, new BigDecimal("1431.00")));
        assertThat(preview.left())
                .containsExactlyInAnyOrder(
                        new Recalls.LeftBehind(Recalls.WhyNot.NOT_LEFT, 1),
                        new Recalls.LeftBehind(Recalls.WhyNot.TOO_LATE, 1));
        assertThat(recalls.preview(Cast.TREASURER, Target.run(run), Reason.FRAD).recallable())
                .isEqualTo(3);

        Result started = recalls.recall(Cast.TREASURER, Target.run(run), Reason.TECH, WHY);
        assertThat(started).isInstanceOf(Result.Started.class);
        assertThat(recalls.of(Cast.CLERK, first))
                .as("nothing is done in the request")
                .isEmpty();
        assertThat(code(recalls.recall(Cast.TREASURER, Target.run(run), Reason.TECH, WHY)))
                .isEqualTo(ErrorCode.CHANGED);

        scene.workAll();
        assertThat(bank.files).hasSize(2);
        assertThat(recalls.ofRun(Cast.CLERK, run)).singleElement().satisfies(done -> {
            assertThat(done.doneAt()).isNotNull();
            assertThat(done.recalled()).isEqualTo(2);
            assertThat(done.recallable()).isEqualTo(2);
            assertThat(done.leftBehind()).isEqualTo(2);
            assertThat(done.requestedName()).isEqualTo("henrik");
        });
        assertThat(only(first).requestedName()).isEqualTo("henrik");
        assertThat(recalls.of(Cast.CLERK, late)).isEmpty();
        assertThat(code(recalls.recall(Cast.TREASURER, Target.run(run), Reason.TECH, WHY)))
                .isEqualTo(ErrorCode.NOTHING_TO_DO);
        answer(first, Outcome.REFUSED, null);
        assertThat(recalls.statesInRun(Cast.CLERK, run)).isEqualTo(Map.of(State.REFUSED, 1, State.SENT, 1));
    }

    @Test
    void aRunIsCalledBackOnlyAsFarAsTheOneWhoAsksMaySee() {
        UUID payment = scene.sent("719.00");
        UUID run = runOf(payment);
        assertThat(code(recalls.recall(Cast.within(Cast.TREASURER, "OTHER"), Target.run(run), Reason.TECH, WHY)))
                .isEqualTo(ErrorCode.NOTHING_TO_DO);
    }

    @Test
    void whatTheBankCancelsBeforeItsExecutionEndsRejectedAndFreesItsInvoices() {
        UUID payment = scene.sent("720.00");
        executedIn(payment, 2);
        recallAndSend(payment);
        assertThat(cancelled(payment)).isEqualTo(new Applied(1, 0, 0, 0));
        assertThat(only(payment).state()).isEqualTo(State.CANCELLED);
        assertThat(scene.state(payment)).isEqualTo(PaymentState.REJECTED);
        assertThat(scene.payment(payment).reasonCode()).isEqualTo("CNCL");
        assertThat(scene.story(payment)).contains("recall.cancelled", "payment.rejected");
        assertThat(jdbc.sql("select count(*)::int from payments.claim where payment_id = :id")
                        .param("id", payment)
                        .query(Integer.class)
                        .single())
                .as("a person may pay the bill again")
                .isZero();

        assertThat(cancelled(payment)).isEqualTo(new Applied(0, 1, 0, 0));
        assertThat(answer(payment, Outcome.RETURNED, "720.00")).isEqualTo(new Applied(0, 0, 1, 0));
        assertThat(scene.state(payment)).isEqualTo(PaymentState.REJECTED);
    }

    @Test
    void onTheDayOfItsExecutionACancellationIsAPromiseAndTheStatementDecides() {
        UUID payment = scene.sent("721.00");
        executedIn(payment, 0);
        recallAndSend(payment);
        cancelled(payment);
        assertThat(only(payment).state()).isEqualTo(State.ACCEPTED);
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENT);
    }

    @Test
    void theRowThatSetTheWindowIsOnRecord() {
        UUID payment = scene.sent("722.00");
        recall(payment, Reason.DUPL);
        assertThat(jdbc.sql("""
                        select policy from governance.audit_entry where act = 'recall.requested' and subject = :id
                        """)
                        .param("id", only(payment).id().toString())
                        .query(String.class)
                        .single())
                .isEqualTo("recalls@1#row-1");
    }

    private UUID runOf(UUID... payments) {
        UUID run = UUID.randomUUID();
        jdbc.sql("""
                        insert into payments.run (id, reference, name, kind, initiated_by, initiated_name, source,
                                                  correlation_id, created_at)
                        select cast(:run as uuid), 'RUN-T-' || :run, 'Recalled run', kind, initiated_by, initiated_name,
                               'API', correlation_id, created_at
                        from payments.payment where id = :one
                        """).param("run", run.toString()).param("one", payments[0]).update();
        jdbc.sql("update payments.payment set run_id = :run where id = any (cast(:ids as uuid[]))")
                .param("run", run)
                .param("ids", List.of(payments).stream().map(UUID::toString).toArray(String[]::new))
                .update();
        return run;
    }

    private void executedIn(UUID payment, int days) {
        jdbc.sql("""
                        update payments.bank_file set execution_on = :day
                        where id = (select file_id from payments.payment where id = :id)
                        """)
                .param("day", scene.today().plusDays(days))
                .param("id", payment)
                .update();
    }

    private Applied cancelled(UUID payment) {
        Answer answer = new Answer(
                Outcome.AGREED,
                null,
                null,
                scene.payment(payment).endToEndId(),
                null,
                "CNCL",
                null,
                null,
                null,
                null,
                null);
        return answers.apply(StubBank.CONNECTION, "B-" + UUID.randomUUID(), List.of(answer), bankCause());
    }

    private Result recall(UUID payment, Reason reason) {
        return recalls.recall(Cast.TREASURER, Target.payment(payment), reason, WHY);
    }

    private void recallAndSend(UUID payment) {
        assertThat(recall(payment, Reason.DUPL)).isInstanceOf(Result.Requested.class);
        scene.workAll();
        assertThat(only(payment).state()).isEqualTo(State.SENT);
    }

    private UUID settled(String amount) {
        UUID payment = scene.sent(amount);
        settlements.book(List.of(new Settlements.Booking(payment, scene.today(), "229/1", null, false)), bankCause());
        return payment;
    }

    private void bookedOn(UUID payment, LocalDate day) {
        jdbc.sql("update payments.payment set settled_on = :day, value_on = null where id = :id")
                .param("day", day)
                .param("id", payment)
                .update();
    }

    private Applied answer(UUID payment, Outcome outcome, @Nullable String amount) {
        return answers.apply(
                StubBank.CONNECTION, "B-" + UUID.randomUUID(), List.of(said(payment, outcome, amount)), bankCause());
    }

    private Answer said(UUID payment, Outcome outcome, @Nullable String amount) {
        return new Answer(
                outcome,
                null,
                null,
                scene.payment(payment).endToEndId(),
                null,
                outcome.name(),
                outcome == Outcome.REFUSED ? "CUST" : null,
                null,
                amount == null ? null : new BigDecimal(amount),
                amount == null ? null : "EUR",
                null);
    }

    private Recalls.View only(UUID payment) {
        return recalls.of(Cast.CLERK, payment).getFirst();
    }

    private List<String> kinds(UUID payment) {
        return cases.ofPayment(EVERY_QUEUE, payment).stream()
                .map(CaseView::kind)
                .toList();
    }

    private List<String> openKinds(UUID payment) {
        return cases.ofPayment(EVERY_QUEUE, payment).stream()
                .filter(view -> view.state() != CaseState.RESOLVED)
                .map(CaseView::kind)
                .toList();
    }

    private static Cause bankCause() {
        return Cause.system("bank", new UUID(0, 7));
    }

    private static ErrorCode code(Result result) {
        assertThat(result).isInstanceOf(Result.Refused.class);
        return ((Result.Refused) result).code();
    }
}
