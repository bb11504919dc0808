package io.countersign.connectors.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.payments.PaymentEngine;
import io.countersign.payments.Runs;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The life of a payment in an Odoo, simulated or real, 18 or 19: seen through the product's tables and Odoo's API. */
@Timeout(300)
abstract class OdooScenarios {

    private static final Caller CLERK = new Caller(
            new Cause(new Actor(Actor.Kind.HUMAN, "jana", "Jana Brückner"), "c-test", null, null),
            Set.of(Capability.PAYMENTS_INITIATE, Capability.PAYMENTS_READ),
            Set.of("clerk"),
            Set.of());

    @Autowired
    OdooImport imports;

    @Autowired
    WriteBack writeBack;

    @Autowired
    Runs runs;

    @Autowired
    PaymentEngine engine;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    abstract OdooSite site();

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Test
    void aBillIsTakenOverWithItsAccount() {
        int bill = site().bill("1204.50", today());
        imports.run();
        assertThat(invoice(bill, "total || ' ' || residual || ' ' || coalesce(blocked, 'payable')"))
                .isEqualTo("1204.50 1204.50 payable");
        assertThat(trusted(site().account)).isTrue();
        int untrusted = site().account("SE35 5000 0000 0549 1000 0003", false);
        imports.run();
        assertThat(trusted(untrusted)).isFalse();
        assertThat(imports.run()).isZero();
    }

    /** Odoo 19 lists the second as a duplicate of the first. */
    @Test
    void twoBillsOfOneAmountAndDayAreBothPayable() {
        int one = site().bill("42.42", today());
        int two = site().bill("42.42", today());
        imports.run();
        assertThat(invoice(one, "coalesce(blocked, 'payable')")).isEqualTo("payable");
        assertThat(invoice(two, "coalesce(blocked, 'payable')")).isEqualTo("payable");
    }

    @Test
    void aPaymentIsRegisteredThenMatchedAndEachTold() {
        int bill = site().bill("100.10", today());
        Paid paid = pay(bill);
        move(paid, "SENT");
        move(paid, "SENT");
        assertThat(site().billState(bill)).isEqualTo("paid 0.00");
        assertThat(site().payments(paid.reference())).hasSize(1);
        assertThat(invoice(bill, "residual || ' ' || allocated")).isEqualTo("0.00 0.00");
        move(paid, "RECONCILED");
        assertThat(site().payments(paid.reference())).singleElement().satisfies(payment -> {
            assertThat(payment.text("state")).isEqualTo("paid");
            assertThat(payment.flag("is_matched")).isTrue();
        });
        assertThat(site().bookings(paid.reference()))
                .singleElement()
                .satisfies(line -> assertThat(line.flag("is_reconciled")).isTrue());
        assertThat(site().notes(bill))
                .anySatisfy(note -> assertThat(note).contains(paid.reference(), "sent to the bank"));
        assertThat(taskState(paid)).isEqualTo("DONE");
    }

    @Test
    void aRejectionOpensTheBill() {
        int bill = site().bill("55", today());
        Paid paid = pay(bill);
        move(paid, "SENT");
        reject(paid, "AC01", "Incorrect account number");
        assertThat(site().billState(bill)).isEqualTo("not_paid 55.00");
        assertThat(site().payments(paid.reference()))
                .extracting(row -> row.text("state"))
                .containsExactly("canceled");
        assertThat(invoice(bill, "residual")).isEqualTo("55.00");
    }

    @Test
    void aReturnOpensTheBillAndBothBookingsStand() {
        int bill = site().bill("61", today());
        Paid paid = pay(bill);
        move(paid, "RECONCILED");
        move(paid, "REVERSED");
        assertThat(site().billState(bill)).isEqualTo("not_paid 61.00");
        assertThat(site().bookings(paid.reference())).hasSize(2).allMatch(line -> line.flag("is_reconciled"));
        assertThat(invoice(bill, "residual")).isEqualTo("61.00");
    }

    @Test
    void aCreditNoteIsNettedWithBills() {
        int one = site().bill("100", today());
        int note = site().bill("in_refund", "30", today());
        Paid paid = pay(one, note);
        assertThat(paid.amount()).isEqualTo("70.00");
        move(paid, "SENT");
        assertThat(site().payments(paid.reference())).hasSize(1);
        assertThat(List.of(site().billState(one), site().billState(note))).containsExactly("paid 0.00", "paid 0.00");
    }

    @Test
    void aBillPaidInTwoPaymentsIsRightAfterEach() {
        int bill = site().bill("100", today());
        Paid first = inPart(pay(bill), "40.00");
        move(first, "SENT");
        assertThat(site().billState(bill)).isEqualTo("partial 60.00");
        assertThat(invoice(bill, "residual || ' ' || allocated || ' ' || erp_state"))
                .isEqualTo("60.00 0.00 partial");
        move(first, "RECONCILED");
        assertThat(site().billState(bill)).isEqualTo("partial 60.00");

        Paid second = pay(bill);
        assertThat(second.amount()).isEqualTo("60.00");
        move(second, "SENT");
        assertThat(site().billState(bill)).isEqualTo("paid 0.00");
        assertThat(invoice(bill, "residual || ' ' || allocated")).isEqualTo("0.00 0.00");
        reject(second, "AM04", "Insufficient funds");
        assertThat(site().billState(bill)).isEqualTo("partial 60.00");
        assertThat(invoice(bill, "residual")).isEqualTo("60.00");
    }

    /** Odoo takes the payment and books it on a day that is open, without a word. */
    @Test
    void aPaymentInALockedPeriodIsNoticed() {
        int bill = site().bill("83", today());
        Paid paid = pay(bill);
        site().lock(today());
        try {
            move(paid, "SENT");
        } finally {
            site().lock(null);
        }
        assertThat(site().payments(paid.reference())).hasSize(1);
        assertThat(site().billState(bill)).isEqualTo("paid 0.00");
        assertThat(taskState(paid)).isEqualTo("DONE");
        assertThat(jdbc.sql("select queue || ' ' || detail from cases.record where payment_id = :id")
                        .param("id", paid.id())
                        .query(String.class)
                        .single())
                .startsWith("BUSINESS " + today()
                        + " lies in a period that is locked in Odoo, which booked the payment on ");
    }

    private boolean trusted(int account) {
        return jdbc.sql("select trusted from payments.party_account where erp_id = :id")
                .param("id", String.valueOf(account))
                .query(Boolean.class)
                .single();
    }

    /** A payment that pays less than the bill, as a person may instruct who withholds a part. */
    private Paid inPart(Paid paid, String amount) {
        jdbc.sql("""
                        with p as (update payments.payment set amount = :amount where id = :id),
                             a as (update payments.allocation set amount = :amount where payment_id = :id returning invoice_id)
                        update payments.invoice set allocated = :amount where id in (select invoice_id from a)
                        """)
                .param("amount", new BigDecimal(amount))
                .param("id", paid.id())
                .update();
        return new Paid(paid.id(), paid.reference(), amount);
    }

    /** A payment as the tests speak of it. */
    record Paid(UUID id, String reference, String amount) {}

    Paid pay(Integer... bills) {
        imports.run();
        List<UUID> invoices = List.of(bills).stream()
                .map(bill -> UUID.fromString(invoice(bill, "id")))
                .toList();
        Runs.Made made = runs.fromInvoices(CLERK, "Test", invoices, today());
        assertThat(made).isInstanceOf(Runs.Made.Run.class);
        while (engine.work()) {
            Thread.onSpinWait();
        }
        return jdbc.sql("select id, reference, amount from payments.payment where run_id = :run")
                .param("run", ((Runs.Made.Run) made).id())
                .query((row, n) -> new Paid(
                        row.getObject("id", UUID.class),
                        row.getString("reference"),
                        row.getBigDecimal("amount").toPlainString()))
                .single();
    }

    /** Puts a payment where a bank would have brought it, and tells the queue as an event would. */
    void state(Paid paid, String state) {
        UUID file = jdbc.sql("""
                        with p as (select id, debtor_account, amount, currency from payments.payment where id = :id)
                        insert into payments.bank_file (id, message_id, connection, scheme, debtor_account, requested_on, state,
                                                        payments, total, currency, name, next_at, created_at, sent_at)
                        select p.id, 'M-' || p.id, 'rheinbank', 'SEPA_SCT', debtor_account, :today, 'SENT', 1, amount,
                               currency, 'x.xml', :now, :now, :now from p
                        on conflict (id) do update set sent_at = excluded.sent_at returning id
                        """)
                .param("id", paid.id())
                .param("today", today())
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .query(UUID.class)
                .single();
        jdbc.sql(
                        "update payments.payment set state = :state, file_id = :file, version = version + 1, settled_on = :settled where id = :id")
                .param("settled", today().plusDays(1))
                .param("state", state)
                .param("file", file)
                .param("id", paid.id())
                .update();
        writeBack.enqueue(List.of(paid.id()));
    }

    void move(Paid paid, String state) {
        state(paid, state);
        writeBack.act();
    }

    void reject(Paid paid, String code, String text) {
        jdbc.sql("update payments.payment set reason_code = :code, reason_text = :text where id = :id")
                .param("code", code)
                .param("text", text)
                .param("id", paid.id())
                .update();
        move(paid, "REJECTED");
    }

    void finish(Paid paid) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!taskState(paid).equals("DONE") && System.nanoTime() < end) {
            if (!writeBack.act()) {
                Thread.sleep(20);
            }
        }
        assertThat(taskState(paid)).isEqualTo("DONE");
    }

    String taskState(Paid paid) {
        return jdbc.sql("select state from connectors.erp_task where payment_id = :id")
                .param("id", paid.id())
                .query(String.class)
                .single();
    }

    String invoice(int bill, String columns) {
        return Objects.requireNonNull(jdbc.sql("select " + columns + " from payments.invoice where erp_id = :id")
                .param("id", String.valueOf(bill))
                .query(String.class)
                .single());
    }
}
