package io.countersign.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.SentPayments.Batch;
import io.countersign.reconciliation.TestStatement.Says;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a new version of a statement changes, entry by entry. */
@CountersignTest
class CorrectionTest {

    private static final Caller CLERK = caller(Capability.RECONCILIATION_WORK, Capability.PAYMENTS_READ);
    private static final Caller PAYROLL_OFFICER = caller(Capability.PAYMENTS_READ, Capability.PAYROLL_DETAILS);

    @Autowired
    Statements statements;

    @Autowired
    Breaks breaks;

    @Autowired
    BreakEvidence evidence;

    @Autowired
    JdbcClient jdbc;

    private SentPayments payments;

    @BeforeEach
    void fixture() {
        payments = new SentPayments(jdbc);
    }

    @Test
    void everyEntryIsGoneOrAddedOrChangedOrTheSame() {
        Batch batch = payments.sent(3);
        ingest(opening(batch)
                .debit("2.00", Says.endToEnd(batch.endToEndId(1)))
                .debit("3.00", Says.endToEnd(batch.endToEndId(2)))
                .debit("40.00", new Says(null, null, "Rent", null))
                .debit("4.00", Says.endToEnd(batch.endToEndId(3))));
        ingest(opening(batch)
                .debit("2.00", Says.endToEnd(batch.endToEndId(1)))
                .debit("3.30", Says.endToEnd(batch.endToEndId(2)))
                .debit("40.00", new Says(null, null, "Rent of November", null)));
        Correction shorter = correction(CLERK, batch);
        assertThat(counts(shorter)).containsExactly(1, 0, 2, 1);
        assertThat(shorter.entries())
                .extracting(Correction.Entry::change)
                .containsExactly(Correction.Change.GONE, Correction.Change.CHANGED, Correction.Change.CHANGED);
        Correction.Entry gone = shorter.entries().getFirst();
        assertThat(gone.payments()).isEqualTo(1);
        assertThat(gone.now()).isNull();
        assertThat(gone.before()).isNotNull().satisfies(line -> {
            assertThat(line.amount()).isEqualByComparingTo("4.00");
            assertThat(line.paymentId()).isEqualTo(payments.id(batch, 3));
        });
        assertThat(shorter.entries().get(1).what()).containsExactly("amount");
        assertThat(shorter.entries().get(2).what()).containsExactly("remittance");
        assertThat(shorter.entries().get(2).payments()).isZero();

        ingest(opening(batch)
                .debit("2.00", Says.endToEnd(batch.endToEndId(1)))
                .debit("3.30", Says.endToEnd(batch.endToEndId(2)))
                .debit("40.00", new Says(null, null, "Rent of November", null))
                .debit("5.00", Says.nothing()));
        assertThat(counts(correction(CLERK, batch))).containsExactly(0, 1, 0, 3);
    }

    @Test
    void anEntryThatStandsElsewhereUnderAnotherReferenceOfTheBankIsTheSameOneChanged() {
        Batch batch = payments.sent(2);
        ingest(opening(batch)
                .debit("9.00", Says.nothing())
                .debit("2.00", Says.endToEnd(batch.endToEndId(1)))
                .debit("3.00", Says.endToEnd(batch.endToEndId(2))));
        ingest(opening(batch)
                .debit("2.00", Says.endToEnd(batch.endToEndId(1)))
                .debit("3.00", Says.endToEnd(batch.endToEndId(2)))
                .debit("9.00", Says.nothing())
                .debit("1.00", Says.nothing()));
        assertThat(counts(correction(CLERK, batch))).containsExactly(0, 1, 3, 0);
    }

    @Test
    void theBreakTellsItAndAnyOtherStatementHasNone() {
        Batch batch = payments.sent(1);
        ingest(opening(batch).debit("2.00", Says.endToEnd(batch.endToEndId(1))));
        assertThat(statements.correction(CLERK, latest(batch))).isEmpty();
        ingest(opening(batch).debit("2.00", Says.endToEnd(batch.endToEndId(1))).debit("7.00", Says.nothing()));
        Breaks.View corrected = breaks.list(CLERK, Breaks.Filter.OPEN, null, 500).items().stream()
                .filter(b -> b.account().equals(batch.account()) && b.kind() == BreakKind.STATEMENT_CORRECTED)
                .findFirst()
                .orElseThrow();
        assertThat(evidence.of(CLERK, corrected).correction()).isEqualTo(correction(CLERK, batch));
    }

    @Test
    void theFirstFiftyOfEachAreToldAndAllAreCounted() {
        Batch batch = payments.sent(1);
        TestStatement before = opening(batch);
        TestStatement now = opening(batch);
        for (int n = 1; n <= 130; n++) {
            before.debit("10.00", Says.nothing());
            now.debit(n > 60 ? "10.00" : "11.00", Says.nothing());
        }
        for (int n = 1; n <= 55; n++) {
            now.credit("1.00", Says.nothing());
        }
        ingest(before);
        ingest(now);
        Correction correction = correction(CLERK, batch);
        assertThat(counts(correction)).containsExactly(0, 55, 60, 70);
        assertThat(correction.entries()).hasSize(100);
        assertThat(correction.goesOn()).isTrue();
        assertThat(correction.withholds()).isFalse();
    }

    @Test
    void salariesAreCountedAndToldOnlyToThoseWhoMaySeeThem() {
        Batch batch = salaries(3);
        ingest(opening(batch)
                .debit("2.00", Says.endToEnd(batch.endToEndId(1)))
                .debit("3.00", Says.endToEnd(batch.endToEndId(2)))
                .debit("8.00", Says.nothing()));
        ingest(opening(batch).debit("2.50", Says.endToEnd(batch.endToEndId(1))));

        Correction clerk = correction(CLERK, batch);
        assertThat(counts(clerk)).containsExactly(2, 0, 1, 0);
        assertThat(clerk.entries())
                .singleElement()
                .satisfies(only -> assertThat(only.before())
                        .isNotNull()
                        .satisfies(line -> assertThat(line.amount()).isEqualByComparingTo("8.00")));
        assertThat(clerk.withholds()).isTrue();
        assertThat(correction(PAYROLL_OFFICER, batch).entries()).hasSize(3);
    }

    @Test
    void aSalaryThatTheBankBookedOtherwiseOrTellsAgainIsNoPublicLine() {
        Batch batch = salaries(2);
        ingest(opening(batch).debit("2.50", Says.endToEnd(batch.endToEndId(1))));
        assertThat(lines(CLERK, batch)).isEmpty();
        ingest(opening(batch)
                .debit("2.50", Says.endToEnd(batch.endToEndId(1)))
                .debit("3.00", Says.endToEnd(batch.endToEndId(2))));
        assertThat(lines(CLERK, batch)).isEmpty();
        assertThat(lines(PAYROLL_OFFICER, batch)).hasSize(2);
        assertThat(statements.showsText(CLERK, latest(batch))).isFalse();
    }

    private Batch salaries(int payments) {
        Batch batch = this.payments.sent(payments);
        jdbc.sql("update payments.payment set kind = 'PAYROLL' where debtor_number = :account")
                .param("account", batch.account())
                .update();
        return batch;
    }

    private static TestStatement opening(Batch batch) {
        return new TestStatement(batch.account(), "1", TestStatement.DAY, "1000.00");
    }

    private Correction correction(Caller caller, Batch batch) {
        return statements.correction(caller, latest(batch)).orElseThrow();
    }

    private static List<Integer> counts(Correction correction) {
        return List.of(correction.gone(), correction.added(), correction.changed(), correction.same());
    }

    private List<Statements.Line> lines(Caller caller, Batch batch) {
        return statements.lines(caller, latest(batch), null, 10).items();
    }

    private UUID latest(Batch batch) {
        return statements
                .list(CLERK, new Statements.Filter(batch.account(), null, null, null), null, 1)
                .items()
                .getFirst()
                .id();
    }

    private void ingest(TestStatement statement) {
        statements.ingest(
                new Statements.Source("rheinbank", new UUID(0, 9), "file.xml"),
                consumer -> statement.all().forEach(consumer),
                Cause.system("bank", new UUID(0, 5)));
    }

    private static Caller caller(Capability... capabilities) {
        return new Caller(
                new Cause(new Actor(Actor.Kind.HUMAN, "tomas", "Tomas"), "c-tomas", null, null),
                Set.of(capabilities),
                Set.of("reconciliation-clerk"),
                Set.of());
    }
}
