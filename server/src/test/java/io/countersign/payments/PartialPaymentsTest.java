package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.platform.CountersignTest;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
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
import org.springframework.transaction.support.TransactionTemplate;

/** Bills that are paid in parts, by choice: what is counted is amounts. */
@CountersignTest
@Import(PaymentsFixture.class)
class PartialPaymentsTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Runs runs;

    @Autowired
    Payments payments;

    @Autowired
    TransactionTemplate transaction;

    @BeforeEach
    void entity() {
        scene.entity();
    }

    @Test
    void paysAPartAndLeavesTheRestOpen() {
        UUID bill = bill("pp1", "RE-1", "100.00");
        Views.Payment payment = only(made(pay(bill, "60.00")));
        assertThat(payment.amount()).isEqualByComparingTo("60.00");
        assertThat(open(bill)).isEqualByComparingTo("40.00");
        assertThat(scene.detail(payment.id()).invoices()).singleElement().satisfies(paid -> {
            assertThat(paid.amount()).isEqualByComparingTo("60.00");
            assertThat(paid.total()).isEqualByComparingTo("100.00");
            assertThat(paid.open()).isEqualByComparingTo("40.00");
        });
    }

    @Test
    void equalPartsThatAddUpToTheBillAreNoDuplicates() {
        UUID bill = bill("pp2", "RE-2", "100.00");
        UUID first = only(made(pay(bill, "50.00"))).id();
        scene.workAll();
        UUID second = only(made(pay(bill, null))).id();
        scene.workAll();
        assertThat(List.of(scene.state(first), scene.state(second))).containsOnly(PaymentState.VALIDATED);
        assertThat(refused(pay(bill, "0.01")).code()).isEqualTo(ErrorCode.INVOICE_TAKEN);
    }

    @Test
    void aPartThatEndsUnpaidIsOpenAgainAndCanBePaidAgain() {
        UUID bill = bill("pp3", "RE-3", "100.00");
        Runs.Made.Run first = made(pay(bill, "30.00"));
        made(pay(bill, "30.00"));
        scene.workAll();
        payments.cancel(Cast.CLERK, Target.run(first.id()), "not agreed");
        assertThat(open(bill)).isEqualByComparingTo("70.00");
        UUID again = only(made(pay(bill, "30.00"))).id();
        scene.workAll();
        assertThat(scene.state(again)).isEqualTo(PaymentState.VALIDATED);
        assertThat(open(bill)).isEqualByComparingTo("40.00");
    }

    @Test
    void whatTheErpOpensAgainIsHeldAsSoonAsItIsMoreThanTheBill() {
        MasterData.Invoice invoice = scene.bill("pp4", "supplier-1", "RE-4", "1000.00");
        UUID bill = imported(invoice).getFirst();
        UUID first = only(made(pay(bill, "600.00"))).id();
        scene.workAll();
        scene.master().registered(first, scene.today(), List.of(left(invoice, "400.00")), PaymentsFixture.IMPORT);
        assertThat(open(bill)).isEqualByComparingTo("400.00");
        // Somebody takes the payment off the bill in the ERP, which is paid all the same.
        scene.master().invoices(List.of(left(invoice, "1000.00")), PaymentsFixture.IMPORT);

        UUID rest = only(made(pay(bill, "400.00"))).id();
        UUID tooMuch = only(made(pay(bill, "600.00"))).id();
        scene.workAll();
        assertThat(scene.state(rest)).isEqualTo(PaymentState.VALIDATED);
        assertThat(scene.state(tooMuch)).isEqualTo(PaymentState.HELD);
        assertThat(scene.detail(tooMuch).holds()).singleElement().satisfies(hold -> {
            assertThat(hold.reason()).isEqualTo("DUPLICATE");
            assertThat(hold.detail())
                    .isEqualTo(
                            "BILL/pp4: of EUR 1,000.00, EUR 1,000.00 is paid or being paid by %s, %s; EUR 600.00 more is too much"
                                    .formatted(
                                            scene.payment(first).reference(),
                                            scene.payment(rest).reference()));
        });
    }

    @Test
    void anEqualPartOfADocumentThatLooksTheSameIsHeld() {
        UUID one = bill("pp5", "HT-77", "431.00");
        UUID two = bill("pp6", "HT77", "431.00");
        UUID first = only(made(pay(one, "200.00"))).id();
        UUID second = only(made(pay(two, "200.00"))).id();
        scene.workAll();
        assertThat(scene.state(first)).isEqualTo(PaymentState.VALIDATED);
        assertThat(scene.state(second)).isEqualTo(PaymentState.HELD);
    }

    @Test
    void aPartInstructedOnceMoreWithoutTheBillIsHeld() {
        UUID bill = bill("pp7", "RE-7", "100.00");
        made(pay(bill, "60.00"));
        scene.workAll();
        UUID again = scene.received(scene.instruction("60.00", "RE-7", PaymentsFixture.CREDITOR));
        scene.workAll();
        assertThat(scene.state(again)).isEqualTo(PaymentState.HELD);
    }

    @Test
    void aBillPaidInPartHasAPaymentOfItsOwnAndTheCreditNoteIsNettedWithTheOthers() {
        List<UUID> ids = imported(
                scene.bill("pp8", "supplier-1", "RE-8", "100.00"),
                scene.bill("pp9", "supplier-1", "RE-9", "50.00"),
                credit(scene.bill("pp10", "supplier-1", "GS-10", "20.00")));
        Runs.Made.Run run = made(pay(ids, List.of(new Runs.Part(id("pp8"), new BigDecimal("60")))));
        assertThat(paymentsOf(run))
                .extracting(payment -> payment.amount().toPlainString() + " " + payment.remittance())
                .containsExactlyInAnyOrder("60.00 RE-8", "30.00 RE-9 GS-10");
    }

    @Test
    void aCreditNoteIsNettedWithAPartWhereNothingElseIsPaid() {
        List<UUID> ids = imported(
                scene.bill("pp11", "supplier-1", "RE-11", "100.00"),
                credit(scene.bill("pp12", "supplier-1", "GS-12", "20.00")));
        List<Runs.Part> part = List.of(new Runs.Part(id("pp11"), new BigDecimal("15")));
        assertThat(refused(pay(ids, part)).faults())
                .extracting(Fault::message)
                .containsExactly("The credit notes of Brennhof supplier-1 are not less than its bills");
        Runs.Made.Run run = made(pay(ids, List.of(new Runs.Part(id("pp11"), new BigDecimal("60")))));
        assertThat(only(run).amount()).isEqualByComparingTo("40.00");
        assertThat(open(id("pp11"))).isEqualByComparingTo("40.00");
    }

    @Test
    void tellsEveryFaultOfThePartsWithItsPathAndTakesNothing() {
        List<UUID> ids = imported(
                scene.bill("pp13", "supplier-1", "RE-13", "100.00"),
                scene.bill("pp14", "supplier-1", "RE-14", "100.00"),
                scene.bill("pp15", "supplier-1", "RE-15", "100.00"),
                credit(scene.bill("pp16", "supplier-1", "GS-16", "20.00")));
        UUID other = bill("pp17", "RE-17", "100.00");
        List<Runs.Part> parts = List.of(
                new Runs.Part(id("pp13"), new BigDecimal("100.01")),
                new Runs.Part(id("pp13"), new BigDecimal("1")),
                new Runs.Part(id("pp14"), new BigDecimal("10.005")),
                new Runs.Part(id("pp15"), BigDecimal.ZERO),
                new Runs.Part(id("pp16"), new BigDecimal("5")),
                new Runs.Part(other, new BigDecimal("5")));
        assertThat(refused(pay(ids, parts)).faults())
                .extracting(fault -> fault.path() + " " + fault.message())
                .containsExactly(
                        "/parts/0/amount BILL/pp13: EUR 100.01 is more than the 100.00 that is left and not being paid",
                        "/parts/1/invoiceId The invoice is named twice",
                        "/parts/2/amount BILL/pp14: 10.005 has more than the 2 decimals of EUR",
                        "/parts/3/amount BILL/pp15: An amount to pay is above zero",
                        "/parts/4/invoiceId BILL/pp16 is a credit note: it is netted whole",
                        "/parts/5/invoiceId It is none of the invoices to pay");
        assertThat(ids).allSatisfy(id -> assertThat(allocated(id)).isZero());
    }

    @Test
    void whoComesSecondWaitsForTheFirstAndIsToldWhatIsLeft() throws Exception {
        UUID bill = bill("pp18", "RE-18", "100.00");
        try (ExecutorService second = Executors.newSingleThreadExecutor()) {
            Future<Runs.Made> late = transaction.execute(_ -> {
                made(pay(bill, "60.00"));
                Future<Runs.Made> waiting = second.submit(() -> pay(bill, "50.00"));
                awaitALock();
                return waiting;
            });
            assertThat(refused(late.get()).faults())
                    .extracting(Fault::message)
                    .containsExactly("BILL/pp18: EUR 50.00 is more than the 40.00 that is left and not being paid");
        }
        assertThat(allocated(bill)).isEqualByComparingTo("60.00");
    }

    @Test
    void equalPartsTakenByManyAtOnceNeverComeToMoreThanTheBill() throws Exception {
        UUID bill = bill("pp19", "RE-19", "100.00");
        try (ExecutorService clerks = Executors.newFixedThreadPool(8)) {
            List<Callable<Runs.Made>> asked = IntStream.range(0, 8)
                    .<Callable<Runs.Made>>mapToObj(_ -> () -> pay(bill, "30.00"))
                    .toList();
            int taken = 0;
            for (Future<Runs.Made> one : clerks.invokeAll(asked)) {
                taken += one.get() instanceof Runs.Made.Run ? 1 : 0;
            }
            assertThat(taken).isEqualTo(3);
        }
        scene.workAll();
        assertThat(allocated(bill)).isEqualByComparingTo("90.00");
        assertThat(jdbc.sql("""
                        select distinct p.state from payments.payment p join payments.allocation a on a.payment_id = p.id
                        where a.invoice_id = :bill
                        """).param("bill", bill).query(String.class).list()).containsExactly("VALIDATED");
    }

    @Test
    void aPartIsTakenOnceHoweverOftenItIsAskedForWithOneKey() {
        UUID bill = bill("pp20", "RE-20", "100.00");
        Runs.Selection selection = new Runs.Selection(
                "Parts", List.of(bill), List.of(new Runs.Part(bill, new BigDecimal("30.00"))), scene.today());
        IdempotencyKey key = IdempotencyKey.of("part-1", selection);
        Runs.Made.Run first = made(runs.fromInvoices(Cast.CLERK, selection, key));
        assertThat(runs.fromInvoices(Cast.CLERK, selection, key))
                .isEqualTo(new Runs.Made.Run(first.id(), first.reference(), 1, true));
        assertThat(open(bill)).isEqualByComparingTo("70.00");
    }

    private void awaitALock() {
        long end = System.nanoTime() + 10_000_000_000L;
        while (jdbc.sql("select count(*) from pg_locks where not granted")
                        .query(Integer.class)
                        .single()
                == 0) {
            assertThat(System.nanoTime()).as("the second waits").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private UUID bill(String erpId, String supplierRef, String total) {
        return imported(scene.bill(erpId, "supplier-1", supplierRef, total)).getFirst();
    }

    private List<UUID> imported(MasterData.Invoice... invoices) {
        scene.master().invoices(List.of(invoices), PaymentsFixture.IMPORT);
        return Stream.of(invoices).map(invoice -> id(invoice.erpId())).toList();
    }

    private UUID id(String erpId) {
        return jdbc.sql("select id from payments.invoice where erp_id = :id")
                .param("id", erpId)
                .query(UUID.class)
                .single();
    }

    private Runs.Made pay(UUID bill, @Nullable String part) {
        return pay(List.of(bill), part == null ? List.of() : List.of(new Runs.Part(bill, new BigDecimal(part))));
    }

    private Runs.Made pay(List<UUID> bills, List<Runs.Part> parts) {
        return runs.fromInvoices(Cast.CLERK, new Runs.Selection("Parts", bills, parts, scene.today()), null);
    }

    private BigDecimal open(UUID bill) {
        return scene.queries().invoices(Cast.CLERK, List.of(bill)).getFirst().open();
    }

    private BigDecimal allocated(UUID bill) {
        return jdbc.sql("select allocated from payments.invoice where id = :id")
                .param("id", bill)
                .query(BigDecimal.class)
                .single();
    }

    private List<Views.Payment> paymentsOf(Runs.Made.Run run) {
        return scene
                .queries()
                .payments(Cast.CLERK, new PaymentQueries.Filter(null, null, List.of(), run.id(), null), null, 100)
                .items()
                .stream()
                .sorted(Comparator.comparing(Views.Payment::reference))
                .toList();
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

    private static Runs.Made.Refused refused(Runs.Made made) {
        assertThat(made).isInstanceOf(Runs.Made.Refused.class);
        return (Runs.Made.Refused) made;
    }

    private static MasterData.Invoice credit(MasterData.Invoice bill) {
        return with(bill, "CREDIT_NOTE", bill.residual());
    }

    private static MasterData.Invoice left(MasterData.Invoice bill, String residual) {
        return with(bill, bill.kind(), new BigDecimal(residual));
    }

    private static MasterData.Invoice with(MasterData.Invoice bill, String kind, BigDecimal residual) {
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
                residual,
                bill.paymentReference(),
                bill.blocked(),
                bill.erpState());
    }
}
