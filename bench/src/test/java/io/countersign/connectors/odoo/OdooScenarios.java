package io.countersign.connectors.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cases.CaseAction;
import io.countersign.cases.Cases;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.payments.PaymentEngine;
import io.countersign.payments.Runs;
import io.countersign.payments.Settlements;
import io.countersign.reconciliation.Breaks;
import io.countersign.reconciliation.ErpBook;
import io.countersign.reconciliation.ErpTold;
import io.countersign.reconciliation.Statements;
import io.countersign.reconciliation.TestStatement;
import io.countersign.reconciliation.TestStatement.Says;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The life of a payment in an Odoo, simulated or real, 18 or 19: seen through the product's tables and Odoo's API. */
@Timeout(300)
abstract class OdooScenarios {

    static final Caller CLERK = new Caller(
            new Cause(new Actor(Actor.Kind.HUMAN, "jana", "Jana Brückner"), "c-test", null, null),
            Set.of(
                    Capability.PAYMENTS_INITIATE,
                    Capability.PAYMENTS_READ,
                    Capability.RECONCILIATION_WORK,
                    Capability.CASES_BUSINESS),
            Set.of("clerk"),
            Set.of());

    private static final Bookings.Heard NOTHING_TO_HEAR = new Bookings.Heard() {
        @Override
        public void bookedElsewhere(BankLines.Standing line) {
            throw new AssertionError("Odoo dated it on " + line.on());
        }

        @Override
        public void lacking(BankLines.Standing line) {
            throw new AssertionError("No account for " + line.lacking());
        }
    };

    /** An Odoo that lives longer than this database has not seen these statements. */
    private static final AtomicLong NUMBER = new AtomicLong(System.currentTimeMillis() / 1_000);

    @Autowired
    OdooImport imports;

    @Autowired
    WriteBack writeBack;

    @Autowired
    Runs runs;

    @Autowired
    PaymentEngine engine;

    @Autowired
    Statements statements;

    @Autowired
    Settlements settlements;

    @Autowired
    Breaks breaks;

    @Autowired
    ErpBook book;

    @Autowired
    ErpTold told;

    @Autowired
    ErpEntries entries;

    @Autowired
    Follow follow;

    @Autowired
    ErpTasks tasks;

    @Autowired
    ErpLedger ledger;

    @Autowired
    Conversation odoo;

    @Autowired
    Cases cases;

    @Autowired
    Bookings bookings;

    @Autowired
    OdooSettings settings;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    abstract OdooSite site();

    /** A journal of a bank account in dollars. */
    abstract int dollars();

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
    void aReturnToldByAMessageOpensTheBillAndWaitsForItsStatement() {
        int bill = site().bill("61.00", today());
        Paid paid = sent(bill);
        book(statement().debit("61.00", Says.endToEnd(endToEndId(paid))));
        returnedByMessage(paid);
        assertThat(site().billState(bill)).isEqualTo("not_paid 61.00");
        assertThat(invoice(bill, "residual")).isEqualTo("61.00");
        assertThat(site().bookings(paid.reference()))
                .singleElement()
                .satisfies(line -> assertThat(line.decimal("amount")).isEqualByComparingTo("-61.00"));

        TestStatement back = statement(today().plusDays(1)).credit("56.00", Says.endToEnd(endToEndId(paid)));
        for (int i = 0; i < 2; i++) {
            book(back);
            returnedByMessage(paid);
            bookedAndReturned(paid, "asset_current -61.00", "expense 5.00");
            assertThat(site().bookings(paid.reference() + " returned"))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.decimal("amount")).isEqualByComparingTo("56.00");
                        assertThat(line.date("date")).contains(today().plusDays(1));
                    });
        }
        assertThat(told.ofPayment(CLERK, paid.id())).hasSize(2);
    }

    @Test
    void aReturnToldByAMessageBeforeAnyStatementIsBookedAsStatementsShowIt() {
        int bill = site().bill("62.00", today());
        Paid apart = sent(bill);
        Paid together = sent("63.00");
        for (Paid paid : List.of(apart, together)) {
            returnedByMessage(paid);
            assertThat(site().bookings(paid.reference())).isEmpty();
        }
        assertThat(site().billState(bill)).isEqualTo("not_paid 62.00");

        book(statement().debit("62.00", Says.endToEnd(endToEndId(apart))));
        assertThat(site().bookings(apart.reference())).singleElement().satisfies(line -> {
            assertThat(line.decimal("amount")).isEqualByComparingTo("-62.00");
            assertThat(line.date("date")).contains(today());
            assertThat(site().shares(line)).containsExactly("asset_current 62.00");
        });
        book(statement(today().plusDays(2)).credit("62.00", Says.endToEnd(endToEndId(apart))));
        bookedAndReturned(apart, "asset_current -62.00");

        book(statement()
                .credit("60.50", Says.endToEnd(endToEndId(together)))
                .debit("63.00", Says.endToEnd(endToEndId(together))));
        bookedAndReturned(together, "asset_current -63.00", "expense 2.50");
    }

    @Test
    void moneyThatIsNotifiedStandsInTheBankJournalOnceItIsOnAStatement() {
        Paid paid = sent("64.50");
        String number = String.valueOf(NUMBER.incrementAndGet());
        book(statement().debit("64.50", Says.endToEnd(endToEndId(paid))));
        book(numbered(number).notification().credit("64.50", Says.endToEnd(endToEndId(paid))));
        assertThat(state(paid)).isEqualTo("REVERSED");
        assertThat(site().bookings(paid.reference())).hasSize(1);
        book(numbered(number).credit("64.50", Says.endToEnd(endToEndId(paid))));
        bookedAndReturned(paid, "asset_current -64.50");
    }

    @Test
    void aReturnOfWhatTheBankBookedWithItsFileStandsBesideIt() {
        Paid paid = sent("66.50");
        book(statement().total("66.50", "M-" + paid.id()));
        returnedByMessage(paid);
        assertThat(site().bookings(paid.reference())).hasSize(1);
        book(statement(today().plusDays(1)).credit("66.50", Says.endToEnd(endToEndId(paid))));
        bookedAndReturned(paid, "asset_current -66.50");
    }

    @Test
    void aReturnedPaymentWhoseBookingIsUndoneIsTakenOutOfTheBankJournal() {
        Paid paid = sent("65.50");
        UUID statement = book(statement().debit("65.50", Says.endToEnd(endToEndId(paid))));
        returnedByMessage(paid);
        assertThat(breaks.undoMatch(CLERK, onlyLine(statement), "It was another order"))
                .isInstanceOf(Breaks.Result.Done.class);
        workUntilDone();
        assertThat(site().bookings(paid.reference())).isEmpty();
    }

    /** One line as it left and one as it came back, matched with each other. */
    private void bookedAndReturned(Paid paid, String... shares) {
        List<Rec> lines = site().bookings(paid.reference());
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.flag("is_reconciled")).isTrue());
        assertThat(site().shares(site().bookings(paid.reference() + " returned").getFirst()))
                .containsExactlyInAnyOrder(shares);
        assertThat(lines.stream().flatMap(line -> site().open(line).stream())).isEmpty();
        assertThat(taskState(paid)).isEqualTo("DONE");
    }

    /** What came back had been executed, whether a statement shows that or not. */
    private void returnedByMessage(Paid paid) {
        Cause bank = Cause.system("bank", paid.id());
        settlements.book(List.of(new Settlements.Booking(paid.id(), today().minusDays(1), "R-1", null, false)), bank);
        settlements.giveBack(
                List.of(new Settlements.Return(paid.id(), today(), "R-1", "AC04", "Account closed")), bank);
        workUntilDone();
    }

    private String state(Paid paid) {
        return jdbc.sql("select state from payments.payment where id = :id")
                .param("id", paid.id())
                .query(String.class)
                .single();
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
    void billsPaidTogetherAreOpenAgainAsTheyStoodWhenThePaymentIsCalledBack() {
        int one = site().bill("100", today());
        int two = site().bill("50", today());
        int note = site().bill("in_refund", "30", today());
        Paid paid = pay(one, two, note);
        move(paid, "SENT");
        assertThat(List.of(site().billState(one), site().billState(two), site().billState(note)))
                .containsExactly("paid 0.00", "paid 0.00", "paid 0.00");
        reject(paid, "CUST", "Cancelled at our request");
        assertThat(List.of(site().billState(one), site().billState(two), site().billState(note)))
                .containsExactly("partial 70.00", "not_paid 50.00", "paid 0.00");
        Paid again = pay(one, two);
        assertThat(again.amount()).isEqualTo("120.00");
        move(again, "SENT");
        assertThat(List.of(site().billState(one), site().billState(two))).containsExactly("paid 0.00", "paid 0.00");
    }

    /** Odoo would pay in the currency of the account, by rates of its own. */
    @Test
    void aBillIsPaidInItsCurrencyFromAnAccountInAnother() {
        Paid paid = pay(site().bill("100.10", today()));
        String journal = fromJournal(paid, String.valueOf(dollars()));
        try {
            move(paid, "SENT");
            assertThat(taskState(paid)).isEqualTo("DONE");
            Rec registered = Objects.requireNonNull(
                            ledger.look(List.of(paid.reference())).get(paid.reference()))
                    .getFirst();
            assertThat(registered.decimal("amount")).isEqualByComparingTo("100.10");
            assertThat(registered.refName("currency_id")).isEqualTo("EUR");

            ErpPayment payment =
                    Objects.requireNonNull(tasks.payments(List.of(paid.id())).get(paid.id()));
            bookings.match(
                    payment.booked(new ErpBook.Booked(
                            List.of(), List.of(), new BigDecimal("112.34"), null, null, null, "USD")),
                    registered,
                    NOTHING_TO_HEAR);
        } finally {
            fromJournal(paid, journal);
        }
        assertThat(site().bookings(paid.reference())).singleElement().satisfies(line -> {
            assertThat(line.decimal("amount")).isEqualByComparingTo("-112.34");
            assertThat(line.flag("is_reconciled")).isTrue();
            assertThat(site().shares(line)).containsExactly("asset_current 100.10");
        });
        assertThat(site().payments(paid.reference()).getFirst().flag("is_matched"))
                .isTrue();
    }

    /** Lets the account of a payment have another journal in Odoo; answers the one it had. */
    private String fromJournal(Paid paid, String journal) {
        String before = jdbc.sql(
                        "select a.erp_id from payments.own_account a join payments.payment p on p.debtor_account = a.id where p.id = :id")
                .param("id", paid.id())
                .query(String.class)
                .single();
        jdbc.sql(
                        "update payments.own_account a set erp_id = :journal from payments.payment p where p.debtor_account = a.id and p.id = :id")
                .param("journal", journal)
                .param("id", paid.id())
                .update();
        return before;
    }

    @Test
    void aBillPaidInTwoPaymentsIsRightAfterEach() {
        int bill = site().bill("100", today());
        Paid first = payPart(bill, "40.00");
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

    @Test
    void twoPartsUnderWayAtOnceAreRegisteredOnTheBillEachWithItsAmount() {
        int bill = site().bill("100", today());
        Paid first = payPart(bill, "30.00");
        Paid second = payPart(bill, "30.00");
        assertThat(invoice(bill, "residual || ' ' || allocated")).isEqualTo("100.00 60.00");
        move(second, "SENT");
        assertThat(site().billState(bill)).isEqualTo("partial 70.00");
        assertThat(invoice(bill, "residual || ' ' || allocated")).isEqualTo("70.00 30.00");
        move(first, "SENT");
        assertThat(site().billState(bill)).isEqualTo("partial 40.00");
        assertThat(invoice(bill, "residual || ' ' || allocated")).isEqualTo("40.00 0.00");
        reject(first, "AC01", "Incorrect account number");
        assertThat(site().billState(bill)).isEqualTo("partial 70.00");
        assertThat(pay(bill).amount()).isEqualTo("70.00");
    }

    @Test
    void aCreditNoteIsNettedWithAPartAndTheRestOfTheBillStaysOpen() {
        int bill = site().bill("100", today());
        int note = site().bill("in_refund", "30", today());
        imports.run();
        List<UUID> both = List.of(UUID.fromString(invoice(bill, "id")), UUID.fromString(invoice(note, "id")));
        List<Runs.Part> part = List.of(new Runs.Part(both.getFirst(), new BigDecimal("60")));
        Paid paid = paid(runs.fromInvoices(CLERK, new Runs.Selection("Test", both, part, today()), null));
        assertThat(paid.amount()).isEqualTo("30.00");
        move(paid, "SENT");
        assertThat(List.of(site().billState(bill), site().billState(note)))
                .containsExactly("partial 40.00", "paid 0.00");
        assertThat(invoice(bill, "residual || ' ' || allocated")).isEqualTo("40.00 0.00");
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

    /** So the bank journal differs from the statement until the day Odoo gave it. */
    @Test
    void aBankLineInALockedPeriodIsNoticedOnce() {
        Paid paid = sent("84.00");
        site().lock(today());
        try {
            book(statement().debit("86.50", Says.endToEnd(endToEndId(paid))));
        } finally {
            site().lock(null);
        }
        Rec line = site().bookings(paid.reference()).getFirst();
        assertThat(line.date("date").orElseThrow()).isAfter(today());
        assertThat(line.flag("is_reconciled")).isTrue();
        assertThat(site().shares(line)).containsExactlyInAnyOrder("asset_current 84.00", "expense 2.50");
        assertThat(taskState(paid)).isEqualTo("DONE");
        String noticed = "select id from cases.record where payment_id = :id and reason = 'LOCKED_PERIOD'";
        UUID notice = jdbc.sql(noticed).param("id", paid.id()).query(UUID.class).single();
        assertThat(jdbc.sql("select detail from cases.record where id = :id")
                        .param("id", notice)
                        .query(String.class)
                        .single())
                .startsWith("The bank booked it on " + today()
                        + ", which lies in a period that is locked in Odoo; there it stands on "
                        + line.date("date").orElseThrow());
        cases.resolve(CLERK, notice, CaseAction.CLOSE, "The accountant knows");
        workUntilDone();
        assertThat(jdbc.sql(noticed).param("id", paid.id()).query(UUID.class).list())
                .hasSize(1);
    }

    @Test
    void aFeeBesideAPaymentIsBookedOnItsAccount() {
        Paid paid = sent("100.10");
        book(statement().debit("102.60", Says.endToEnd(endToEndId(paid))));
        for (int i = 0; i < 2; i++) {
            move(paid, "RECONCILED");
            assertThat(site().bookings(paid.reference())).singleElement().satisfies(line -> {
                assertThat(line.decimal("amount")).isEqualByComparingTo("-102.60");
                assertThat(line.flag("is_reconciled")).isTrue();
                assertThat(site().shares(line)).containsExactlyInAnyOrder("asset_current 100.10", "expense 2.50");
            });
            assertThat(site().payments(paid.reference()))
                    .singleElement()
                    .satisfies(payment -> assertThat(payment.flag("is_matched")).isTrue());
        }
        assertThat(told.ofPayment(CLERK, paid.id())).singleElement().satisfies(shown -> {
            assertThat(shown.amount()).isEqualByComparingTo("-102.60");
            assertThat(shown.shares()).contains("−100.10 to the payment", "−2.50 on ");
        });
    }

    @Test
    void whatHasNoAccountIsLeftOpenAndOneCaseSaysWhichSettingIsMissing() {
        Paid one = sent("70.00");
        Paid two = sent("71.00");
        book(statement().debit("70.01", Says.endToEnd(endToEndId(one))).debit("70.98", Says.endToEnd(endToEndId(two))));
        for (Paid paid : List.of(one, two)) {
            assertThat(taskState(paid)).isEqualTo("DONE");
            assertThat(site().payments(paid.reference()))
                    .singleElement()
                    .satisfies(payment -> assertThat(payment.flag("is_matched")).isTrue());
            assertThat(site().bookings(paid.reference()))
                    .singleElement()
                    .satisfies(line -> assertThat(line.flag("is_reconciled")).isFalse());
        }
        assertThat(site().bookings(one.reference()).getFirst().decimal("amount"))
                .isEqualByComparingTo("-70.01");
        assertThat(site().bookings(two.reference()).getFirst().decimal("amount"))
                .isEqualByComparingTo("-70.98");
        assertThat(jdbc.sql(
                                "select detail from cases.record where reason = 'ACCOUNT_MISSING' and title like '%ROUNDING%'")
                        .query(String.class)
                        .single())
                .contains("countersign.odoo.accounts.ROUNDING");

        UUID open = jdbc.sql("select id from cases.record where reason = 'ACCOUNT_MISSING' and title like '%ROUNDING%'")
                .query(UUID.class)
                .single();
        cases.resolve(CLERK, open, CaseAction.CLOSE, "The account is named now");
        writeBack.hear();
        assertThat(taskState(one)).isEqualTo("READY");
        withAnAccountForRoundings()
                .match(
                        Objects.requireNonNull(tasks.payments(List.of(one.id())).get(one.id())),
                        Objects.requireNonNull(
                                        ledger.look(List.of(one.reference())).get(one.reference()))
                                .getFirst(),
                        NOTHING_TO_HEAR);
        assertThat(site().bookings(one.reference())).singleElement().satisfies(line -> {
            assertThat(line.flag("is_reconciled")).isTrue();
            assertThat(site().shares(line)).containsExactlyInAnyOrder("asset_current 70.00", "expense 0.01");
        });
        assertThat(told.standing(one.id()))
                .singleElement()
                .satisfies(line -> assertThat(line.lacking()).isEmpty());
        workUntilDone();
    }

    private Bookings withAnAccountForRoundings() {
        Map<String, String> accounts = new HashMap<>(settings.accounts());
        accounts.put("ROUNDING", settings.accounts().get("CHARGE"));
        OdooSettings more = with(settings, accounts, OdooSettings.StatementLines.PAYMENTS);
        return new Bookings(odoo, new BankLines(odoo, new Accounts(odoo, more)), told);
    }

    @Test
    void aFeeOfTheAccountIsABookingByItself() {
        TestStatement statement = statement().fee("9.90");
        UUID id = book(statement);
        assertThat(site().bookings(entryOf(id))).singleElement().satisfies(line -> {
            assertThat(line.decimal("amount")).isEqualByComparingTo("-9.90");
            assertThat(line.flag("is_reconciled")).isTrue();
            assertThat(site().shares(line)).containsExactly("expense 9.90");
        });
        entries.enqueue(List.of(id), List.of(), null);
        workUntilDone();
        assertThat(site().bookings(entryOf(id))).hasSize(1);
    }

    @Test
    void anUndoneMatchIsTakenOutOfOdooAndARepeatedOneWrittenAnew() {
        Paid paid = sent("64.00");
        UUID statement = book(statement().debit("66.00", Says.endToEnd(endToEndId(paid))));
        assertThat(site().bookings(paid.reference())).hasSize(1);
        UUID line = onlyLine(statement);
        assertThat(breaks.undoMatch(CLERK, line, "It was another order")).isInstanceOf(Breaks.Result.Done.class);
        workUntilDone();
        assertThat(site().bookings(paid.reference())).isEmpty();
        assertThat(site().payments(paid.reference())).singleElement().satisfies(payment -> {
            assertThat(payment.flag("is_matched")).isFalse();
            assertThat(payment.flag("is_reconciled")).isTrue();
        });

        Breaks.View open = breaks.list(CLERK, Breaks.Filter.OPEN, null, 500).items().stream()
                .filter(b -> line.equals(b.lineId()))
                .findFirst()
                .orElseThrow();
        assertThat(breaks.split(CLERK, open.id(), List.of(paid.id()), "CHARGE", "It was right after all"))
                .isInstanceOf(Breaks.Result.Done.class);
        workUntilDone();
        assertThat(site().bookings(paid.reference())).singleElement().satisfies(booking -> {
            assertThat(booking.flag("is_reconciled")).isTrue();
            assertThat(site().shares(booking)).containsExactlyInAnyOrder("asset_current 64.00", "expense 2.00");
        });
        assertThat(site().payments(paid.reference()))
                .singleElement()
                .satisfies(payment -> assertThat(payment.flag("is_matched")).isTrue());
    }

    @Test
    void aWrittenOffEntryIsBookedAndAReopenedOneTakenOutAgain() {
        UUID statement = book(statement().fee("480.00"));
        assertThat(site().bookings(entryOf(statement))).isEmpty();
        Breaks.View open = breakOf(statement);
        assertThat(breaks.writeOff(CLERK, open.id(), "ACCOUNT_FEE", "Yearly fee"))
                .isInstanceOf(Breaks.Result.Done.class);
        workUntilDone();
        assertThat(site().bookings(entryOf(statement)))
                .singleElement()
                .satisfies(line -> assertThat(site().shares(line)).containsExactly("expense 480.00"));
        assertThat(breaks.reopen(CLERK, open.id(), "It was for something else")).isInstanceOf(Breaks.Result.Done.class);
        workUntilDone();
        assertThat(site().bookings(entryOf(statement))).isEmpty();
    }

    @Test
    void theRestOfASplitEntryIsLeftToWhoeverItBelongsTo() {
        Paid paid = sent("20.00");
        UUID statement = book(statement().debit("50.00", Says.nothing()));
        assertThat(breaks.split(
                        CLERK, breakOf(statement).id(), List.of(paid.id()), "NOT_OURS", "The rest is the canteen's"))
                .isInstanceOf(Breaks.Result.Done.class);
        workUntilDone();
        assertThat(site().bookings(paid.reference())).singleElement().satisfies(line -> {
            assertThat(line.decimal("amount")).isEqualByComparingTo("-50.00");
            assertThat(line.flag("is_reconciled")).isFalse();
            assertThat(line.decimal("amount_residual").abs()).isEqualByComparingTo("30.00");
        });
    }

    @Test
    void lessThatCameBackIsBookedWithItsFee() {
        Paid paid = sent("61.00");
        book(statement().debit("61.00", Says.endToEnd(endToEndId(paid))));
        book(statement().credit("56.00", Says.endToEnd(endToEndId(paid))));
        assertThat(site().bookings(paid.reference()))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.flag("is_reconciled")).isTrue());
        Rec back = site().bookings(paid.reference() + " returned").getFirst();
        assertThat(back.decimal("amount")).isEqualByComparingTo("56.00");
        assertThat(site().shares(back)).containsExactlyInAnyOrder("asset_current -61.00", "expense 5.00");
    }

    @Test
    void whatComesBackWholeLeavesTheFeeThatWasTaken() {
        int bill = site().bill("61.00", today());
        Paid paid = pay(bill);
        move(paid, "SENT");
        book(statement().debit("63.50", Says.endToEnd(endToEndId(paid))));
        book(statement(today().plusDays(1)).credit("61.00", Says.endToEnd(endToEndId(paid))));
        assertThat(site().billState(bill)).isEqualTo("not_paid 61.00");
        assertThat(site().bookings(paid.reference()))
                .extracting(line -> line.date("date").orElseThrow())
                .containsExactly(today(), today().plusDays(1));
        assertThat(site().bookings(paid.reference()))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.flag("is_reconciled")).isTrue());
        assertThat(site().bookings(paid.reference()).stream().flatMap(line -> site().shares(line).stream()))
                .containsExactlyInAnyOrder("asset_current 61.00", "expense 2.50", "asset_current -61.00");
    }

    @Test
    void receiptsAndWhatIsNotOursReachOdooWhereConfigured() {
        UUID statement = book(statement().credit("500.00", Says.nothing()));
        UUID line = onlyLine(statement);
        assertThat(Objects.requireNonNull(entries.load(List.of(line)).get(line)).wanted())
                .isFalse();
        ErpEntries all =
                new ErpEntries(jdbc, book, with(settings, settings.accounts(), OdooSettings.StatementLines.ALL), clock);
        ErpEntry entry = Objects.requireNonNull(all.load(List.of(line)).get(line));
        assertThat(entry.wanted()).isTrue();
        follow.bring(entry, NOTHING_TO_HEAR);
        assertThat(site().bookings(entry.text())).singleElement().satisfies(booking -> {
            assertThat(booking.decimal("amount")).isEqualByComparingTo("500.00");
            assertThat(booking.flag("is_reconciled")).isFalse();
        });
    }

    private static OdooSettings with(
            OdooSettings s, Map<String, String> accounts, OdooSettings.StatementLines statementLines) {
        return new OdooSettings(
                s.url(),
                s.db(),
                s.key(),
                s.user(),
                s.dialect(),
                s.pollEvery(),
                s.overlap(),
                s.timeout(),
                s.settle(),
                s.page(),
                s.hookToken(),
                s.identities(),
                s.companies(),
                accounts,
                statementLines);
    }

    /** A payment that its bank has, as Odoo knows it. */
    private Paid sent(String amount) {
        return sent(site().bill(amount, today()));
    }

    private Paid sent(int bill) {
        Paid paid = pay(bill);
        move(paid, "SENT");
        return paid;
    }

    String endToEndId(Paid paid) {
        return jdbc.sql("select end_to_end_id from payments.payment where id = :id")
                .param("id", paid.id())
                .query(String.class)
                .single();
    }

    TestStatement statement() {
        return statement(today());
    }

    private TestStatement statement(LocalDate day) {
        return new TestStatement(site().ownAccount(), String.valueOf(NUMBER.incrementAndGet()), day, null);
    }

    /** What the bank tells of one movement in several messages has one number. */
    private TestStatement numbered(String number) {
        return new TestStatement(site().ownAccount(), number, today(), null);
    }

    /** Takes a statement in and lets Odoo follow; answers the statement. */
    UUID book(TestStatement statement) {
        UUID file = UUID.randomUUID();
        statements.ingest(
                new Statements.Source("rheinbank", file, "test.xml"),
                consumer -> statement.all().forEach(consumer),
                Cause.system("bank", file));
        workUntilDone();
        return jdbc.sql("select id from reconciliation.statement where file_id = :file")
                .param("file", file)
                .query(UUID.class)
                .single();
    }

    private UUID onlyLine(UUID statement) {
        return jdbc.sql("select id from reconciliation.line where statement_id = :id")
                .param("id", statement)
                .query(UUID.class)
                .single();
    }

    private Breaks.View breakOf(UUID statement) {
        return breaks.list(CLERK, new Breaks.Filter(true, null, null, statement, false), null, 10)
                .items()
                .getFirst();
    }

    /** What a booking of the only line of a statement is called in Odoo. */
    private String entryOf(UUID statement) {
        return jdbc.sql(
                        "select booked_on || ' ' || right(account, 4) || ' ' || entry from reconciliation.erp_entry where id in (select id from reconciliation.line where statement_id = :id)")
                .param("id", statement)
                .query(String.class)
                .single();
    }

    void workUntilDone() {
        while (writeBack.work()) {
            Thread.onSpinWait();
        }
    }

    private boolean trusted(int account) {
        return jdbc.sql("select trusted from payments.party_account where erp_id = :id")
                .param("id", String.valueOf(account))
                .query(Boolean.class)
                .single();
    }

    /** A payment as the tests speak of it. */
    record Paid(UUID id, String reference, String amount) {}

    Paid pay(Integer... bills) {
        imports.run();
        List<UUID> invoices = List.of(bills).stream()
                .map(bill -> UUID.fromString(invoice(bill, "id")))
                .toList();
        return paid(runs.fromInvoices(CLERK, "Test", invoices, today()));
    }

    private Paid payPart(int bill, String amount) {
        imports.run();
        UUID invoice = UUID.fromString(invoice(bill, "id"));
        List<Runs.Part> part = List.of(new Runs.Part(invoice, new BigDecimal(amount)));
        return paid(runs.fromInvoices(CLERK, new Runs.Selection("Test", List.of(invoice), part, today()), null));
    }

    private Paid paid(Runs.Made made) {
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
