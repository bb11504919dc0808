package io.countersign.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.controls.policy.Policies;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.model.ReasonCodes;
import io.countersign.payments.BankDays;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.SentPayments.Batch;
import io.countersign.reconciliation.TestStatement.Says;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@CountersignTest
class BreakWorkTest {

    private static final String CREDITOR = "DE75512108001245126199";
    private static final Caller TOMAS = clerk("tomas");
    private static final Caller EDITH = clerk("edith");

    @Autowired
    Statements statements;

    @Autowired
    Breaks breaks;

    @Autowired
    Certificates certificates;

    @Autowired
    MonthInView months;

    @Autowired
    LateWatch watch;

    @Autowired
    BankDays bankDays;

    @Autowired
    Policies policies;

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
    void pain11_aFeeWithinPolicyIsAcceptedWithAnEntryOfItsOwn() {
        Batch batch = payments.sent(1);
        ingest(TestStatement.of(batch.account()).debit("14.50", Says.endToEnd(batch.endToEndId(1))));

        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
        assertThat(open(batch)).isEmpty();
        assertThat(differences(batch)).containsExactly("CHARGE -12.50 EUR reconciliation");
        assertThat(evidence(payments.id(batch, 1)))
                .contains("\"booked\": \"EUR 14.50\"", "\"ordered\": \"EUR 2.00\"", "\"difference\": \"-12.50\"");
    }

    @Test
    void pain12_aDifferenceWithinTheLimitIsWrittenOffByOnePerson() {
        Batch batch = payments.sent(1);
        Breaks.View view = over(batch, "102.00");

        assertThat(breaks.writeOff(TOMAS, view.id(), "CHARGE", "Fee of the correspondent"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
        assertThat(differences(batch)).containsExactly("CHARGE -100.00 EUR reconciliation");
        assertThat(breaks.history(TOMAS, view.id())).singleElement().satisfies(done -> {
            assertThat(done.act()).isEqualTo("WRITE_OFF");
            assertThat(done.by()).isEqualTo("tomas");
            assertThat(done.amount()).isEqualByComparingTo("-100.00");
            assertThat(done.policy()).startsWith("reconciliation@");
        });
    }

    @Test
    void aWriteOffAboveTheLimitNeedsASecondPerson() {
        Batch batch = payments.sent(1);
        Breaks.View view = over(batch, "402.00");

        assertThat(breaks.writeOff(TOMAS, view.id(), "CHARGE", "Fee")).isInstanceOf(Breaks.Result.Waits.class);
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
        assertThat(breaks.writeOff(TOMAS, view.id(), "CHARGE", "Fee"))
                .isInstanceOfSatisfying(
                        Breaks.Result.Refused.class, r -> assertThat(r.code()).isEqualTo(ErrorCode.SAME_PERSON));
        assertThat(breaks.writeOff(EDITH, view.id(), "CHARGE", "Seen, it is right"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
        assertThat(differences(batch)).containsExactly("CHARGE -400.00 EUR reconciliation");
    }

    @Test
    void aSecondPersonConfirmsWhatWasProposedAndNothingElse() {
        Batch batch = payments.sent(1);
        Breaks.View view = over(batch, "402.00");
        breaks.writeOff(TOMAS, view.id(), "CHARGE", "Fee");

        assertThat(breaks.writeOff(EDITH, view.id(), "ROUNDING", "No, a rounding"))
                .isInstanceOf(Breaks.Result.Waits.class);
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
        assertThat(breaks.writeOff(TOMAS, view.id(), "ROUNDING", "Right, a rounding"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(differences(batch)).containsExactly("ROUNDING -400.00 EUR reconciliation");
    }

    @Test
    void aProposedWriteOffCanBeWithdrawn() {
        Batch batch = payments.sent(1);
        Breaks.View view = over(batch, "402.00");
        breaks.writeOff(TOMAS, view.id(), "CHARGE", "Fee");
        assertThat(breaks.reopen(TOMAS, view.id(), "Proposed for the wrong entry"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(breaks.writeOff(EDITH, view.id(), "CHARGE", "Fee")).isInstanceOf(Breaks.Result.Waits.class);
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
        assertThat(breaks.history(TOMAS, view.id()))
                .extracting(Breaks.Done::act)
                .containsExactly("PROPOSE_WRITE_OFF", "WITHDRAW", "PROPOSE_WRITE_OFF");
        assertThat(audited(view.id()))
                .containsExactly(
                        "break.opened", "break.write-off-proposed", "break.reopened", "break.write-off-proposed");
    }

    @Test
    void anActOnAnEntryThatWasTakenUpAnewIsNotUndone() {
        Batch batch = payments.sent(2);
        ingest(TestStatement.of(batch.account()).debit("2.00", Says.nothing()));
        Breaks.View first = open(batch).getFirst();
        breaks.match(TOMAS, first.id(), payments.id(batch, 1), "This one");
        breaks.undoMatch(
                TOMAS,
                statements.ofPayment(TOMAS, payments.id(batch, 1)).getFirst().id(),
                "No, that one");
        Breaks.View second = open(batch).getFirst();
        assertThat(breaks.reopen(TOMAS, first.id(), "Again")).isInstanceOf(Breaks.Result.Refused.class);

        breaks.split(TOMAS, second.id(), List.of(payments.id(batch, 2)), "CHARGE", "That one");
        assertThat(payments.state(batch, 2)).isEqualTo("RECONCILED");
        assertThat(breaks.reopen(TOMAS, first.id(), "Again")).isInstanceOf(Breaks.Result.Refused.class);
        assertThat(payments.state(batch, 2)).isEqualTo("RECONCILED");
        assertThat(breaks.reopen(TOMAS, second.id(), "Neither")).isInstanceOf(Breaks.Result.Done.class);
        assertThat(payments.state(batch, 2)).isEqualTo("ACCEPTED");
    }

    @Test
    void aFeeOfTheAccountIsBookedByPolicyAndOneAboveItIsABreak() {
        Batch batch = payments.sent(1);
        ingest(TestStatement.of(batch.account()).fee("48.90").fee("480.00"));
        assertThat(differences(batch)).containsExactly("ACCOUNT_FEE -48.90 EUR reconciliation");
        assertThat(open(batch))
                .singleElement()
                .satisfies(b -> assertThat(b.kind()).isEqualTo(BreakKind.CHARGE));

        breaks.writeOff(TOMAS, open(batch).getFirst().id(), "ACCOUNT_FEE", "Yearly fee");
        assertThat(open(batch)).isEmpty();
    }

    @Test
    void whatIsOnlyLikelyIsSuggestedAndNeverMatched() {
        Batch batch = payments.sent(3);
        ingest(TestStatement.of(batch.account())
                .debit("2.00", Says.counterparty(CREDITOR))
                .debit("3.00", new Says(null, CREDITOR, "pays R-" + batch.prefix() + "-2 thanks", null))
                .debit("4.00", Says.nothing()));

        assertThat(payments.count(batch, "SENT")).isEqualTo(3);
        List<Breaks.View> open = open(batch);
        assertThat(open).hasSize(3);
        assertThat(first(open.get(0)).strategy()).isEqualTo("COUNTERPARTY_AND_AMOUNT");
        assertThat(first(open.get(1)).strategy()).isEqualTo("NUMBER_IN_TEXT");
        assertThat(first(open.get(1)).score()).isEqualTo(90);
        assertThat(first(open.get(2)).strategy()).isEqualTo("AMOUNT_AND_DATE");
        assertThat(first(open.get(2)).score()).isEqualTo(40);
    }

    @Test
    void aNumberInATextFindsItsPaymentAmongManyOfTheSameAmount() {
        Batch batch = payments.sentOf(money(5), 60);
        ingest(TestStatement.of(batch.account())
                .debit("5.00", new Says(null, null, "rent (r." + batch.prefix() + " 17), thanks", null))
                .debit("5.00", new Says(null, null, "rent R-" + batch.prefix() + "-170", null))
                .debit("5.00", Says.nothing()));

        List<Breaks.View> open = open(batch);
        assertThat(breaks.suggestions(TOMAS, open.getFirst().id()))
                .singleElement()
                .satisfies(s -> {
                    assertThat(s.strategy()).isEqualTo("NUMBER_IN_TEXT");
                    assertThat(s.payments()).containsExactly(payments.id(batch, 17));
                });
        assertThat(breaks.suggestions(TOMAS, open.get(1).id())).isEmpty();
        assertThat(breaks.suggestions(TOMAS, open.get(2).id())).isEmpty();
    }

    @Test
    void oneEntryForSeveralPaymentsIsMatchedByOneKeyAndUndoneByAnother() {
        Batch batch = payments.sent(4);
        ingest(TestStatement.of(batch.account()).debit("14.00", Says.counterparty(CREDITOR)));
        Breaks.View view = open(batch).getFirst();
        Breaks.Suggestion suggestion = first(view);
        assertThat(suggestion.strategy()).isEqualTo("SEVERAL_PAYMENTS");
        assertThat(suggestion.payments()).hasSize(4);

        assertThat(breaks.match(TOMAS, view.id(), suggestion.payments(), List.of(), "All four"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(payments.count(batch, "RECONCILED")).isEqualTo(4);

        assertThat(breaks.reopen(TOMAS, view.id(), "It was another supplier")).isInstanceOf(Breaks.Result.Done.class);
        assertThat(payments.count(batch, "ACCEPTED")).isEqualTo(4);
        assertThat(open(batch))
                .singleElement()
                .satisfies(b -> assertThat(b.id()).isEqualTo(view.id()));
        assertThat(breaks.explain(TOMAS, view.id(), "Of another company")).isInstanceOf(Breaks.Result.Done.class);
        assertThat(breaks.history(TOMAS, view.id()))
                .extracting(Breaks.Done::act)
                .containsExactly("MATCH", "REOPEN", "NOT_OURS");
        assertThat(audited(view.id()))
                .containsExactly("break.opened", "break.resolved", "break.reopened", "break.resolved");
    }

    @Test
    void twoPossibleGroupsAreNoAnswer() {
        assertThat(CombinedSums.groups(List.of(money(2), money(3), money(4), money(5)), money(7)))
                .containsExactlyInAnyOrder(List.of(0, 3), List.of(1, 2));
        Batch batch = payments.sent(4);
        ingest(TestStatement.of(batch.account()).debit("7.00", Says.counterparty(CREDITOR)));
        assertThat(breaks.suggestions(TOMAS, open(batch).getFirst().id()))
                .hasSize(2)
                .allSatisfy(s -> assertThat(s.score()).isEqualTo(30));
    }

    @Test
    void severalEntriesForOnePaymentAreMatchedTogether() {
        Batch batch = payments.sent(2);
        ingest(TestStatement.of(batch.account())
                .debit("1.25", Says.counterparty(CREDITOR))
                .debit("1.75", Says.counterparty(CREDITOR)));
        Breaks.View view = open(batch).getFirst();
        Breaks.Suggestion suggestion = first(view);
        assertThat(suggestion.strategy()).isEqualTo("SEVERAL_LINES");
        assertThat(breaks.match(TOMAS, view.id(), suggestion.payments(), suggestion.breaks(), "Two halves"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(open(batch)).isEmpty();
        assertThat(payments.state(batch, 2)).isEqualTo("RECONCILED");
    }

    @Test
    void aPartOfAnEntryBelongsToAPaymentAndTheRestToSomebodyElse() {
        Batch batch = payments.sent(1);
        ingest(TestStatement.of(batch.account()).debit("50.00", Says.nothing()));
        Breaks.View view = open(batch).getFirst();
        List<UUID> payment = List.of(payments.id(batch, 1));

        assertThat(breaks.split(TOMAS, view.id(), payment, "ROUNDING", "cents"))
                .isInstanceOf(Breaks.Result.Refused.class);
        assertThat(breaks.split(TOMAS, view.id(), payment, "NOT_OURS", "The rest is the canteen's"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
        assertThat(differences(batch)).containsExactly("NOT_OURS -48.00 EUR null");
    }

    @Test
    void theCreditorsReferenceProvesOnlyWhereItIsUnique() {
        Batch batch = payments.sent(2);
        jdbc.sql(
                        "update payments.payment set structured_ref = 'RF18539007547034', remittance = null, amount = 9 where id = :id")
                .param("id", payments.id(batch, 1))
                .update();
        Says says = new Says(null, CREDITOR, null, "RF18539007547034");
        ingest(TestStatement.of(batch.account()).debit("9.00", says));
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");

        Batch twins = payments.sent(2);
        jdbc.sql(
                        "update payments.payment set structured_ref = 'RF18539007547034', remittance = null, amount = 9 where id in (:ids)")
                .param("ids", List.of(payments.id(twins, 1), payments.id(twins, 2)))
                .update();
        ingest(TestStatement.of(twins.account()).debit("9.00", says));
        assertThat(payments.count(twins, "SENT")).isEqualTo(2);
        assertThat(open(twins)).hasSize(1);
    }

    @Test
    void aMatchMadeByRuleCanBeUndone() {
        Batch batch = payments.sent(1);
        ingest(TestStatement.of(batch.account()).debit("2.00", Says.endToEnd(batch.endToEndId(1))));
        UUID line =
                statements.ofPayment(TOMAS, payments.id(batch, 1)).getFirst().id();

        assertThat(breaks.undoMatch(TOMAS, line, "The bank says it was another order"))
                .isInstanceOf(Breaks.Result.Done.class);
        assertThat(payments.state(batch, 1)).isEqualTo("ACCEPTED");
        assertThat(open(batch))
                .singleElement()
                .satisfies(b -> assertThat(b.kind()).isEqualTo(BreakKind.MATCH_UNDONE));
        assertThat(breaks.undoMatch(TOMAS, line, "again")).isInstanceOf(Breaks.Result.Refused.class);
    }

    @Test
    void aCorrectedStatementIsABreakAndTheNextOneContinuesIt() {
        Batch batch = payments.sent(3);
        ingest(new TestStatement(batch.account(), "1", TestStatement.DAY, "100.00")
                .debit("2.00", Says.endToEnd(batch.endToEndId(1))));
        ingest(new TestStatement(batch.account(), "1", TestStatement.DAY, "100.00")
                .debit("2.00", Says.endToEnd(batch.endToEndId(1)))
                .debit("3.00", Says.endToEnd(batch.endToEndId(2))));
        ingest(new TestStatement(batch.account(), "2", TestStatement.DAY.plusDays(3), "95.00")
                .debit("4.00", Says.endToEnd(batch.endToEndId(3))));

        assertThat(payments.count(batch, "RECONCILED")).isEqualTo(3);
        assertThat(open(batch)).singleElement().satisfies(corrected -> {
            assertThat(corrected.kind()).isEqualTo(BreakKind.STATEMENT_CORRECTED);
            assertThat(corrected.detail())
                    .startsWith(
                            "It replaces a version with 1 entry, credits EUR 0.00 and debits EUR 2.00 by one with 2,");
        });
    }

    @Test
    void aBreakIsToldInWordsAndFigures() {
        Batch batch = payments.sent(1);
        ingest(TestStatement.of(batch.account())
                .debit("1204.5", Says.endToEnd(batch.endToEndId(1)))
                .returned("5.00", "AC04")
                .returned("6.00", "X999"));
        assertThat(open(batch))
                .extracting(Breaks.View::detail)
                .containsExactlyInAnyOrder(
                        "The bank booked EUR 1,204.50, the payment is EUR 2.00",
                        "Money came back that names no payment of the hub; the bank's reason: %s (AC04)"
                                .formatted(ReasonCodes.RETURN.words("AC04").orElseThrow()),
                        "Money came back that names no payment of the hub; the bank's reason: X999");
    }

    @Test
    void aStatementThatDoesNotComeIsABreakUntilItDoes() {
        Batch batch = payments.sent(1);
        Duration within = policies.statementDue().orElseThrow().within();
        String connection = jdbc.sql("select connection from payments.account_directory where number = :number")
                .param("number", batch.account())
                .query(String.class)
                .single();
        LocalDate day = LateWatch.expected(clock.instant(), within, bankDays.ofAccount(connection, "EUR"));
        ingest(new TestStatement(batch.account(), "1", day.minusDays(1), "10.00"));
        watch.lookForLateStatements();
        watch.lookForLateStatements();
        assertThat(open(batch)).singleElement().satisfies(b -> {
            assertThat(b.kind()).isEqualTo(BreakKind.STATEMENT_MISSING);
            assertThat(b.statementId()).isNull();
        });

        ingest(new TestStatement(batch.account(), "2", day, "10.00"));
        assertThat(open(batch)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # now                 | the statement that has to be here
            2026-11-25T10:00:00Z  | 2026-11-23
            2026-11-24T10:00:00Z  | 2026-11-20
            2026-11-24T09:59:59Z  | 2026-11-19
            2026-11-22T12:00:00Z  | 2026-11-19
            # 24 December is a Thursday, 25 and 26 December are TARGET holidays, 1 January is one and a Friday
            2026-12-27T12:00:00Z  | 2026-12-23
            2026-12-28T12:00:00Z  | 2026-12-23
            2026-12-29T10:00:00Z  | 2026-12-24
            2027-01-04T12:00:00Z  | 2026-12-30
            2027-01-05T10:00:00Z  | 2026-12-31
            """)
    void weekendsAndHolidaysOfTheBankAreWaitedFor(Instant now, LocalDate expected) {
        assertThat(LateWatch.expected(now, Duration.ofHours(34), bankDays.ofAccount("any-bank", "EUR")))
                .isEqualTo(expected);
    }

    @Test
    void aHolidayOfOneCurrencyIsNoneOfAnother() {
        Instant afterSaintStephen = Instant.parse("2026-04-28T12:00:00Z");
        assertThat(LateWatch.expected(afterSaintStephen, Duration.ofHours(34), bankDays.ofAccount("any-bank", "EUR")))
                .isEqualTo("2026-04-24");
        Instant afterThanksgiving = Instant.parse("2026-11-27T12:00:00Z");
        assertThat(LateWatch.expected(afterThanksgiving, Duration.ofHours(34), bankDays.ofAccount("any-bank", "USD")))
                .isEqualTo("2026-11-24");
        assertThat(LateWatch.expected(afterThanksgiving, Duration.ofHours(34), bankDays.ofAccount("any-bank", "EUR")))
                .isEqualTo("2026-11-25");
    }

    @Test
    void aStatementOfAForeignAccountIsOneBreak() {
        String foreign = "DE00999999990000000" + (clock.millis() % 1000);
        ingest(TestStatement.of(foreign).debit("1.00", Says.nothing()).debit("2.00", Says.nothing()));
        assertThat(openOf(foreign)).extracting(Breaks.View::kind).containsExactly(BreakKind.UNKNOWN_ACCOUNT);
    }

    @Test
    void theDayOfAnAccountHasOneCertificateAsPageCsvAndPdf() {
        Batch batch = payments.sent(2);
        ingest(new TestStatement(batch.account(), "1", TestStatement.DAY.minusDays(1), "100.00"));
        ingest(new TestStatement(batch.account(), "2", TestStatement.DAY, "100.00")
                .debit("2.00", Says.endToEnd(batch.endToEndId(1)))
                .debit("15.50", Says.endToEnd(batch.endToEndId(2)))
                .fee("5.00")
                .debit("7.77", Says.nothing()));
        UUID statement = statements
                .list(TOMAS, new Statements.Filter(batch.account(), null, null, null), null, 1)
                .items()
                .getFirst()
                .id();
        Certificate certificate = certificates.of(TOMAS, statement).orElseThrow();
        assertThat(certificate.entries()).isEqualTo(new Certificate.Counts(4, 2, 0, 1, 1));
        assertThat(certificate.computed()).isEqualByComparingTo("69.73").isEqualByComparingTo(certificate.closing());
        assertThat(certificate.continuous()).isTrue();
        assertThat(certificate.differences()).isEqualByComparingTo("-17.50");
        assertThat(certificate.clean()).isFalse();
        assertThat(certificate.unproved()).containsExactly("1 break is open");

        CertificateDocument document = new CertificateDocument(certificate);
        assertThat(new String(document.csv(), StandardCharsets.UTF_8))
                .contains(
                        "\"Verdict\",\"Not closed yet: 1 break is open\"",
                        "\"Opening balance\",\"100.00\"",
                        "\"Unmatched\",\"1\"",
                        "\"Written off\",\"-17.50\"");
        assertThat(new String(document.pdf(), 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    }

    @Test
    void aDayOfSeveralStatementsIsOneDayAndProvedByAllOfThem() {
        Batch batch = payments.sent(1);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        ingest(new TestStatement(batch.account(), "1", today.minusDays(1), "100.00"));
        ingest(new TestStatement(batch.account(), "2", today, "100.00").credit("5.00", Says.nothing()));
        ingest(new TestStatement(batch.account(), "3", today, "105.00"));
        assertThat(month(batch)).isEqualTo("2 of 2");

        ingest(new TestStatement(batch.account(), "4", today, "999.00"));
        assertThat(month(batch)).isEqualTo("1 of 2");
    }

    private String month(Batch batch) {
        return months.accounts(TOMAS).stream()
                .filter(account -> account.number().equals(batch.account()))
                .map(account -> account.provedDays() + " of " + account.days())
                .collect(Collectors.joining());
    }

    private Breaks.View over(Batch batch, String amount) {
        ingest(TestStatement.of(batch.account()).debit(amount, Says.endToEnd(batch.endToEndId(1))));
        assertThat(open(batch))
                .singleElement()
                .satisfies(b -> assertThat(b.kind()).isEqualTo(BreakKind.AMOUNT_OVER));
        return open(batch).getFirst();
    }

    private void ingest(TestStatement statement) {
        statements.ingest(
                new Statements.Source("rheinbank", new UUID(0, 9), "file.xml"),
                consumer -> statement.all().forEach(consumer),
                Cause.system("bank", new UUID(0, 5)));
    }

    private Breaks.Suggestion first(Breaks.View view) {
        return breaks.suggestions(TOMAS, view.id()).getFirst();
    }

    private List<Breaks.View> open(Batch batch) {
        return openOf(batch.account());
    }

    private List<Breaks.View> openOf(String account) {
        return breaks.list(TOMAS, Breaks.Filter.OPEN, null, 500).items().stream()
                .filter(b -> b.account().equals(account))
                .sorted((a, b) -> a.reference().compareTo(b.reference()))
                .toList();
    }

    private List<String> differences(Batch batch) {
        return jdbc.sql("""
                select d.kind || ' ' || d.amount || ' ' || d.currency || ' ' || coalesce(split_part(d.policy, '@', 1), 'null')
                from reconciliation.difference d join reconciliation.line l on l.id = d.line_id
                where l.account = :account and d.undone_at is null order by d.made_at, l.entry
                """)
                .param("account", batch.account())
                .query(String.class)
                .list();
    }

    private String evidence(UUID payment) {
        return jdbc.sql("select evidence::text from reconciliation.match where payment_id = :id")
                .param("id", payment)
                .query(String.class)
                .single();
    }

    private List<String> audited(UUID breakId) {
        return jdbc.sql("select act from governance.audit_entry where subject = :id order by sequence")
                .param("id", breakId.toString())
                .query(String.class)
                .list();
    }

    private static BigDecimal money(int amount) {
        return BigDecimal.valueOf(amount);
    }

    private static Caller clerk(String name) {
        return new Caller(
                new Cause(new Actor(Actor.Kind.HUMAN, name, name), "c-" + name, null, null),
                Set.of(Capability.RECONCILIATION_WORK, Capability.PAYMENTS_READ),
                Set.of("reconciliation-clerk"),
                Set.of());
    }
}
