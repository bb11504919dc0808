package io.countersign.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.payments.Settlements;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.SentPayments.Batch;
import io.countersign.reconciliation.StatementPart.Balance;
import io.countersign.reconciliation.StatementPart.Kind;
import io.countersign.reconciliation.Statements.Received;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@CountersignTest
class ReconciliationTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-20");
    private static final Cause CAUSE = Cause.system("bank", new UUID(0, 5));
    private static final Caller CLERK = new Caller(
            new Cause(new Actor(Actor.Kind.HUMAN, "tomas", "Tomas Lind"), "c-tomas", null, null),
            Set.of(Capability.RECONCILIATION_WORK, Capability.PAYMENTS_READ),
            Set.of("reconciliation-clerk"),
            Set.of());

    @Autowired
    Statements statements;

    @Autowired
    Breaks breaks;

    @Autowired
    Settlements settlements;

    @Autowired
    ErpBook book;

    @Autowired
    JdbcClient jdbc;

    private SentPayments payments;

    @BeforeEach
    void fixture() {
        payments = new SentPayments(jdbc);
    }

    @Test
    void aFinalStatementReconcilesByEndToEndId() {
        Batch batch = payments.sent(2);
        Received received = ingest(statement(Kind.STATEMENT, batch.account(), "1", "100.00", "95.00")
                .debit(batch.amount(1), batch.endToEndId(1), "R1")
                .debit(batch.amount(2), batch.endToEndId(2), "R2"));

        assertThat(received).isEqualTo(new Received(1, 2, 0, 2, 0, received.took()));
        assertThat(payments.count(batch, "RECONCILED")).isEqualTo(2);
        UUID id = payments.id(batch, 1);
        assertThat(statements.ofPayment(CLERK, id)).singleElement().satisfies(line -> {
            assertThat(line.state()).isEqualTo("MATCHED");
            assertThat(line.strategy()).isEqualTo("END_TO_END_ID");
        });
    }

    @Test
    void aNotificationSettlesAndTheStatementThatRepeatsItReconciles() {
        Batch batch = payments.sent(1);
        ingest(statement(Kind.NOTIFICATION, batch.account(), "N1", null, null)
                .debit(batch.amount(1), batch.endToEndId(1), "R1"));
        assertThat(payments.state(batch, 1)).isEqualTo("SETTLED");

        Received received = ingest(statement(Kind.STATEMENT, batch.account(), "1", "100.00", "98.00")
                .debit(batch.amount(1), batch.endToEndId(1), "R1"));
        assertThat(received).isEqualTo(new Received(1, 1, 1, 1, 0, received.took()));
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
    }

    @Test
    void pain07_anyOverlapInAnyOrderLeadsToTheSameLines() {
        Batch batch = payments.sent(3);
        Parts first = statement(Kind.STATEMENT, batch.account(), "1", null, null)
                .debit(batch.amount(1), batch.endToEndId(1), null)
                .debit(batch.amount(2), batch.endToEndId(2), null);
        Parts overlapping = statement(Kind.STATEMENT, batch.account(), "2", null, null)
                .debit(batch.amount(2), batch.endToEndId(2), null)
                .debit(batch.amount(3), batch.endToEndId(3), null);
        ingest(overlapping);
        ingest(first);
        ingest(overlapping);

        assertThat(payments.count(batch, "RECONCILED")).isEqualTo(3);
        assertThat(movements(batch.account())).isEqualTo(3);
        assertThat(open(batch.account())).isEmpty();
    }

    @Test
    void twoEqualEntriesOfOneStatementAreTwoMovements() {
        Batch batch = payments.sent(1);
        Parts twice = statement(Kind.STATEMENT, batch.account(), "1", null, null)
                .debit(batch.amount(1), batch.endToEndId(1), "SAME")
                .debit(batch.amount(1), batch.endToEndId(1), "SAME");
        ingest(twice);
        assertThat(movements(batch.account())).isEqualTo(2);
        assertThat(open(batch.account()))
                .singleElement()
                .satisfies(b -> assertThat(b.kind()).isEqualTo(BreakKind.BOOKED_TWICE));
        ingest(twice);
        assertThat(movements(batch.account())).isEqualTo(2);
        assertThat(open(batch.account())).hasSize(1);
    }

    @Test
    void pain10_aBatchTotalIsExplainedByItsFileAndTheTotalIsProved() {
        Batch batch = payments.sent(5);
        ingest(statement(Kind.STATEMENT, batch.account(), "1", null, null).total(batch.total(), batch.messageId(), 5));
        assertThat(payments.count(batch, "RECONCILED")).isEqualTo(5);

        Batch other = payments.sent(5);
        BigDecimal wrong = other.total().subtract(BigDecimal.ONE);
        ingest(statement(Kind.STATEMENT, other.account(), "1", null, null).total(wrong, other.messageId(), 5));
        assertThat(payments.count(other, "SENT")).isEqualTo(5);
        assertThat(open(other.account()))
                .singleElement()
                .satisfies(b -> assertThat(b.kind()).isEqualTo(BreakKind.BATCH_DIFFERS));
    }

    @Test
    void pain08_anEntryOfManyTransactionsIsMatchedOneByOne() {
        Batch batch = payments.sent(3);
        Parts parts =
                statement(Kind.STATEMENT, batch.account(), "1", null, null).entry(batch.total(), "B1");
        for (int n = 1; n <= 3; n++) {
            parts.detail(batch.amount(n), batch.endToEndId(n));
        }
        assertThat(ingest(parts.close()).matched()).isEqualTo(3);
        assertThat(payments.count(batch, "RECONCILED")).isEqualTo(3);
    }

    @Test
    void aTotalThatNobodyCouldExplainIsExplainedByLaterDetails() {
        Batch batch = payments.sent(2);
        ingest(statement(Kind.STATEMENT, batch.account(), "1", null, null)
                .entry(batch.total(), "B1")
                .close());
        assertThat(open(batch.account())).hasSize(1);

        ingest(statement(Kind.NOTIFICATION, batch.account(), "N", null, null)
                .entry(batch.total(), "B1")
                .detail(batch.amount(1), batch.endToEndId(1))
                .detail(batch.amount(2), batch.endToEndId(2))
                .close());
        assertThat(payments.count(batch, "RECONCILED")).isEqualTo(2);
        assertThat(open(batch.account())).isEmpty();
    }

    @Test
    void theErpHearsOfWhatWasToldInAdvanceOnceAStatementShowsItsTotal() {
        Batch batch = payments.sent(2);
        UUID id = payments.id(batch, 1);
        ingest(statement(Kind.NOTIFICATION, batch.account(), "N", null, null)
                .entry(batch.total(), "B1")
                .detail(batch.amount(1), batch.endToEndId(1))
                .detail(batch.amount(2), batch.endToEndId(2))
                .close());
        settlements.giveBack(List.of(new Settlements.Return(id, DAY, "PACS-004", null, null)), CAUSE);
        assertThat(book.ofPayments(List.of(id)))
                .hasEntrySatisfying(id, booked -> assertThat(booked.left()).isNull());
        assertThat(book.reversed(received(batch), List.of())).containsExactly(id);

        ingest(statement(Kind.STATEMENT, batch.account(), "1", null, null)
                .entry(batch.total(), "B1")
                .close());
        assertThat(book.reversed(received(batch).subList(0, 1), List.of())).containsExactly(id);
        assertThat(book.ofPayments(List.of(id))).hasEntrySatisfying(id, booked -> {
            assertThat(booked.left()).isEqualTo(DAY);
            assertThat(booked.cameBack()).isNull();
        });
    }

    /** Of an account, the latest first. */
    private List<UUID> received(Batch batch) {
        return jdbc.sql("select id from reconciliation.statement where account = :account order by id desc")
                .param("account", batch.account())
                .query(UUID.class)
                .list();
    }

    @Test
    void aFileMayOpenAnyNumberOfBreaksAndALaterOneEndsThemAll() {
        int many = 2_500;
        Batch batch = payments.sent(many);
        Parts unnamed = statement(Kind.STATEMENT, batch.account(), "1", null, null);
        Parts named = statement(Kind.NOTIFICATION, batch.account(), "N", null, null);
        for (int n = 1; n <= many; n++) {
            unnamed.entry(batch.amount(n), "B" + n).close();
            named.entry(batch.amount(n), "B" + n)
                    .detail(batch.amount(n), batch.endToEndId(n))
                    .close();
        }

        assertThat(ingest(unnamed).breaks()).isEqualTo(many);
        assertThat(casesOfBreaks(batch.account(), "OPEN")).isEqualTo(many);

        ingest(named);
        assertThat(payments.count(batch, "RECONCILED")).isEqualTo(many);
        assertThat(casesOfBreaks(batch.account(), "RESOLVED")).isEqualTo(many);
    }

    private int casesOfBreaks(String account, String state) {
        return jdbc.sql("""
                        select count(*) from cases.record r join reconciliation.break b on r.dedup_key = 'break/' || b.id
                        where b.account = :account and r.state = :state
                        """)
                .param("account", account)
                .param("state", state)
                .query(Integer.class)
                .single();
    }

    @Test
    void anotherAmountThanOrderedIsABreakAndMovesNothing() {
        Batch batch = payments.sent(1);
        ingest(statement(Kind.STATEMENT, batch.account(), "1", null, null)
                .debit(new BigDecimal("20.01"), batch.endToEndId(1), "R1"));
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
        assertThat(open(batch.account())).singleElement().satisfies(b -> {
            assertThat(b.kind()).isEqualTo(BreakKind.AMOUNT_OVER);
            assertThat(b.paymentId()).isEqualTo(payments.id(batch, 1));
        });
    }

    @Test
    void aReturnGivesTheMoneyBackAndAReceiptIsNoBreak() {
        Batch batch = payments.sent(1);
        ingest(statement(Kind.STATEMENT, batch.account(), "1", null, null)
                .debit(batch.amount(1), batch.endToEndId(1), "R1"));
        ingest(statement(Kind.STATEMENT, batch.account(), "2", null, null)
                .returned(batch.amount(1), batch.endToEndId(1), "AC04")
                .receipt("50.00"));
        assertThat(payments.state(batch, 1)).isEqualTo("REVERSED");
        assertThat(open(batch.account())).isEmpty();
    }

    @Test
    void aDebitNobodyOrderedIsABreakThatAClerkExplains() {
        Batch batch = payments.sent(1);
        ingest(statement(Kind.STATEMENT, batch.account(), "1", null, null).debit(new BigDecimal("9.99"), null, "X"));
        Breaks.View view = open(batch.account()).get(0);
        assertThat(view.kind()).isEqualTo(BreakKind.UNMATCHED_DEBIT);
        assertThat(view.legalEntity()).isEqualTo("REC-DE");
        assertThat(cases(view)).isEqualTo(1);

        Caller nobody = new Caller(CLERK.cause(), Set.of(Capability.PAYMENTS_READ), Set.of(), Set.of());
        assertThat(breaks.explain(nobody, view.id(), "mine"))
                .isInstanceOfSatisfying(
                        Breaks.Result.Refused.class, r -> assertThat(r.code()).isEqualTo(ErrorCode.CAPABILITY_MISSING));
        assertThat(breaks.explain(CLERK, view.id(), "Card payment of the office"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(open(batch.account())).isEmpty();
        assertThat(audited(view.id())).containsExactly("break.opened", "break.resolved");
    }

    @Test
    void aClerkMatchesByHandOnlyWhatFits() {
        Batch batch = payments.sent(2);
        ingest(statement(Kind.STATEMENT, batch.account(), "1", null, null).debit(batch.amount(1), null, "X"));
        Breaks.View view = open(batch.account()).get(0);

        assertThat(breaks.match(CLERK, view.id(), payments.id(batch, 2), "looks like it"))
                .isInstanceOf(Breaks.Result.Refused.class);
        assertThat(breaks.match(CLERK, view.id(), payments.id(batch, 1), "The bank lost the reference"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
        assertThat(payments.state(batch, 2)).isEqualTo("SENT");
    }

    @Test
    void aStatementThatDoesNotContinueIsABreakUntilTheMissingOneArrives() {
        Batch batch = payments.sent(1);
        ingest(statement(Kind.STATEMENT, batch.account(), "1", "100.00", "100.00")
                .on(DAY));
        ingest(statement(Kind.STATEMENT, batch.account(), "3", "150.00", "150.00")
                .on(DAY.plusDays(2)));
        assertThat(open(batch.account()))
                .extracting(Breaks.View::kind)
                .containsExactlyInAnyOrder(BreakKind.OPENING_DIFFERS, BreakKind.SEQUENCE_GAP);

        ingest(statement(Kind.STATEMENT, batch.account(), "2", "100.00", "150.00")
                .on(DAY.plusDays(1))
                .receipt("50.00"));
        assertThat(open(batch.account())).isEmpty();
    }

    @Test
    void pain06_statementNumbersBeginAgainWithTheYear() {
        Batch batch = payments.sent(1);
        ingest(statement(Kind.STATEMENT, batch.account(), "1", "0.00", "10.00")
                .on(LocalDate.parse("2025-01-02"))
                .receipt("10.00"));
        ingest(statement(Kind.STATEMENT, batch.account(), "250", "10.00", "10.00")
                .on(LocalDate.parse("2025-12-31")));
        ingest(statement(Kind.STATEMENT, batch.account(), "1", "10.00", "20.00")
                .on(LocalDate.parse("2026-01-02"))
                .receipt("10.00"));
        assertThat(movements(batch.account())).isEqualTo(2);
        assertThat(open(batch.account())).extracting(Breaks.View::kind).containsExactly(BreakKind.SEQUENCE_GAP);
    }

    @Test
    void balancesThatDoNotCloseAreReportedWithTheDifference() {
        Batch batch = payments.sent(1);
        ingest(statement(Kind.STATEMENT, batch.account(), "1", "100.00", "999.99")
                .receipt("12.50"));
        assertThat(open(batch.account())).singleElement().satisfies(b -> {
            assertThat(b.kind()).isEqualTo(BreakKind.CLOSING_DIFFERS);
            assertThat(b.detail()).contains("887.49");
        });
    }

    @Test
    void pain13_aMonthOfEntriesIsReconciledInOneTransaction() {
        int many = 20_000;
        Batch batch = payments.in("ACCEPTED", many);
        Received received = statements.ingest(
                source(),
                consumer -> {
                    consumer.accept(statement(Kind.STATEMENT, batch.account(), "1", null, null)
                            .opened());
                    for (int n = 1; n <= many; n++) {
                        consumer.accept(Parts.entry(n, batch.amount(n), false, "R" + n, null, null));
                        consumer.accept(Parts.detail(batch.amount(n), batch.endToEndId(n), null, null));
                        consumer.accept(new StatementPart.EntryClosed(null));
                    }
                    consumer.accept(new StatementPart.Closed(many));
                },
                CAUSE);
        assertThat(received.matched()).isEqualTo(many);
        assertThat(payments.count(batch, "RECONCILED")).isEqualTo(many);
    }

    @Test
    void theAccountsInAStatementAreOursAndThoseOfCounterpartiesForWhoMayReadIt() {
        Batch batch = payments.sent(1);
        statements.ingest(
                new Statements.Source("rheinbank", new UUID(0, 9), "file.xml"),
                consumer -> TestStatement.of(batch.account())
                        .debit("7.00", TestStatement.Says.counterparty("DE75512108001245126199"))
                        .debit("8.00", TestStatement.Says.nothing())
                        .all()
                        .forEach(consumer),
                CAUSE);
        UUID id = statements
                .list(CLERK, new Statements.Filter(batch.account(), null, null, null), null, 1)
                .items()
                .getFirst()
                .id();
        assertThat(statements.accounts(CLERK, id, 0, 20))
                .containsExactlyInAnyOrder(batch.account(), "DE75512108001245126199");
        assertThat(statements.accounts(CLERK, id, 600, 620)).containsExactly(batch.account());
        Caller elsewhere = new Caller(CLERK.cause(), CLERK.capabilities(), CLERK.roles(), Set.of("NO-SUCH-ENTITY"));
        assertThat(statements.accounts(elsewhere, id, 0, 20)).isEmpty();
    }

    private Received ingest(Parts parts) {
        return statements.ingest(source(), consumer -> parts.all().forEach(consumer), CAUSE);
    }

    private static Statements.Source source() {
        return new Statements.Source("rheinbank", new UUID(0, 9), "file.xml");
    }

    private List<Breaks.View> open(String account) {
        return breaks.list(CLERK, Breaks.Filter.OPEN, null, 500).items().stream()
                .filter(b -> b.account().equals(account))
                .toList();
    }

    private long movements(String account) {
        return jdbc.sql("""
                select count(*) from reconciliation.line where account = :account and first_id is null and role <> 'PART'
                """).param("account", account).query(Long.class).single();
    }

    private long cases(Breaks.View view) {
        return jdbc.sql("select count(*) from governance.event where type = 'case.opened' and data::text like :id")
                .param("id", "%" + view.reference() + "%")
                .query(Long.class)
                .single();
    }

    private List<String> audited(UUID breakId) {
        return jdbc.sql("select act from governance.audit_entry where subject = :id order by sequence")
                .param("id", breakId.toString())
                .query(String.class)
                .list();
    }

    private static Parts statement(
            Kind kind, String account, String sequence, @Nullable String opening, @Nullable String closing) {
        return new Parts(kind, account, sequence, opening, closing);
    }

    /** A statement in the making. */
    private static final class Parts {
        private final Kind kind;
        private final String account;
        private final String sequence;
        private final @Nullable String opening;
        private final @Nullable String closing;
        private final List<StatementPart> entries = new ArrayList<>();
        private LocalDate day = DAY;
        private int line;

        Parts(Kind kind, String account, String sequence, @Nullable String opening, @Nullable String closing) {
            this.kind = kind;
            this.account = account;
            this.sequence = sequence;
            this.opening = opening;
            this.closing = closing;
        }

        Parts on(LocalDate date) {
            day = date;
            return this;
        }

        Parts debit(BigDecimal amount, @Nullable String endToEndId, @Nullable String reference) {
            entries.add(entry(++line, amount, false, reference, null, null));
            entries.add(detail(amount, endToEndId, null, null));
            return close();
        }

        Parts returned(BigDecimal amount, String endToEndId, String code) {
            entries.add(entry(++line, amount, true, "RET-" + endToEndId, null, null));
            entries.add(detail(amount, endToEndId, code, "Account closed"));
            return close();
        }

        Parts receipt(String amount) {
            entries.add(entry(++line, new BigDecimal(amount), true, "IN-" + day + "-" + line, null, null));
            return close();
        }

        Parts total(BigDecimal amount, String messageId, int count) {
            entries.add(entry(++line, amount, false, "T-" + messageId, messageId, count));
            return close();
        }

        Parts entry(BigDecimal amount, String reference) {
            entries.add(entry(++line, amount, false, reference, null, null));
            return this;
        }

        Parts detail(BigDecimal amount, String endToEndId) {
            entries.add(detail(amount, endToEndId, null, null));
            return this;
        }

        Parts close() {
            entries.add(new StatementPart.EntryClosed(null));
            return this;
        }

        StatementPart.Opened opened() {
            List<Balance> balances = new ArrayList<>();
            if (opening != null) {
                balances.add(new Balance("OPBD", new BigDecimal(opening), "EUR", true, day));
            }
            if (closing != null) {
                balances.add(new Balance("CLBD", new BigDecimal(closing), "EUR", true, day));
            }
            return new StatementPart.Opened(
                    kind,
                    StatementPart.About.of("test"),
                    0,
                    "BANK-" + sequence,
                    "S" + sequence,
                    account,
                    "EUR",
                    sequence.matches("\\d+") ? new BigDecimal(sequence) : null,
                    day.atStartOfDay().toInstant(ZoneOffset.UTC),
                    day,
                    day,
                    balances);
        }

        List<StatementPart> all() {
            List<StatementPart> all = new ArrayList<>();
            all.add(opened());
            for (StatementPart part : entries) {
                all.add(part instanceof StatementPart.Entry e && !day.equals(DAY) ? onDay(e) : part);
            }
            all.add(new StatementPart.Closed(line));
            return all;
        }

        private StatementPart.Entry onDay(StatementPart.Entry e) {
            return new StatementPart.Entry(
                    e.line(),
                    e.sourceLine(),
                    e.amount(),
                    e.currency(),
                    e.credit(),
                    e.reversal(),
                    e.status(),
                    day,
                    day,
                    e.reference(),
                    e.bankReference(),
                    e.code(),
                    e.batch(),
                    e.charges(),
                    e.exchange());
        }

        static StatementPart.Entry entry(
                int line,
                BigDecimal amount,
                boolean credit,
                @Nullable String reference,
                @Nullable String batch,
                @Nullable Integer count) {
            return new StatementPart.Entry(
                    line,
                    0,
                    amount,
                    "EUR",
                    credit,
                    false,
                    "BOOK",
                    DAY,
                    DAY,
                    null,
                    reference,
                    new StatementPart.BankCode("PMNT", "ICDT", "ESCT", null, null),
                    batch == null ? null : new StatementPart.Batch(batch, batch, count),
                    List.of(),
                    null);
        }

        static StatementPart.Detail detail(
                BigDecimal amount, @Nullable String endToEndId, @Nullable String code, @Nullable String text) {
            return new StatementPart.Detail(
                    0,
                    amount,
                    "EUR",
                    null,
                    StatementPart.References.of(endToEndId, null),
                    new StatementPart.Counterparty("Creditor", null, null, null),
                    List.of("Invoice"),
                    List.of(),
                    code == null ? null : new StatementPart.Return(code, text, null),
                    List.of(),
                    null,
                    null,
                    null,
                    null);
        }
    }
}
