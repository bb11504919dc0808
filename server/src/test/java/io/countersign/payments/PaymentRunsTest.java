package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Money;
import io.countersign.platform.CountersignTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs made of invoices and of uploads, and what the two keys of intake guard against. */
@CountersignTest
@Import(PaymentsFixture.class)
class PaymentRunsTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Runs runs;

    @Autowired
    Payments payments;

    @BeforeEach
    void entity() {
        scene.entity();
    }

    @Test
    void paysTheBillsOfOneCreditorTogetherAndNetsItsCreditNote() {
        List<UUID> invoices = imported(
                scene.bill("n1", "supplier-1", "RE-100", "100.00"),
                scene.bill("n2", "supplier-1", "RE-101", "50.00"),
                credit(scene.bill("n3", "supplier-1", "GS-7", "30.00")));
        Runs.Made.Run run = made(runs.fromInvoices(Cast.CLERK, "Week 48", invoices, scene.today()));
        assertThat(run.payments()).isEqualTo(1);
        Views.Payment payment = only(run);
        assertThat(new Money(payment.amount(), Currency.getInstance("EUR"))).isEqualTo(Money.of("120.00", "EUR"));
        assertThat(payment.remittance()).contains("RE-100", "RE-101", "GS-7");
        assertThat(scene.detail(payment.id()).invoices()).hasSize(3);
    }

    @Test
    void takesAnInvoiceOnceAndFreesItWhenThePaymentEnds() {
        List<UUID> invoices = imported(scene.bill("t1", "supplier-1", "RE-200", "100.00"));
        Runs.Made.Run run = made(runs.fromInvoices(Cast.CLERK, "First", invoices, scene.today()));
        assertThat(refused(runs.fromInvoices(Cast.CLERK, "Second", invoices, scene.today())))
                .isEqualTo(ErrorCode.INVOICE_TAKEN);
        payments.cancel(Cast.CLERK, Target.run(run.id()), "wrong week");
        assertThat(runs.fromInvoices(Cast.CLERK, "Third", invoices, scene.today()))
                .isInstanceOf(Runs.Made.Run.class);
    }

    @Test
    void theReferenceOfABillIsSentWithoutTheDecorationItIsPrintedWith() {
        MasterData.Invoice bill = scene.bill("o1", "supplier-1", "VF-1", "100.00");
        List<UUID> invoices = imported(with(bill, bill.kind(), null, "+++010/8068/17183+++"));
        Views.Payment payment = only(made(runs.fromInvoices(Cast.CLERK, "Belgian", invoices, scene.today())));
        assertThat(payment.structuredReference()).isEqualTo("010806817183");
        assertThat(payment.remittance()).isNull();
    }

    @Test
    void holdsOneOfTwoBillsThatLookLikeTheSameDocument() {
        List<UUID> invoices = imported(
                scene.bill("d1", "supplier-1", "HT-20931", "431.00"),
                scene.bill("d2", "supplier-1", "HT20931", "431.00"));
        Runs.Made.Run run = made(runs.fromInvoices(Cast.CLERK, "Doubles", invoices, scene.today()));
        assertThat(run.payments()).isEqualTo(2);
        scene.workAll();
        assertThat(paymentsOf(run))
                .extracting(Views.Payment::state)
                .containsExactlyInAnyOrder(PaymentState.VALIDATED, PaymentState.HELD);
    }

    @Test
    void refusesABlockedInvoiceAndStopsAnApprovedPaymentWhenItsInvoiceIsBlocked() {
        MasterData.Invoice bill = scene.bill("b1", "supplier-1", "RE-300", "80.00");
        List<UUID> invoices = imported(bill);
        Runs.Made.Run run = made(runs.fromInvoices(Cast.CLERK, "Before", invoices, scene.today()));
        payments.submit(Cast.CLERK, Target.run(run.id()));
        scene.approve(Cast.APPROVER, Target.run(run.id()));
        scene.master().invoices(List.of(blocked(bill)), PaymentsFixture.IMPORT);
        assertThat(only(run).state()).isEqualTo(PaymentState.HELD);

        payments.cancel(Cast.CLERK, Target.run(run.id()), "disputed");
        assertThat(refused(runs.fromInvoices(Cast.CLERK, "After", invoices, scene.today())))
                .isEqualTo(ErrorCode.INVOICE_NOT_PAYABLE);
    }

    @Test
    void tellsEveryFaultOfAnUploadWithItsLineAndStoresNothing() {
        List<Runs.Line> lines = List.of(
                good(1, scene.instruction("10.00")),
                good(2, scene.instruction("10.00", "X", "DE00000000000000000000")),
                new Runs.Line.Bad(List.of(new Fault("line 3: /amount", ErrorCode.AMOUNT_INVALID, "Not an amount"))));
        Runs.Made made = runs.fromLines(Cast.PAYROLL, header(), lines.iterator(), null);
        assertThat(made).isInstanceOf(Runs.Made.Refused.class);
        assertThat(((Runs.Made.Refused) made).faults())
                .extracting(Fault::path)
                .containsExactly("line 2: /creditorNumber", "line 3: /amount");
    }

    @Test
    void takesInAThousandPaymentsAndMovesThemAsOne() {
        Runs.Made.Run run = made(runs.fromLines(Cast.PAYROLL, header(), salaries(1_000), null));
        assertThat(payments.submit(Cast.PAYROLL, Target.run(run.id()))).isEqualTo(new ActResult.Done(1_000, 1_000, 0));
        assertThat(scene.approve(Cast.APPROVER, Target.run(run.id()))).isInstanceOf(ActResult.Done.class);
        assertThat(scene.release(Cast.TREASURER, Target.run(run.id()))).isEqualTo(new ActResult.Done(1_000, 1_000, 0));
        scene.workAll();
        assertThat(scene.queries().run(Cast.CLERK, run.id()).orElseThrow().states())
                .containsExactly(new Views.RunState(PaymentState.SENT, 1_000));
    }

    @Test
    void aReferenceGrowsWithItsNumberAndIsNeverCut() {
        assertThat(jdbc.sql("select payments.padded(123, 6) || ' ' || payments.padded(1000000, 6)")
                        .query(String.class)
                        .single())
                .isEqualTo("000123 1000000");
    }

    @Test
    void answersTheSameUploadOnceAndRefusesAnotherUnderItsKey() {
        IdempotencyKey key = new IdempotencyKey("upload-1", Hashing.hex("body"));
        Runs.Made.Run first = made(runs.fromLines(Cast.PAYROLL, header(), salaries(3), key));
        Runs.Made.Run again = made(runs.fromLines(Cast.PAYROLL, header(), salaries(3), key));
        assertThat(again).isEqualTo(new Runs.Made.Run(first.id(), first.reference(), 3, true));
        assertThat(refused(runs.fromLines(
                        Cast.PAYROLL, header(), salaries(3), new IdempotencyKey("upload-1", Hashing.hex("other")))))
                .isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH);
    }

    @Test
    void letsAKeyTryAgainAfterItsUploadWasRefused() {
        IdempotencyKey key = new IdempotencyKey("upload-2", Hashing.hex("body"));
        assertThat(refused(runs.fromLines(
                        Cast.PAYROLL, header(), List.<Runs.Line>of().iterator(), key)))
                .isEqualTo(ErrorCode.INVALID);
        assertThat(runs.fromLines(Cast.PAYROLL, header(), salaries(1), key)).isInstanceOf(Runs.Made.Run.class);
    }

    @Test
    void makesOneRowOfFiftyThreadsWithOneKey() throws Exception {
        NewPayment instruction = scene.instruction("12.34");
        IdempotencyKey key = new IdempotencyKey("single-50", Hashing.hex("body"));
        List<Intake> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
            Callable<Intake> initiate = () -> payments.initiate(Cast.PAYROLL, instruction, key);
            for (Future<Intake> answer : threads.invokeAll(Collections.nCopies(50, initiate))) {
                answers.add(answer.get());
            }
        }
        assertThat(answers).filteredOn(Intake.Accepted.class::isInstance).hasSize(1);
        UUID id = answers.stream()
                .flatMap(a -> a instanceof Intake.Accepted accepted ? Stream.of(accepted.id()) : Stream.empty())
                .findFirst()
                .orElseThrow();
        assertThat(answers)
                .filteredOn(Intake.Replayed.class::isInstance)
                .hasSize(49)
                .allMatch(a -> ((Intake.Replayed) a).id().equals(id));
    }

    @Test
    void storesManyThatComeTogetherAndRefusesOnlyTheOneThatCannotBe() throws Exception {
        List<Callable<Intake>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            NewPayment instruction = named(scene.instruction("1.%02d".formatted(i)), "E2E-" + Math.max(1, i));
            IdempotencyKey key = new IdempotencyKey("together-" + i, Hashing.hex("body " + i));
            asked.add(() -> payments.initiate(Cast.PAYROLL, instruction, key));
        }
        List<Intake> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
            for (Future<Intake> answer : threads.invokeAll(asked)) {
                answers.add(answer.get());
            }
        }
        assertThat(answers).filteredOn(Intake.Accepted.class::isInstance).hasSize(49);
        assertThat(answers)
                .filteredOn(Intake.Refused.class::isInstance)
                .singleElement()
                .satisfies(refused -> assertThat(((Intake.Refused) refused).faults())
                        .extracting(Fault::path)
                        .containsExactly("/endToEndId"));
        assertThat(answers.stream().flatMap(a -> a instanceof Intake.Accepted taken ? Stream.of(taken.id()) : null))
                .allSatisfy(id ->
                        assertThat(scene.queries().timeline(Cast.CLERK, id)).hasSize(1));
    }

    private static NewPayment named(NewPayment like, String endToEndId) {
        return new NewPayment(
                like.legalEntity(),
                like.debtorAccount(),
                like.kind(),
                like.amount(),
                like.requestedOn(),
                like.creditorName(),
                like.creditorNumber(),
                like.creditorBic(),
                like.creditorCountry(),
                like.remittance(),
                like.structuredReference(),
                like.purpose(),
                like.invoiceReference(),
                endToEndId,
                like.invoices());
    }

    @Test
    void refusesAnotherBodyUnderAUsedKey() {
        IdempotencyKey key = new IdempotencyKey("single-2", Hashing.hex("one"));
        payments.initiate(Cast.PAYROLL, scene.instruction("12.34"), key);
        Intake second = payments.initiate(
                Cast.PAYROLL, scene.instruction("99.99"), new IdempotencyKey("single-2", Hashing.hex("two")));
        assertThat(second).isInstanceOf(Intake.Refused.class);
        assertThat(((Intake.Refused) second).code()).isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH);
    }

    private Iterator<Runs.Line> salaries(int count) {
        return IntStream.rangeClosed(1, count)
                .<Runs.Line>mapToObj(i -> good(
                        i,
                        new NewPayment(
                                PaymentsFixture.ENTITY,
                                null,
                                "PAYROLL",
                                Money.of("1500.%02d".formatted(i % 100), "EUR"),
                                scene.today(),
                                "Employee " + i,
                                PaymentsFixture.CREDITOR,
                                null,
                                "DE",
                                "Salary " + i,
                                null,
                                "SALA",
                                "SAL-%s-%d".formatted(UUID.nameUUIDFromBytes(new byte[] {(byte) count}), i),
                                null,
                                List.of())))
                .iterator();
    }

    private static Runs.Line good(int line, NewPayment payment) {
        return new Runs.Line.Good("line " + line + ": ", payment);
    }

    private static RunHeader header() {
        return new RunHeader("Salaries November", "PAYROLL", "API");
    }

    private List<UUID> imported(MasterData.Invoice... invoices) {
        scene.master().invoices(List.of(invoices), PaymentsFixture.IMPORT);
        List<String> wanted = Stream.of(invoices).map(MasterData.Invoice::erpId).toList();
        return scene.queries().openInvoices(Cast.CLERK, null, null, null, 500).items().stream()
                .filter(invoice -> wanted.contains(Objects.requireNonNull(invoice.erpId())))
                .map(Views.Invoice::id)
                .toList();
    }

    private List<Views.Payment> paymentsOf(Runs.Made.Run run) {
        return scene.queries()
                .payments(Cast.CLERK, new PaymentQueries.Filter(null, null, List.of(), run.id(), null), null, 100)
                .items();
    }

    private Views.Payment only(Runs.Made.Run run) {
        List<Views.Payment> all = paymentsOf(run);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static Runs.Made.Run made(Runs.Made made) {
        assertThat(made).isInstanceOf(Runs.Made.Run.class);
        return (Runs.Made.Run) made;
    }

    private static ErrorCode refused(Runs.Made made) {
        assertThat(made).isInstanceOf(Runs.Made.Refused.class);
        return ((Runs.Made.Refused) made).code();
    }

    private static MasterData.Invoice credit(MasterData.Invoice bill) {
        return with(bill, "CREDIT_NOTE", null);
    }

    private static MasterData.Invoice blocked(MasterData.Invoice bill) {
        return with(bill, bill.kind(), "disputed");
    }

    private static MasterData.Invoice with(MasterData.Invoice bill, String kind, @Nullable String blocked) {
        return with(bill, kind, blocked, bill.paymentReference());
    }

    private static MasterData.Invoice with(
            MasterData.Invoice bill, String kind, @Nullable String blocked, @Nullable String paymentReference) {
        return new MasterData.Invoice(
                bill.erpId(),
                bill.legalEntityErpId(),
                bill.partyErpId(),
                bill.accountErpId(),
                kind,
                bill.number(),
                bill.supplierReference(),
                bill.issuedOn(),
                bill.dueOn(),
                bill.currency(),
                bill.total(),
                bill.residual(),
                paymentReference,
                blocked,
                bill.erpState());
    }
}
