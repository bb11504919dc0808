package io.countersign.connectors.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.controls.policy.ChangedPolicies;
import io.countersign.reconciliation.TestStatement;
import io.countersign.sandbox.odoo.Fault;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What holds against Odoo 18 and 19 alike, also when the network or a person gets in the way. */
abstract class OdooConnectorContract extends OdooScenarios {

    @Autowired
    ChangedPolicies.Change policy;

    abstract OdooWorld world();

    @BeforeEach
    void aQuietOdoo() {
        world().odoo.faults((model, method) -> Fault.NONE);
    }

    @Override
    int dollars() {
        return world().dollars();
    }

    @Test
    void takesOverCompaniesAccountsSuppliersAndBills() {
        int bill = world().bill("in_invoice", "GLAS-77", "1204.50");
        imports.run();
        assertThat(jdbc.sql("select code || ' ' || name || ' ' || zone from payments.legal_entity")
                        .query(String.class)
                        .list())
                .containsExactly("AO-DE Aldermoor Optik GmbH Europe/Berlin");
        assertThat(jdbc.sql("select address ->> 'city' || ' ' || (address ->> 'country') from payments.legal_entity")
                        .query(String.class)
                        .list())
                .as("cross-border payments name it")
                .containsExactly("Berlin DE");
        assertThat(jdbc.sql(
                                "select number || ' ' || bic || ' ' || currency || ' ' || connection from payments.own_account")
                        .query(String.class)
                        .list())
                .containsExactly(OdooWorld.ACCOUNT + " COBADEFFXXX EUR rheinbank");
        assertThat(invoice(
                        bill, "supplier_ref || ' ' || total || ' ' || residual || ' ' || currency || ' ' || erp_state"))
                .isEqualTo("GLAS-77 1204.50 1204.50 EUR not_paid");
        assertThat(jdbc.sql(
                                "select number || ' ' || trusted || ' ' || edited_by from payments.party_account where erp_id = :id")
                        .param("id", String.valueOf(world().trusted))
                        .query(String.class)
                        .single())
                .isEqualTo("SE4550000000058398257466 true nadia");
    }

    @Test
    void aSecondPassHandsOnNothing() {
        world().bill("10");
        imports.run();
        assertThat(imports.run()).isZero();
    }

    @Test
    void blocksWhatOdooWouldLetUsPay() {
        int blocked = world().bill("12");
        world().call("account.move", "action_toggle_block_payment", List.of(blocked), Map.of());
        int first = world().bill("in_invoice", "DUP-" + blocked, "50");
        int second = world().bill("in_invoice", "DUP-" + blocked, "75");
        imports.run();
        assertThat(invoice(blocked, "blocked")).isEqualTo("Blocked for payment in Odoo");
        assertThat(invoice(first, "coalesce(blocked, 'payable')")).isEqualTo("payable");
        assertThat(invoice(second, "blocked"))
                .isEqualTo("Repeats the supplier's reference of " + world().field("account.move", first, "name"));

        world().call("account.move", "button_cancel", List.of(first), Map.of());
        imports.run();
        assertThat(invoice(first, "blocked")).isEqualTo("Cancelled in Odoo");
        assertThat(invoice(second, "coalesce(blocked, 'payable')")).isEqualTo("payable");
    }

    @Test
    void anUntrustedAccountComesOverAsUntrusted() {
        int account = world().company
                .bankAccount(
                        world().supplier,
                        new io.countersign.sandbox.odoo.Company.Account("SE3550000000054910000003", "ESSESESS", "SEB"),
                        false,
                        "nadia");
        imports.run();
        String trusted = "select trusted from payments.party_account where erp_id = :id";
        assertThat(jdbc.sql(trusted)
                        .param("id", String.valueOf(account))
                        .query(Boolean.class)
                        .single())
                .isFalse();
        world().odoo
                .call(
                        "nadia",
                        "res.partner.bank",
                        "write",
                        List.of(account),
                        Map.of("vals", Map.of("allow_out_payment", true)));
        imports.run();
        assertThat(jdbc.sql(trusted)
                        .param("id", String.valueOf(account))
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void aSentPaymentIsRegisteredOnceAndAReconciledOneMatched() {
        int bill = world().bill("100.10");
        Paid paid = pay(bill);
        move(paid, "SENT");
        assertThat(world().billState(bill)).isEqualTo("paid 0.0");
        assertThat(world().payments(paid.reference())).hasSize(1);
        assertThat(invoice(bill, "residual || ' ' || allocated")).isEqualTo("0.00 0.00");
        move(paid, "ACCEPTED");
        move(paid, "RECONCILED");
        assertThat(world().payments(paid.reference())).containsExactly("paid");
        assertThat(world().count("account.bank.statement.line", List.of(List.of("payment_ref", "=", paid.reference()))))
                .isEqualTo(1);
        assertThat(world().notes(bill)).hasSize(3);
        assertThat(world().notes(bill).getFirst()).contains(paid.reference()).contains("sent to the bank");
        assertThat(taskState(paid)).isEqualTo("DONE");
    }

    @Test
    void pain04_aRejectedPaymentReopensItsBill() {
        int bill = world().bill("55");
        Paid paid = pay(bill);
        move(paid, "SENT");
        reject(paid, "AC01", "Incorrect account number");
        assertThat(world().billState(bill)).isEqualTo("not_paid 55.0");
        assertThat(world().payments(paid.reference())).containsExactly("canceled");
        assertThat(world().notes(bill).getLast())
                .contains("AC01, The account number is missing or not valid: Incorrect account number");
        assertThat(invoice(bill, "residual")).isEqualTo("55.00");
    }

    @Test
    void creditNotesAreNettedAndSeveralBillsPaidTogether() {
        int one = world().bill("100");
        int two = world().bill("50");
        int note = world().bill("in_refund", "CN-" + one, "30");
        Paid paid = pay(one, two, note);
        assertThat(paid.amount()).isEqualTo("120.00");
        move(paid, "SENT");
        assertThat(world().payments(paid.reference())).hasSize(1);
        assertThat(List.of(world().billState(one), world().billState(two), world().billState(note)))
                .containsExactly("paid 0.0", "paid 0.0", "paid 0.0");
    }

    @Test
    void aLostAnswerPaysOnce() throws Exception {
        int bill = world().bill("40");
        Paid paid = pay(bill);
        AtomicInteger lost = new AtomicInteger();
        world().odoo
                .faults((model, method) -> method.equals("action_create_payments") && lost.getAndIncrement() == 0
                        ? new Fault.LostAnswer()
                        : Fault.NONE);
        state(paid, "SENT");
        writeBack.act();
        assertThat(taskState(paid)).isEqualTo("READY");
        finish(paid);
        assertThat(world().payments(paid.reference())).hasSize(1);
        assertThat(lost.get()).isEqualTo(1);
    }

    @Test
    void theLostAnswerOfEveryWriteStillEndsOnce() throws Exception {
        int bill = world().bill("41");
        Paid paid = pay(bill);
        Set<String> lost = java.util.concurrent.ConcurrentHashMap.newKeySet();
        world().odoo
                .faults((model, method) ->
                        !method.endsWith("read") && lost.add(model + method) ? new Fault.LostAnswer() : Fault.NONE);
        state(paid, "RECONCILED");
        finish(paid);
        assertThat(world().payments(paid.reference())).containsExactly("paid");
        assertThat(world().count("account.bank.statement.line", List.of(List.of("payment_ref", "=", paid.reference()))))
                .isEqualTo(1);
        assertThat(world().notes(bill)).hasSize(1);
    }

    @Test
    void fourWorkersAndABadNetworkPayEachBillOnce() throws Exception {
        List<Paid> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(pay(world().bill("1" + i)));
        }
        AtomicLong calls = new AtomicLong();
        world().odoo.faults((model, method) -> switch ((int) (calls.getAndIncrement() % 23)) {
            case 3 -> new Fault.LostAnswer();
            case 7 -> new Fault.LostRequest();
            case 15 -> new Fault.ServerError(502);
            default -> Fault.NONE;
        });
        all.forEach(paid -> state(paid, "SENT"));
        try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
            Callable<Boolean> worker = () -> {
                long end = System.nanoTime() + 60_000_000_000L;
                while (System.nanoTime() < end
                        && all.stream().anyMatch(paid -> !taskState(paid).equals("DONE"))) {
                    if (!writeBack.act()) {
                        Thread.sleep(20);
                    }
                }
                return true;
            };
            for (Future<Boolean> done : workers.invokeAll(List.of(worker, worker, worker, worker))) {
                done.get();
            }
        }
        world().odoo.faults((model, method) -> Fault.NONE);
        assertThat(all)
                .allSatisfy(
                        paid -> assertThat(world().payments(paid.reference())).hasSize(1));
    }

    @Test
    void aRightThatIsMissingIsABusinessMatterAndNotTriedAgain() {
        int bill = world().bill("77");
        Paid paid = pay(bill);
        world().odoo.user("hub", "Countersign", Set.of("readonly"), OdooWorld.KEY);
        try {
            move(paid, "SENT");
        } finally {
            world().odoo.user("hub", "Countersign", Set.of("invoice", "basic", "readonly"), OdooWorld.KEY);
        }
        assertThat(taskState(paid)).isEqualTo("PARKED");
        assertThat(jdbc.sql("select queue || ' ' || detail from cases.record where payment_id = :id")
                        .param("id", paid.id())
                        .query(String.class)
                        .single())
                .startsWith("BUSINESS Odoo refuses our user the right: You are not allowed to create 'Pay'")
                .doesNotContain("Traceback");
    }

    @Test
    void aBillPaidByHandMeanwhileIsABusinessMatter() {
        int bill = world().bill("88");
        Paid paid = pay(bill);
        Map<String, Object> context = Map.of("active_model", "account.move", "active_ids", List.of(bill));
        List<?> wizard = (List<?>) world().call(
                        "account.payment.register",
                        "create",
                        List.of(),
                        Map.of("vals_list", List.of(Map.of()), "context", context));
        world().call(
                        "account.payment.register",
                        "action_create_payments",
                        List.of((Integer) wizard.getFirst()),
                        Map.of());
        move(paid, "SENT");
        assertThat(taskState(paid)).isEqualTo("PARKED");
        assertThat(world().payments(paid.reference())).isEmpty();
    }

    @Test
    void anOdooThatIsDownIsTriedAgainByItself() throws Exception {
        int bill = world().bill("99");
        Paid paid = pay(bill);
        AtomicInteger down = new AtomicInteger(2);
        world().odoo.faults((model, method) -> down.getAndDecrement() > 0 ? new Fault.ServerError(503) : Fault.NONE);
        state(paid, "SENT");
        finish(paid);
        assertThat(world().payments(paid.reference())).hasSize(1);
    }

    @Test
    void aScheduledWriteBackWaitsForItsMoment() {
        Paid paid = pay(world().bill("71"));
        OffsetDateTime moment = OffsetDateTime.ofInstant(FastClock.CLOCK.instant(), ZoneOffset.UTC)
                .plusHours(3);
        writeBackBy("0 %d %d * * *".formatted(moment.getMinute(), moment.getHour()));
        try {
            move(paid, "SENT");
            assertThat(taskState(paid)).isEqualTo("READY");
            FastClock.skip(Duration.ofHours(1));
            move(paid, "ACCEPTED");
            assertThat(world().payments(paid.reference())).isEmpty();
            FastClock.skip(Duration.ofHours(2));
            writeBack.act();
            assertThat(world().payments(paid.reference())).hasSize(1);
            assertThat(taskState(paid)).isEqualTo("DONE");
        } finally {
            writeBackAtOnce();
        }
    }

    @Test
    void whatWaitsForAScheduleIsWrittenOnceThePolicySaysRealTime() {
        Paid paid = pay(world().bill("72"));
        writeBackBy("0 0 0 1 1 *");
        try {
            move(paid, "SENT");
            assertThat(world().payments(paid.reference())).isEmpty();
        } finally {
            writeBackAtOnce();
        }
        writeBack.act();
        assertThat(world().payments(paid.reference())).hasSize(1);
    }

    @Test
    void theLostAnswerOfEveryWriteOfADividedBookingStillEndsOnce() throws Exception {
        Paid paid = pay(world().bill("43"));
        state(paid, "SENT");
        Set<String> lost = java.util.concurrent.ConcurrentHashMap.newKeySet();
        world().odoo
                .faults((model, method) ->
                        !method.endsWith("read") && lost.add(model + method) ? new Fault.LostAnswer() : Fault.NONE);
        book(statement()
                .debit("45.50", TestStatement.Says.endToEnd(endToEndId(paid)))
                .fee("7.30"));
        finish(paid);
        List<Rec> lines = site().bookings(paid.reference());
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.decimal("amount")).isEqualByComparingTo("-45.50");
            assertThat(site().shares(line)).containsExactlyInAnyOrder("asset_current 43.00", "expense 2.50");
        });
        assertThat(lost).contains("account.movewrite");
        FastClock.skip(Duration.ofMinutes(10));
        workUntilDone();
        assertThat(jdbc.sql("select count(*) from connectors.erp_task where kind = 'ENTRY' and state <> 'DONE'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void whatCannotBeUndoneInALockedPeriodIsABusinessMatter() throws Exception {
        Paid paid = pay(world().bill("47"));
        move(paid, "SENT");
        UUID statement = book(statement().debit("47.00", TestStatement.Says.endToEnd(endToEndId(paid))));
        UUID line = jdbc.sql("select id from reconciliation.line where statement_id = :id")
                .param("id", statement)
                .query(UUID.class)
                .single();
        site().lock(today().plusDays(9));
        try {
            breaks.undoMatch(CLERK, line, "Another order");
            workUntilDone();
        } finally {
            site().lock(null);
        }
        assertThat(taskState(paid)).isEqualTo("PARKED");
        assertThat(jdbc.sql("select detail from cases.record where payment_id = :id and kind = 'ERP_DIFFERS'")
                        .param("id", paid.id())
                        .query(String.class)
                        .single())
                .startsWith("Odoo refuses: You cannot add/modify entries prior to and inclusive of: Global Lock Date");
        assertThat(site().bookings(paid.reference())).hasSize(1);
        writeBack.enqueue(List.of(paid.id()));
        finish(paid);
        assertThat(site().bookings(paid.reference())).isEmpty();
    }

    private void writeBackBy(String schedule) {
        policy.replace(
                "timing",
                "process: erp-write-back\n    realTime: true",
                "process: erp-write-back\n    realTime: false\n    schedule: \"" + schedule + "\"");
    }

    private void writeBackAtOnce() {
        policy.replace("timing", "erp-write-back", "erp-write-back");
    }
}
