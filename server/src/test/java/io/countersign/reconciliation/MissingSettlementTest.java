package io.countersign.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.payments.Trouble;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.SentPayments.Batch;
import io.countersign.reconciliation.TestStatement.Says;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What the bank accepted and no statement shows. */
@CountersignTest
class MissingSettlementTest {

    private static final Caller TOMAS = new Caller(
            new Cause(new Actor(Actor.Kind.HUMAN, "tomas", "tomas"), "c-tomas", null, null),
            Set.of(Capability.RECONCILIATION_WORK, Capability.PAYMENTS_READ),
            Set.of("reconciliation-clerk"),
            Set.of());

    @Autowired
    Statements statements;

    @Autowired
    Breaks breaks;

    @Autowired
    BreakEvidence evidence;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    Clock clock;

    @Autowired
    JdbcClient jdbc;

    private SentPayments payments;

    @BeforeEach
    void fixture() {
        payments = new SentPayments(jdbc);
    }

    @Test
    void anAcceptedPaymentThatIsNotBookedIsOneBreakUntilItIs() {
        Batch batch = payments.in("ACCEPTED", 2);
        ingest(TestStatement.of(batch.account()).debit("2.00", Says.endToEnd(batch.endToEndId(1))));
        overdue(batch);

        Breaks.View missing = open(batch).getFirst();
        assertThat(open(batch)).hasSize(1);
        assertThat(missing.kind()).isEqualTo(BreakKind.SETTLEMENT_MISSING);
        assertThat(missing.paymentId()).isEqualTo(payments.id(batch, 2));
        assertThat(missing.amount()).isEqualByComparingTo("3.00");
        assertThat(missing.detail()).contains("Ordered for 2026-11-20", "no statement shows it");
        BreakEvidence.Found known = evidence.of(TOMAS, missing);
        assertThat(known.payment())
                .isNotNull()
                .satisfies(p -> assertThat(p.endToEndId()).isEqualTo(batch.endToEndId(2)));
        assertThat(known.statement()).isNotNull();

        overdue(batch);
        assertThat(open(batch)).hasSize(1);

        ingest(new TestStatement(batch.account(), "2", TestStatement.DAY.plusDays(3), null)
                .debit("3.00", Says.endToEnd(batch.endToEndId(2))));
        assertThat(open(batch)).isEmpty();
        assertThat(breaks.find(TOMAS, missing.id()))
                .hasValueSatisfying(over -> assertThat(over.resolution()).isEqualTo("OVER_BY_ITSELF"));
    }

    @Test
    void whatWasBookedOtherwiseThanOrderedIsNotMissing() {
        Batch single = payments.in("ACCEPTED", 1);
        ingest(TestStatement.of(single.account()).debit("302.00", Says.endToEnd(single.endToEndId(1))));
        overdue(single);
        assertThat(open(single)).extracting(Breaks.View::kind).containsExactly(BreakKind.AMOUNT_OVER);

        Batch file = payments.in("ACCEPTED", 3);
        ingest(TestStatement.of(file.account()).total("6.00", file.messageId()));
        overdue(file);
        Breaks.View total = open(file).getFirst();
        assertThat(open(file)).extracting(Breaks.View::kind).containsExactly(BreakKind.BATCH_DIFFERS);
        BreakEvidence.Found known = evidence.of(TOMAS, total);
        assertThat(known.file()).isEqualTo(new BreakEvidence.OrderedFile(file.messageId(), 3, file.total(), "EUR"));
        assertThat(known.alike())
                .as("the payment that is exactly the difference")
                .extracting(BreakEvidence.Payment::id)
                .containsExactly(payments.id(file, 2));
    }

    @Test
    void aSalaryThatIsExactlyTheDifferenceIsForThoseWhoMaySeeSalaries() {
        Batch file = payments.in("ACCEPTED", 3);
        jdbc.sql("update payments.payment set kind = 'PAYROLL' where debtor_number = :account")
                .param("account", file.account())
                .update();
        ingest(TestStatement.of(file.account()).total("6.00", file.messageId()));
        Breaks.View total = open(file).getFirst();
        Caller officer = new Caller(
                TOMAS.cause(),
                Set.of(Capability.PAYMENTS_READ, Capability.PAYROLL_DETAILS),
                Set.of("payroll-officer"),
                Set.of());

        assertThat(evidence.of(TOMAS, total).alike()).isEmpty();
        assertThat(evidence.of(officer, total).alike())
                .extracting(BreakEvidence.Payment::id)
                .containsExactly(payments.id(file, 2));
    }

    @Test
    void whoDoesNotSeeThePayerSeesNothingOfIt() {
        Batch batch = payments.in("ACCEPTED", 1);
        overdue(batch);
        Breaks.View missing = open(batch).getFirst();
        Caller elsewhere = new Caller(
                TOMAS.cause(), Set.of(Capability.RECONCILIATION_WORK), Set.of("reconciliation-clerk"), Set.of("OTHER"));

        assertThat(breaks.find(elsewhere, missing.id())).isEmpty();
        assertThat(evidence.of(elsewhere, missing).payment()).isNull();
    }

    /** The checkpoint of the policy passes: payments tell of those that are still accepted. */
    private void overdue(Batch batch) {
        List<Trouble> troubles = jdbc.sql("""
                        select id, reference from payments.payment where debtor_number = :account and state = 'ACCEPTED'
                        """)
                .param("account", batch.account())
                .query((row, n) -> new Trouble(
                        Trouble.Kind.SETTLEMENT_OVERDUE,
                        row.getObject("id", UUID.class),
                        row.getString("reference"),
                        "REC-DE",
                        null,
                        "ACCEPTED",
                        "The payment stayed in ACCEPTED longer than policy allows",
                        "c-" + batch.prefix(),
                        clock.instant()))
                .list();
        transaction.executeWithoutResult(_ -> events.publishEvent(new Trouble.Arose(troubles)));
    }

    private void ingest(TestStatement statement) {
        statements.ingest(
                new Statements.Source("rheinbank", new UUID(0, 9), "file.xml"),
                consumer -> statement.all().forEach(consumer),
                Cause.system("bank", new UUID(0, 5)));
    }

    private List<Breaks.View> open(Batch batch) {
        return breaks.list(TOMAS, Breaks.Filter.OPEN, null, 500).items().stream()
                .filter(b -> b.account().equals(batch.account()))
                .toList();
    }
}
