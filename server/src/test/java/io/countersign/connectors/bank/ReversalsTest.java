package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connectors.bank.profile.Profiles;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.payments.Recalls;
import io.countersign.payments.Target;
import io.countersign.payments.ports.BankInbox;
import io.countersign.payments.ports.BankInbox.Receipt;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.SentPayments;
import io.countersign.reconciliation.SentPayments.Batch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A bank whose profile has payments called back by pain.007, and which answers by pain.002. */
@CountersignTest
@TestPropertySource(
        properties = {
            "countersign.bank.profiles=src/test/resources/own-bank-profiles",
            "countersign.bank.connections[0].name=rheinbank",
            "countersign.bank.connections[0].channel=PORTAL",
            "countersign.bank.connections[0].profile=house-reversals-09"
        })
class ReversalsTest {

    private static final Caller TREASURER = new Caller(
            new Cause(new Actor(Actor.Kind.HUMAN, "henrik", "Henrik Stolz"), "c-henrik", null, null),
            Set.of(Capability.PAYMENTS_RELEASE, Capability.PAYMENTS_READ),
            Set.of("treasurer"),
            Set.of());

    private static final Caller OPERATOR = new Caller(
            new Cause(new Actor(Actor.Kind.HUMAN, "olga", "Olga Varga"), "c-olga", null, null),
            Set.of(Capability.STATEMENTS_INGEST),
            Set.of("operator"),
            Set.of());

    @Autowired
    BankInbox inbox;

    @Autowired
    Recalls recalls;

    @Autowired
    Profiles profiles;

    @Autowired
    Clock clock;

    @Autowired
    JdbcClient jdbc;

    private SentPayments payments;

    @BeforeEach
    void theProfileRuns() {
        payments = new SentPayments(jdbc);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (profiles.fileForm("rheinbank").isEmpty() && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Test
    void theMessageNamesTheOriginalFileBatchAndPaymentAndWhatIsReversed() throws IOException {
        Batch batch = sent("SETTLED", 2);
        recall(batch, 1);
        assertThat(recallFile(batch, 1))
                .contains("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.007.001.09\"><CstmrPmtRvsl>")
                .contains("<OrgnlGrpInf><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
                        .formatted(batch.messageId()))
                .contains("<OrgnlPmtInfId>" + batch.messageId() + "</OrgnlPmtInfId><PmtInfRvsl>false</PmtInfRvsl>")
                .contains("<OrgnlEndToEndId>%s</OrgnlEndToEndId>".formatted(batch.endToEndId(1)))
                .contains(
                        "<OrgnlInstdAmt Ccy=\"EUR\">2.00</OrgnlInstdAmt><RvsdInstdAmt Ccy=\"EUR\">2.00</RvsdInstdAmt>")
                .contains("<Rsn><Cd>AM05</Cd></Rsn><AddtlInf>Sent twice</AddtlInf>");
        assertThat(recalls.of(TREASURER, payments.id(batch, 1)))
                .singleElement()
                .satisfies(recall -> assertThat(recall.message()).isEqualTo("pain.007.001.09"));
    }

    @Test
    void aStatusReportAboutTheReversalMovesTheRecallAndNeverThePayment() {
        Batch batch = sent("SENT", 3);
        String message = recall(batch, 1);
        receive(report("taken", message, "pain.007.001.09", "<GrpSts>ACTC</GrpSts>", ""));
        assertThat(recallState(batch, 1)).as("the bank has it").isEqualTo("SENT ACTC");

        receive(report("refused", message, "pain.007.001.09", "<GrpSts>PART</GrpSts>", transaction(batch, 1, "RJCT")));
        assertThat(recallState(batch, 1)).isEqualTo("REFUSED RJCT");
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
        assertThat(caseOf(batch, 1)).isEqualTo("RECALL_REFUSED AC04 The account is closed: since May");

        String second = recall(batch, 2);
        receive(report("promised", second, "pain.007.001.09", "", transaction(batch, 2, "ACSP")));
        assertThat(recallState(batch, 2)).isEqualTo("ACCEPTED ACSP");
        assertThat(payments.state(batch, 2))
                .as("the reversal is accepted, not the payment")
                .isEqualTo("SENT");
    }

    @Test
    void aReportThatDoesNotSayWhatItAnswersIsKnownByTheMessageItNames() {
        Batch batch = sent("SENT", 1);
        String message = recall(batch, 1);
        receive(report("refused-whole", message, "", "<GrpSts>RJCT</GrpSts>", ""));
        assertThat(recallState(batch, 1)).isEqualTo("REFUSED RJCT");
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
    }

    @Test
    void whatIsSaidOfOnePaymentCountsBeforeWhatIsSaidOfTheFile() {
        Batch batch = sent("SETTLED", 1);
        String message = recall(batch, 1);
        assertThat(receive(report(
                        "both", message, "pain.007.001.09", "<GrpSts>ACCP</GrpSts>", transaction(batch, 1, "RJCT"))))
                .isInstanceOfSatisfying(
                        Receipt.Read.class, read -> assertThat(read.outcome()).doesNotContain("contradict"));
        assertThat(recallState(batch, 1)).isEqualTo("REFUSED RJCT");
    }

    @Test
    void aReturnOfTheMoneyReversesThePaymentAsEver() {
        Batch batch = sent("SETTLED", 1);
        recall(batch, 1);
        receive("""
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr>
                <GrpHdr><MsgId>R-%1$s</MsgId></GrpHdr><TxInf><OrgnlEndToEndId>%1$s</OrgnlEndToEndId>
                <RtrdIntrBkSttlmAmt Ccy="EUR">2.00</RtrdIntrBkSttlmAmt><IntrBkSttlmDt>2026-11-20</IntrBkSttlmDt>
                <RtrRsnInf><Rsn><Cd>FOCR</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr></Document>
                """.formatted(batch.endToEndId(1)));
        assertThat(recallState(batch, 1)).isEqualTo("RETURNED RETURNED");
        assertThat(payments.state(batch, 1)).isEqualTo("REVERSED");
    }

    @Test
    void anAnswerToAReversalThatWasNeverAskedForIsQuarantined() {
        Batch batch = sent("SENT", 1);
        assertThat(receive(report("unasked", "NEVER", "pain.007.001.09", "", transaction(batch, 1, "RJCT"))))
                .isInstanceOfSatisfying(
                        Receipt.Quarantined.class, q -> assertThat(q.why()).contains("never sent from here"));
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
    }

    private Batch sent(String state, int number) {
        Batch batch = payments.in(state, number);
        jdbc.sql("update payments.bank_file set execution_on = :day where message_id = :message")
                .param("day", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("message", batch.messageId())
                .update();
        return batch;
    }

    /** Answers the id of the message. */
    private String recall(Batch batch, int n) {
        assertThat(recalls.recall(TREASURER, Target.payment(payments.id(batch, n)), Recalls.Reason.DUPL, "Sent twice"))
                .isEqualTo(new Recalls.Result.Requested(1, 0, 0, 0));
        return recalls.of(TREASURER, payments.id(batch, n)).getFirst().messageId();
    }

    private String recallState(Batch batch, int n) {
        Recalls.View recall = recalls.of(TREASURER, payments.id(batch, n)).getFirst();
        return recall.state() + " " + recall.answerStatus();
    }

    private String recallFile(Batch batch, int n) throws IOException {
        List<byte[]> packed = jdbc.sql("""
                        select b.bytes from payments.bank_file_part b join payments.recall r on r.file_id = b.file_id
                        where r.payment_id = :payment
                        """)
                .param("payment", payments.id(batch, n))
                .query((row, at) -> row.getBytes(1))
                .list();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.getFirst()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String caseOf(Batch batch, int n) {
        return jdbc.sql("select kind || ' ' || reason || ' ' || detail from cases.record where payment_id = :payment")
                .param("payment", payments.id(batch, n))
                .query(String.class)
                .single();
    }

    private static String report(String id, String original, String name, String group, String transactions) {
        return """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>%s-%s</MsgId></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>%2$s</OrgnlMsgId>%s%s</OrgnlGrpInfAndSts>
                <OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId>%s</OrgnlPmtInfAndSts>
                </CstmrPmtStsRpt></Document>
                """.formatted(
                id, original, name.isEmpty() ? "" : "<OrgnlMsgNmId>" + name + "</OrgnlMsgNmId>", group, transactions);
    }

    private static String transaction(Batch batch, int n, String status) {
        String reason = status.equals("RJCT")
                ? "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>since May</AddtlInf></StsRsnInf>"
                : "";
        return "<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>%s</TxSts>%s</TxInfAndSts>"
                .formatted(batch.endToEndId(n), status, reason);
    }

    private Receipt receive(String xml) {
        return inbox.receive(
                OPERATOR, "rheinbank", "answer.xml", new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
