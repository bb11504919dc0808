package io.countersign.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.controls.policy.PolicyFile;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.payments.Trouble;
import io.countersign.platform.CountersignTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@CountersignTest
class CasesTest {

    private static final Caller CLERK = caller("jana", Set.of(Capability.CASES_BUSINESS), Set.of("clerk"), Set.of());
    private static final Caller OPERATOR =
            caller("olga", Set.of(Capability.CASES_TECHNICAL), Set.of("operator"), Set.of());
    private static final Caller TREASURER =
            caller("henrik", Set.of(Capability.PAYMENTS_RELEASE), Set.of("treasurer"), Set.of());

    @Autowired
    private Cases cases;

    @Autowired
    private CaseFollower follower;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Clock clock;

    @Test
    void aTroubleOpensACaseInTheSameTransaction() {
        Trouble held = aTrouble(Trouble.Kind.HELD, "DUPLICATE", "AO-DE");
        inTransaction(() -> events.publishEvent(new Trouble.Arose(List.of(held))));
        CaseView opened = only(CLERK, held);
        assertThat(opened.number()).matches("BC-\\d{4,}");
        assertThat(opened.title()).isEqualTo("Possible duplicate invoice");
        assertThat(opened.owner()).isEqualTo("clerk");
        assertThat(Duration.between(opened.openedAt(), opened.dueAt()))
                .isCloseTo(Duration.ofHours(24), Duration.ofSeconds(30));
        assertThat(opened.policy()).startsWith("cases@1#row-1");
        assertThat(opened.actions())
                .containsExactly(CaseAction.LIFT_HOLD, CaseAction.REJECT_PAYMENT, CaseAction.CANCEL_PAYMENT);
        assertThat(recorded(opened.id())).containsExactly("case.opened:1");
    }

    @Test
    void aTroubleThatIsRolledBackLeavesNoCase() {
        Trouble held = aTrouble(Trouble.Kind.HELD, "DUPLICATE", "AO-DE");
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            events.publishEvent(new Trouble.Arose(List.of(held)));
            status.setRollbackOnly();
        });
        assertThat(cases.ofPayment(CLERK, held.paymentId())).isEmpty();
    }

    @Test
    void tenThousandTroublesOpenTenThousandCases() {
        List<Trouble> many = IntStream.range(0, 10_000)
                .mapToObj(i -> aTrouble(Trouble.Kind.HELD, "ACCOUNT_UNTRUSTED", "AO-BULK"))
                .toList();
        inTransaction(() -> events.publishEvent(new Trouble.Arose(many)));
        Caller bulk = caller("bulk", Set.of(Capability.CASES_BUSINESS), Set.of("clerk"), Set.of("AO-BULK"));
        assertThat(cases.counts(bulk, CaseQueue.BUSINESS, Instant.EPOCH).open()).isGreaterThanOrEqualTo(10_000);
        List<UUID> read = new ArrayList<>();
        Cases.Filter filter = new Cases.Filter(CaseQueue.BUSINESS, List.of(), null, null, "AO-BULK", null, null);
        CaseView.Page page = cases.list(bulk, filter, null, 500);
        while (true) {
            page.cases().forEach(one -> read.add(one.id()));
            if (page.next() == null) {
                break;
            }
            page = cases.list(bulk, filter, page.next(), 500);
        }
        assertThat(read).hasSize(10_000).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            HELD,              BUSINESS,  clerk
            REJECTED_BY_BANK,  BUSINESS,  clerk
            RETURNED,          BUSINESS,  clerk
            APPROVAL_OVERDUE,  BUSINESS,  treasurer
            SETTLEMENT_OVERDUE,BUSINESS,  reconciliation-clerk
            UNKNOWN_OUTCOME,   TECHNICAL, treasurer
            REPLY_OVERDUE,     TECHNICAL, operator
            FILE_NOT_WRITABLE, TECHNICAL, operator
            FILE_NOT_SENT,     TECHNICAL, operator
            REPLY_CONTRADICTS, TECHNICAL, operator
            RECALL_REFUSED,    BUSINESS,  treasurer
            RECALL_UNANSWERED, BUSINESS,  treasurer
            """)
    void everyKindHasItsQueueAndItsOwner(Trouble.Kind kind, CaseQueue queue, String owner) {
        Trouble trouble = aTrouble(kind, "AC01", "AO-DE");
        inTransaction(() -> events.publishEvent(new Trouble.Arose(List.of(trouble))));
        Caller worker = caller("any", Set.of(queue.capability()), Set.of(), Set.of());
        CaseView opened = only(worker, trouble);
        assertThat(opened.queue()).isEqualTo(queue);
        assertThat(opened.owner()).isEqualTo(owner);
        assertThat(opened.actions()).isNotEmpty();
        CaseQueue other = queue == CaseQueue.BUSINESS ? CaseQueue.TECHNICAL : CaseQueue.BUSINESS;
        Caller stranger = caller("any", Set.of(other.capability()), Set.of(), Set.of());
        assertThat(cases.ofPayment(stranger, trouble.paymentId())).isEmpty();
    }

    @Test
    void aRepeatedOutageIsOneCaseUntilItIsOver() {
        String key = "bank/" + UUID.randomUUID();
        NewCase down = NewCase.technical(key, "BANK_DOWN", "rheinbank", "Rheinbank does not answer", "Timed out");
        UUID first = cases.open(down, OPERATOR.cause());
        UUID second = cases.open(down, OPERATOR.cause());
        assertThat(second).isEqualTo(first);
        CaseView.Detail detail = cases.find(OPERATOR, first.toString()).orElseThrow();
        assertThat(detail.view().occurrences()).isEqualTo(2);
        assertThat(recorded(first)).containsExactly("case.opened:1");
        assertThat(cases.over(key, "It answers again", OPERATOR.cause())).isTrue();
        assertThat(cases.over(key, "It answers again", OPERATOR.cause())).isFalse();
        assertThat(cases.open(down, OPERATOR.cause())).isNotEqualTo(first);
    }

    @Test
    void aCaseIsTakenNotedAndClosedOnTheRecord() {
        CaseView view = aTechnicalCase("FILE_QUARANTINED");
        assertThat(cases.take(OPERATOR, view.id())).isInstanceOfSatisfying(CaseResult.Done.class, done -> {
            assertThat(done.view().state()).isEqualTo(CaseState.IN_PROGRESS);
            assertThat(done.view().takenBy()).isEqualTo("olga");
        });
        cases.note(OPERATOR, view.id(), "Called the bank");
        assertThat(cases.resolve(OPERATOR, view.id(), CaseAction.CLOSE, "The bank sent it again"))
                .isInstanceOfSatisfying(CaseResult.Done.class, done -> {
                    assertThat(done.view().state()).isEqualTo(CaseState.RESOLVED);
                    assertThat(done.view().resolvedBy()).isEqualTo("olga");
                    assertThat(done.view().resolvedWhy()).isEqualTo("The bank sent it again");
                    assertThat(done.view().actions()).isEmpty();
                });
        assertThat(cases.find(OPERATOR, view.number()).orElseThrow().notes())
                .extracting(CaseView.Note::text)
                .containsExactly("Called the bank");
        assertThat(recorded(view.id()))
                .containsExactly("case.opened:1", "case.taken:2", "case.noted:3", "case.resolved:4");
        assertThat(cases.take(OPERATOR, view.id()))
                .isInstanceOfSatisfying(
                        CaseResult.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CHANGED));
    }

    @Test
    void refusesWhatIsNotAllowed() {
        CaseView view = aTechnicalCase("BANK_DOWN");
        assertThat(code(cases.resolve(CLERK, view.id(), CaseAction.CLOSE, "why")))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(cases.take(CLERK, view.id()))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(cases.resolve(OPERATOR, view.id(), CaseAction.CLOSE, "  ")))
                .isEqualTo(ErrorCode.INVALID);
        assertThat(code(cases.resolve(OPERATOR, view.id(), CaseAction.LIFT_HOLD, "why")))
                .isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(code(cases.note(OPERATOR, UUID.randomUUID(), "text"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThatThrownBy(() -> cases.list(OPERATOR, Cases.Filter.waiting(CaseQueue.TECHNICAL), "nonsense", 10))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAYEE_CLOSE_MATCH", "PAYEE_NO_MATCH", "FROZEN", "ACCOUNT_UNTRUSTED"})
    void aHoldIsToldInWords(String reason) {
        assertThat(CaseKinds.title(aTrouble(Trouble.Kind.HELD, reason, "AO-DE")))
                .doesNotContain(reason);
    }

    @Test
    void aHeldPaymentAndAnUnknownOutcomeCannotJustBeClosed() {
        assertThat(CaseKinds.actions("HELD", UUID.randomUUID())).doesNotContain(CaseAction.CLOSE);
        assertThat(CaseKinds.actions("UNKNOWN_OUTCOME", null)).doesNotContain(CaseAction.CLOSE);
    }

    @Test
    void aTreasurerSeesTheUnknownOutcomesTheyDecideAndNothingElseOfTheQueue() {
        Trouble unknown = aTrouble(Trouble.Kind.UNKNOWN_OUTCOME, "UNKNOWN", "AO-DE");
        inTransaction(() -> events.publishEvent(new Trouble.Arose(List.of(unknown))));
        assertThat(only(TREASURER, unknown).actions())
                .containsExactly(CaseAction.OVERRIDE_SENT, CaseAction.OVERRIDE_RESEND);
        CaseView outage = aTechnicalCase("BANK_DOWN");
        assertThat(cases.find(TREASURER, outage.number())).isEmpty();
    }

    @Test
    void nobodySeesCasesOfLegalEntitiesOutsideTheirScope() {
        Trouble held = aTrouble(Trouble.Kind.HELD, "DUPLICATE", "AO-FR");
        inTransaction(() -> events.publishEvent(new Trouble.Arose(List.of(held))));
        Caller narrow = caller("narrow", Set.of(Capability.CASES_BUSINESS), Set.of("clerk"), Set.of("AO-DE"));
        assertThat(cases.ofPayment(narrow, held.paymentId())).isEmpty();
        assertThat(cases.ofPayment(CLERK, held.paymentId())).hasSize(1);
    }

    @Test
    void aTroubleThatIsOverClosesItsCase() {
        Trouble unknown = aTrouble(Trouble.Kind.UNKNOWN_OUTCOME, "UNKNOWN", "AO-DE");
        inTransaction(() -> events.publishEvent(new Trouble.Arose(List.of(unknown))));
        inTransaction(() -> events.publishEvent(
                new Trouble.Over(Trouble.Kind.UNKNOWN_OUTCOME, List.of(unknown.paymentId()), "The bank answered")));
        CaseView closed = only(OPERATOR, unknown);
        assertThat(closed.state()).isEqualTo(CaseState.RESOLVED);
        assertThat(closed.resolution()).isEqualTo("OVER");
        assertThat(closed.resolvedWhy()).isEqualTo("The bank answered");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            APPROVAL_OVERDUE, payment.approval-given, false
            APPROVAL_OVERDUE, payment.approved,       true
            APPROVAL_OVERDUE, payment.cancelled,      true
            REPLY_OVERDUE,    payment.accepted,       true
            HELD,             payment.overdue,        false
            HELD,             payment.cancelled,      true
            UNKNOWN_OUTCOME,  payment.override-proposed, false
            UNKNOWN_OUTCOME,  payment.settled,        true
            REJECTED_BY_BANK, payment.cancelled,      false
            """)
    void aCaseOfAPaymentThatHasGoneOnClosesByItself(Trouble.Kind kind, String event, boolean closes) {
        Trouble trouble = aTrouble(kind, "X", "AO-DE");
        inTransaction(() -> events.publishEvent(new Trouble.Arose(List.of(trouble))));
        jdbc.sql("""
                        insert into governance.event (at, type, subject, sequence, legal_entity, correlation_id, actor, data)
                        values (cast(:at as timestamptz), :type, :subject, 2, 'AO-DE', 'c-1', 'jana', '{}')
                        """)
                .param("at", clock.instant().plusSeconds(5).toString())
                .param("type", event)
                .param("subject", trouble.paymentId().toString())
                .update();
        follower.follow();
        Caller worker = caller("any", Set.of(CaseKinds.queue(kind).capability()), Set.of(), Set.of());
        assertThat(only(worker, trouble).state() == CaseState.RESOLVED).isEqualTo(closes);
    }

    @Test
    void aRefusedPolicyFileIsATechnicalCaseUntilItIsMended() {
        String file = "timing-" + UUID.randomUUID() + ".yaml";
        Fault fault = new Fault("line 3, column 5", ErrorCode.POLICY_BROKEN, "there is no role \"boss\"");
        inTransaction(() -> events.publishEvent(new PolicyFile.Refused(file, List.of(fault))));
        CaseView opened = byText(OPERATOR, file);
        assertThat(opened.detail()).contains("line 3, column 5: there is no role \"boss\"");
        assertThat(opened.owner()).isEqualTo("policy-owner");
        inTransaction(() -> events.publishEvent(new PolicyFile.Unchanged(file)));
        assertThat(cases.find(OPERATOR, opened.number()).orElseThrow().view().state())
                .isEqualTo(CaseState.RESOLVED);
    }

    @Test
    void theApplicationCannotDeleteACase() {
        aTechnicalCase("BANK_DOWN");
        assertThatThrownBy(() -> jdbc.sql("delete from cases.record").update())
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbc.sql("update cases.note set text = ''").update())
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    private CaseView aTechnicalCase(String kind) {
        String key = kind + "/" + UUID.randomUUID();
        UUID id = cases.open(NewCase.technical(key, kind, key, "Trouble", "What happened"), OPERATOR.cause());
        return cases.find(OPERATOR, id.toString()).orElseThrow().view();
    }

    private CaseView only(Caller caller, Trouble trouble) {
        List<CaseView> found = cases.ofPayment(caller, trouble.paymentId());
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private CaseView byText(Caller caller, String text) {
        Cases.Filter filter = new Cases.Filter(CaseQueue.TECHNICAL, List.of(), null, null, null, null, text);
        return Objects.requireNonNull(
                cases.list(caller, filter, null, 10).cases().getFirst());
    }

    private List<String> recorded(UUID id) {
        return jdbc.sql("""
                        select e.type || ':' || e.sequence from governance.event e
                        join governance.audit_entry a on a.subject = e.subject and a.sequence = e.sequence and a.act = e.type
                        where e.subject = :id order by e.sequence
                        """).param("id", id.toString()).query(String.class).list();
    }

    private void inTransaction(Runnable work) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> work.run());
    }

    private static @Nullable ErrorCode code(CaseResult result) {
        return result instanceof CaseResult.Refused refused ? refused.code() : null;
    }

    private Trouble aTrouble(Trouble.Kind kind, String reason, String legalEntity) {
        UUID payment = UUID.randomUUID();
        String reference = "PAY-26-" + payment.toString().substring(0, 6);
        UUID hold = kind == Trouble.Kind.HELD ? UUID.randomUUID() : null;
        return new Trouble(kind, payment, reference, legalEntity, hold, reason, "Detail", "c-7", clock.instant());
    }

    private static Caller caller(
            String id, Set<Capability> capabilities, Set<String> roles, Set<String> legalEntities) {
        Actor actor = new Actor(Actor.Kind.HUMAN, id, id);
        return new Caller(new Cause(actor, "c-1", null, null), capabilities, roles, legalEntities);
    }
}
