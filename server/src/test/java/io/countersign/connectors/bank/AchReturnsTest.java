package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.payments.ports.BankInbox;
import io.countersign.payments.ports.BankInbox.Receipt;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.SentPayments;
import io.countersign.reconciliation.SentPayments.Batch;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** ACH entries of ours that came back, or of which the receiving bank wants something changed. */
@CountersignTest
@TestPropertySource(
        properties = {"countersign.bank.connections[0].name=rheinbank", "countersign.bank.connections[0].channel=PORTAL"
        })
class AchReturnsTest {

    @Autowired
    BankInbox inbox;

    @Autowired
    JdbcClient jdbc;

    private SentPayments payments;

    @BeforeEach
    void fixture() {
        payments = new SentPayments(jdbc);
    }

    @Test
    void anEntryThatCameBackReversesItsPaymentWithTheReasonInWords() {
        Batch batch = ach("SETTLED", 2);
        assertThat(receive(file(returned(batch, 1, reference(batch, 1), "R02", ""))))
                .isInstanceOfSatisfying(Receipt.Read.class, read -> {
                    assertThat(read.kind()).isEqualTo("NACHA");
                    assertThat(read.outcome()).startsWith("1 returned, 0 to be changed");
                });
        assertThat(payments.state(batch, 1)).isEqualTo("REVERSED");
        assertThat(payments.state(batch, 2)).isEqualTo("SETTLED");
        assertThat(reason(batch, 1)).isEqualTo("R02 The account is closed");
        assertThat(cases(batch, 1)).containsExactly("RETURNED R02");
    }

    @Test
    void whatCameBackHadBeenExecutedThoughNoStatementShowsItYet() {
        Batch batch = ach("SENT", 1);
        receive(file(returned(batch, 1, reference(batch, 1), "R03", "ask receiver")));
        assertThat(payments.state(batch, 1)).isEqualTo("REVERSED");
        assertThat(reason(batch, 1))
                .isEqualTo("R03 There is no such account, or it belongs to somebody else: ask receiver");
        assertThat(settledOn(batch, 1)).isEqualTo("2026-11-20");
    }

    @Test
    void theStatementThatShowsBothLaterBreaksNothing() {
        Batch batch = ach("SENT", 1);
        receive(file(returned(batch, 1, reference(batch, 1), "R03", "")));
        Receipt statement = receive("""
                :20:LATER
                :25:%1$s
                :28C:1/1
                :60F:C261119EUR1000,00
                :61:2611201120D2,00NTRFKREF+//D%2$s
                :86:177?00SEPA?20EREF+%2$s?21SVWZ+Bill
                :61:2611231123C2,00NRTIKREF+//C%2$s
                :86:159?00RETOURE?20EREF+%2$s?21SVWZ+Bill
                :62F:C261123EUR1000,00
                -
                """.formatted(batch.account(), batch.endToEndId(1)));
        assertThat(statement)
                .isInstanceOfSatisfying(
                        Receipt.Read.class, read -> assertThat(read.outcome()).contains("0 breaks"));
        assertThat(payments.state(batch, 1)).isEqualTo("REVERSED");
        assertThat(jdbc.sql(
                                "select state from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id"
                                        + " where s.account = :account")
                        .param("account", batch.account())
                        .query(String.class)
                        .list())
                .containsExactly("MATCHED", "MATCHED");
    }

    @Test
    void whereTheReferenceIsLostTheTraceNumberNamesThePayment() {
        Batch batch = ach("SETTLED", 3);
        receive(file(returned(batch, 2, "", "R04", "")));
        assertThat(payments.state(batch, 2)).isEqualTo("REVERSED");
        assertThat(payments.state(batch, 1)).isEqualTo("SETTLED");
        assertThat(payments.state(batch, 3)).isEqualTo("SETTLED");
    }

    @Test
    void twoPaymentsThatTheTraceNumberCouldMeanAreLeftToAPerson() {
        Batch one = ach("SETTLED", 1);
        Batch other = ach("SETTLED", 1);
        jdbc.sql("update payments.bank_file set trace_prefix = '11100002' where message_id in (:one, :other)")
                .param("one", one.messageId())
                .param("other", other.messageId())
                .update();
        jdbc.sql("update payments.payment set creditor_number = '231380104-' || :account where id in (:one, :other)")
                .param("account", account(one, 1))
                .param("one", payments.id(one, 1))
                .param("other", payments.id(other, 1))
                .update();
        String text = file(returned(one, 1, "", "R04", "")).replace("09100001000", "11100002000");
        assertThat(receive(text)).isInstanceOfSatisfying(Receipt.Quarantined.class, q -> {
            assertThat(q.why()).contains("no payment that was sent from here");
            assertThat(q.place()).isEqualTo("line 3");
        });
        assertThat(payments.state(one, 1)).isEqualTo("SETTLED");
    }

    @Test
    void theSameReturnInAnotherFileChangesNothing() {
        Batch batch = ach("RECONCILED", 1);
        receive(file(returned(batch, 1, reference(batch, 1), "R02", "")));
        String again = file(returned(batch, 1, reference(batch, 1), "R02", "")).replace("2611271200A", "2611281200B");
        assertThat(receive(again))
                .isInstanceOfSatisfying(
                        Receipt.Read.class, read -> assertThat(read.outcome()).contains("1 told before"));
        assertThat(cases(batch, 1)).containsExactly("RETURNED R02");
    }

    @Test
    void anotherAmountThanWasPaidContradictsAndMovesNothing() {
        Batch batch = ach("SETTLED", 1);
        receive(file(returned(batch, 1, reference(batch, 1), "R02", "").replace("0000000200", "0000000199")));
        assertThat(payments.state(batch, 1)).isEqualTo("SETTLED");
        assertThat(cases(batch, 1)).containsExactly("REPLY_CONTRADICTS R02");
    }

    @Test
    void aNotificationOfChangeIsACaseThatNamesWhatToCorrectAndMovesNothing() {
        Batch batch = ach("SETTLED", 1);
        assertThat(receive(file(change(batch, 1, "C03", "231380104   87654321"))))
                .isInstanceOfSatisfying(
                        Receipt.Read.class,
                        read -> assertThat(read.outcome()).startsWith("0 returned, 1 to be changed"));
        assertThat(payments.state(batch, 1)).isEqualTo("SETTLED");
        assertThat(cases(batch, 1)).containsExactly("CHANGE_NOTIFIED C03");
        assertThat(detail(batch, 1))
                .startsWith("The routing number and the account number are wrong: from now on routing number 231380104,"
                        + " account number 87654321.\nThis payment went through, to the account ending in ")
                .contains("Creditor 1");
    }

    @Test
    void whatIsNotOursForCertainIsNamedByItsLineWhileTheRestIsApplied() {
        Batch batch = ach("SETTLED", 3);
        Receipt receipt = receive(file(
                returned(batch, 1, reference(batch, 1), "R02", ""),
                returned(batch, 2, reference(batch, 2), "R72", ""),
                returned(batch, 3, "PAY-1999-000001", "R02", "").replace("09100001", "99999999")));
        assertThat(receipt)
                .isInstanceOfSatisfying(
                        Receipt.Read.class, read -> assertThat(read.outcome()).endsWith("2 left to a person"));
        assertThat(payments.state(batch, 1)).isEqualTo("REVERSED");
        assertThat(payments.state(batch, 2)).isEqualTo("SETTLED");
        assertThat(jdbc.sql("select detail from cases.record where dedup_key = :key")
                        .param("key", "entries-left:" + ((Receipt.Read) receipt).fileId())
                        .query(String.class)
                        .single())
                .contains(
                        "Line 5: R72 neither returns an entry",
                        "Line 7: the entry is of no payment that was sent from here");
    }

    @Test
    void whatABankSaysOfAPaymentStaysWithIt() {
        Batch batch = ach("SETTLED", 1);
        receive(file(change(batch, 1, "C05", "32"), returned(batch, 1, reference(batch, 1), "R20", "")));
        assertThat(jdbc.sql("""
                        select status || ' ' || reason_text from payments.bank_reply where payment_id = :id order by id
                        """)
                        .param("id", payments.id(batch, 1))
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder(
                        "C05 The kind of account is wrong: from now on a savings account",
                        "R20 The account takes no such payments");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                C01, 1918171614,                    account number 1918171614
                C02, 231380104,                     routing number 231380104
                C06, 87654321            37,        'account number 87654321, a savings account'
                C07, 23138010487654321         27,  'routing number 231380104, account number 87654321, a checking account'
                """)
    void readsTheCorrectedDataOfEachCode(String code, String corrected, String words) {
        AchReplies replies = AchReplies.read(stream("6%s\n7%s"
                .formatted(
                        " ".repeat(93).replaceFirst("^ {2}", "21").replaceFirst("(.{28}).{10}", "$10000000000"),
                        "98%s091000010000001      23138010%-29s".formatted(code, corrected))));
        assertThat(replies.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.words()).endsWith("from now on " + words));
    }

    @Test
    void aFileWithoutLineEndsIsReadByItsRecords() {
        String text = file(returned(new Batch("", "", "T", 1), 1, "PAY-2026-000001", "R02", ""))
                .lines()
                .map("%-94s"::formatted)
                .collect(Collectors.joining());
        assertThat(AchReplies.read(stream(text)).entries()).singleElement().satisfies(entry -> {
            assertThat(entry.line()).isEqualTo(3);
            assertThat(entry.reference()).isEqualTo("PAY-2026-000001");
            assertThat(entry.traceNumber()).isEqualTo("091000010000001");
        });
    }

    @Test
    void aFileThatTellsOfTooMuchForTheMemoryIsRefusedAndNotHalfRead() {
        String one = returned(new Batch("", "", "T", 1), 1, "PAY-2026-000001", "R02", "");
        assertThatThrownBy(() -> AchReplies.read(stream(one.repeat(Gathered.MOST + 1))))
                .hasMessageContaining("more than 200,000 payments in one file");
    }

    @Test
    void anOrderOfSomebodyElseIsNoReturn() {
        String order = file(returned(new Batch("", "", "T", 1), 1, "PAY-2026-000001", "R02", "")
                .lines()
                .findFirst()
                .orElseThrow());
        assertThatThrownBy(() -> AchReplies.read(stream(order))).hasMessageContaining("which is an order");
    }

    /** Payments of an ACH file; the one of number n is of n + 1 dollars. */
    private Batch ach(String state, int number) {
        Batch batch = payments.in(state, number);
        jdbc.sql("update payments.bank_file set trace_prefix = '09100001', created_at = now() where message_id = :m")
                .param("m", batch.messageId())
                .update();
        jdbc.sql("""
                update payments.payment p set creditor_number = '231380104-' || right('0000000' || p.file_position || :of, 17)
                from payments.bank_file f where f.id = p.file_id and f.message_id = :m
                """).param("m", batch.messageId()).param("of", batch.prefix()).update();
        return batch;
    }

    private static String reference(Batch batch, int n) {
        return "R-" + batch.prefix() + "-" + n;
    }

    private static String account(Batch batch, int n) {
        return "0000000" + n + batch.prefix();
    }

    private static String file(String... entries) {
        return """
                101 123456789 0910000192611271200A094101YOUR COMPANY           ORIGINATING BANK
                5220YOUR COMPANY                        1234567890CCDSUPPLIERS       261127   1091000010000001
                %s
                82200000020023138010000000000000000000000200 1234567890                        091000010000001
                9000001000001000000020023138010000000000000000000000200
                """.formatted(String.join("\n", entries));
    }

    private static String returned(Batch batch, int n, String reference, String code, String told) {
        return entry(batch, n, reference, (n + 1) * 100L)
                + "\n799%s09100001%07d      23138010%-44s231380100000001".formatted(code, n, told);
    }

    private static String change(Batch batch, int n, String code, String corrected) {
        return entry(batch, n, reference(batch, n), 0)
                + "\n798%s09100001%07d      23138010%-29s%15s231380100000001".formatted(code, n, corrected, "");
    }

    private static String entry(Batch batch, int n, String reference, long cents) {
        return "621091000019%-17s%010d%-15s%-22s  1231380100000001"
                .formatted(account(batch, n), cents, reference, "CREDITOR " + n);
    }

    private String reason(Batch batch, int n) {
        return jdbc.sql("select reason_code || ' ' || reason_text from payments.payment where id = :id")
                .param("id", payments.id(batch, n))
                .query(String.class)
                .single();
    }

    private String settledOn(Batch batch, int n) {
        return jdbc.sql("select settled_on::text from payments.payment where id = :id")
                .param("id", payments.id(batch, n))
                .query(String.class)
                .single();
    }

    private List<String> cases(Batch batch, int n) {
        return jdbc.sql("select kind || ' ' || reason from cases.record where payment_id = :id")
                .param("id", payments.id(batch, n))
                .query(String.class)
                .list();
    }

    private String detail(Batch batch, int n) {
        return jdbc.sql("select detail from cases.record where payment_id = :id")
                .param("id", payments.id(batch, n))
                .query(String.class)
                .single();
    }

    private Receipt receive(String text) {
        return inbox.receive(Operator.OLGA, "rheinbank", "returns.ach", stream(text));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
