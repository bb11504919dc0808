package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.Dependencies;
import io.countersign.connectors.bank.profile.Profiles;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import io.countersign.model.ErrorCode;
import io.countersign.model.Ids;
import io.countersign.payments.Recalls;
import io.countersign.payments.Target;
import io.countersign.payments.ports.BankInbox;
import io.countersign.payments.ports.BankInbox.Receipt;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.SentPayments;
import io.countersign.reconciliation.SentPayments.Batch;
import io.countersign.reconciliation.Statements;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What banks send is kept first and never lost, whatever it is. */
@CountersignTest
@TestPropertySource(
        properties = {
            "countersign.bank.connections[0].name=rheinbank",
            "countersign.bank.connections[0].channel=PORTAL",
            "countersign.bank.connections[1].name=narrow",
            "countersign.bank.connections[1].channel=PORTAL",
            "countersign.bank.connections[1].accounts[0]=DE89 3704 0044 0532 0130 00"
        })
class InboundTest {

    @Autowired
    BankInbox inbox;

    @Autowired
    Inbound inbound;

    @Autowired
    InboundReader reader;

    @Autowired
    SealedFiles sealed;

    @Autowired
    BankSessions sessions;

    @Autowired
    Dependencies dependencies;

    @Autowired
    Recalls recalls;

    @Autowired
    Clock clock;

    @Autowired
    Ids ids;

    @Autowired
    Statements statements;

    @Autowired
    JdbcClient jdbc;

    private SentPayments payments;

    @BeforeEach
    void fixture() {
        payments = new SentPayments(jdbc);
    }

    @Test
    void anAnswerOfTheBankMovesItsPayments() {
        Batch batch = payments.sent(3);
        Receipt receipt =
                receive("answer.bin", """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>B-%1$s</MsgId></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>%1$s</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
                <OrgnlPmtInfAndSts><OrgnlPmtInfId>%1$s</OrgnlPmtInfId>
                <TxInfAndSts><OrgnlEndToEndId>%2$s</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts>
                <TxInfAndSts><OrgnlEndToEndId>%3$s</OrgnlEndToEndId><TxSts>RJCT</TxSts>
                <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></StsRsnInf></TxInfAndSts>
                </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
                """.formatted(batch.messageId(), batch.endToEndId(1), batch.endToEndId(2)));

        assertThat(receipt)
                .isInstanceOfSatisfying(
                        Receipt.Read.class, r -> assertThat(r.kind()).isEqualTo("pain.002"));
        assertThat(payments.state(batch, 1)).isEqualTo("ACCEPTED");
        assertThat(payments.state(batch, 2)).isEqualTo("REJECTED");
        assertThat(payments.state(batch, 3)).isEqualTo("SENT");
    }

    @Test
    void aFirstWordThatTheBankHasAFileChangesNothingAndWasNotToldBefore() {
        Batch batch = payments.sent(2);
        String received = """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>%2$s-%1$s</MsgId></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>%1$s</OrgnlMsgId><GrpSts>ACTC</GrpSts></OrgnlGrpInfAndSts>
                </CstmrPmtStsRpt></Document>
                """;
        assertThat(receive("first.xml", received.formatted(batch.messageId(), "R1")))
                .isInstanceOfSatisfying(
                        Receipt.Read.class,
                        read -> assertThat(read.outcome()).isEqualTo("0 payments changed, 2 noted"));
        assertThat(receive("second.xml", received.formatted(batch.messageId(), "R2")))
                .isInstanceOfSatisfying(
                        Receipt.Read.class,
                        read -> assertThat(read.outcome()).isEqualTo("0 payments changed, 2 told before"));
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
    }

    @Test
    void anMt940OfTheBankReconcilesASentPaymentByItsEndToEndReference() {
        Batch batch = payments.sent(2);
        Receipt receipt = receive("umsatz.sta", """
                :20:STARTUMS
                :25:%1$s
                :28C:00231/001
                :60F:C260101EUR1000,00
                :61:2601020102D%2$s,00NTRFKREF+//%3$s
                :86:177?00SEPA-UEBERWEISUNG?20EREF+%3$s?21SVWZ+Rechnung 1
                :62F:C260102EUR%4$s,00
                -
                """.formatted(
                        batch.account(),
                        batch.amount(1).intValueExact(),
                        batch.endToEndId(1),
                        1000 - batch.amount(1).intValueExact()));

        assertThat(receipt).isInstanceOfSatisfying(Receipt.Read.class, r -> {
            assertThat(r.kind()).isEqualTo("MT940");
            assertThat(r.outcome()).contains("1 payment moved, 0 breaks");
            assertThat(r.warnings()).isEmpty();
        });
        assertThat(payments.state(batch, 1)).isEqualTo("RECONCILED");
        assertThat(payments.state(batch, 2)).isEqualTo("SENT");
    }

    @Test
    void everySampleOfTheOldFormatsGoesTheSameWay() {
        for (String name : TextFormatsTest.SAMPLES) {
            Receipt receipt = inbox.receive(
                    Operator.OLGA, "rheinbank", name, new ByteArrayInputStream(TextFormatsTest.sample(name)));
            assertThat(receipt).as(name).isInstanceOf(Receipt.Read.class);
        }
    }

    @Test
    void pain09_theSameBytesAreNamedAsAlreadyReceivedUnderAnyName() {
        String xml = statement("DE89370400440532013000", "twice");
        assertThat(receive("first.xml", xml)).isInstanceOf(Receipt.Read.class);
        assertThat(receive("second.xml", xml))
                .isInstanceOfSatisfying(
                        Receipt.Seen.class, s -> assertThat(s.earlierName()).isEqualTo("first.xml"));
    }

    @Test
    void pain09_aLineThatWasToldBeforeNamesTheFileAndItsLine() {
        Batch batch = payments.sent(1);
        receive("monday.sta", """
                :20:M
                :25:%1$s
                :28C:1/1
                :60F:C261101EUR1000,00
                :61:2611021102C5,00NTRFNONREF//%1$sA
                :62F:C261102EUR1005,00
                -
                """.formatted(batch.account()));
        Receipt.Read week = (Receipt.Read) receive("week.sta", """
                :20:W
                :25:%1$s
                :28C:2/1
                :60F:C261101EUR1000,00
                :99:odd
                :61:2611031103C7,00NTRFNONREF//%1$sB
                :61:2611021102C5,00NTRFNONREF//%1$sA
                :62F:C261103EUR1012,00
                :64:D261103EUR1,00
                -
                """.formatted(batch.account()));
        assertThat(week.outcome()).contains("1 known before, from monday.sta");

        Statements.View statement = latest(batch.account());
        assertThat(statement.fileName()).isEqualTo("week.sta");
        assertThat(statement.format()).isEqualTo("MT940");
        assertThat(statement.page()).isEqualTo(1);
        assertThat(statement.warnings()).singleElement().asString().startsWith("line 5: ");
        assertThat(statement.balances()).extracting(Statements.Balance::type).containsExactly("OPBD", "CLBD", "CLAV");
        assertThat(statement.balances().getLast().amount()).isEqualByComparingTo("-1.00");
        List<Statements.Line> lines =
                statements.lines(Operator.OLGA, statement.id(), null, 10).items();
        assertThat(lines.get(0).first()).isNull();
        assertThat(lines.get(1).first()).satisfies(first -> {
            assertThat(first.fileName()).isEqualTo("monday.sta");
            assertThat(first.sourceLine()).isEqualTo(5);
        });
    }

    @Test
    void pain09_aStatementThatCameBeforeNamesTheEarlierOne() {
        Batch batch = payments.sent(1);
        String text = """
                :20:M
                :25:%1$s
                :28C:1/1
                :60F:C261101EUR1000,00
                :62F:C261102EUR1000,00
                -
                """.formatted(batch.account());
        receive("monday.sta", text);
        receive("again.sta", "\n" + text);
        assertThat(latest(batch.account()).repeats()).satisfies(earlier -> {
            assertThat(earlier.fileName()).isEqualTo("monday.sta");
            assertThat(earlier.sourceLine()).isEqualTo(1);
        });
    }

    @Test
    void pagesOfAStatementInFilesOfTheirOwnContinueEachOtherInAnyOrder() {
        Batch batch = payments.sent(1);
        String before = page(batch.account(), "1/1", "60F:C261101EUR10,00", "62F:C261102EUR15,00");
        String first = page(batch.account(), "2/1", "60F:C261102EUR15,00", "62M:C261103EUR20,00");
        String second = page(batch.account(), "2/2", "60M:C261103EUR20,00", "62F:C261103EUR25,00");
        String after = page(batch.account(), "3/1", "60F:C261103EUR25,00", "62F:C261103EUR30,00");
        for (String file : List.of(after, second, before, first)) {
            assertThat(receive("page.sta", file)).isInstanceOf(Receipt.Read.class);
        }
        assertThat(openBreaks(batch.account())).isEmpty();
    }

    @Test
    void aPageThatIsMissingIsABreakUntilItComes() {
        Batch batch = payments.sent(1);
        receive("1.sta", page(batch.account(), "1/1", "60F:C261101EUR10,00", "62F:C261102EUR15,00"));
        receive("3.sta", page(batch.account(), "2/2", "60M:C261103EUR20,00", "62F:C261103EUR25,00"));
        assertThat(openBreaks(batch.account())).containsExactly("PAGE_MISSING");
        receive("2.sta", page(batch.account(), "2/1", "60F:C261102EUR15,00", "62M:C261103EUR20,00"));
        assertThat(openBreaks(batch.account())).isEmpty();
    }

    /** With one entry of 5.00, which no other page has. */
    private static String page(String account, String number, String opening, String closing) {
        return ":20:P\n:25:%s\n:28C:%s\n:%s\n:61:2611021102C5,00NTRFNONREF//%s%s\n:%s\n-\n"
                .formatted(account, number, opening, account, number, closing);
    }

    private List<String> openBreaks(String account) {
        return jdbc.sql("select kind from reconciliation.break where account = :account and resolution is null")
                .param("account", account)
                .query(String.class)
                .list();
    }

    private Statements.View latest(String account) {
        return statements
                .list(Operator.OLGA, new Statements.Filter(account, null, null, null), null, 1)
                .items()
                .getFirst();
    }

    @Test
    void theOriginalIsKeptByteForByte() throws IOException {
        String xml = statement("DE89370400440532013000", "kept");
        Receipt.Read read = (Receipt.Read) receive("../../kept.xml", xml);
        try (InputStream original = inbox.original(Operator.OLGA, read.fileId()).orElseThrow()) {
            assertThat(new String(original.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(xml);
        }
        assertThat(inbox.find(Operator.OLGA, read.fileId()).orElseThrow().name())
                .isEqualTo("kept.xml");
    }

    @Test
    void whatIsNotOursIsQuarantinedWithACase() {
        Receipt unknown = receive("foreign.xml", """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>F</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>NEVER-SENT</OrgnlMsgId>
                <GrpSts>ACCP</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>
                """);
        assertThat(unknown)
                .isInstanceOfSatisfying(
                        Receipt.Quarantined.class, q -> assertThat(q.code()).isEqualTo(ErrorCode.FILE_FOREIGN));

        Receipt account = inbox.receive(
                Operator.OLGA, "narrow", "lost.xml", stream(statement("FR1420041010050500013M02606", "elsewhere")));
        assertThat(account)
                .isInstanceOfSatisfying(
                        Receipt.Quarantined.class, q -> assertThat(q.code()).isEqualTo(ErrorCode.FILE_FOREIGN));
        assertThat(cases("lost.xml")).isEqualTo(1);
    }

    @Test
    void aRecallIsWrittenAsCamt055AndItsAnswersAreRead() throws IOException {
        Batch batch = payments.in("SETTLED", 3);
        executedToday(batch);
        recall(batch, 1);
        recall(batch, 2);
        String written = recallFile(batch, 1);
        assertThat(written)
                .contains("urn:iso:std:iso:20022:tech:xsd:camt.055.001.08", "<CstmrPmtCxlReq><Assgnmt><Id>CS")
                .contains("<OrgnlPmtInfId>" + batch.messageId() + "</OrgnlPmtInfId>")
                .contains("<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>")
                .contains("<OrgnlEndToEndId>" + batch.endToEndId(1) + "</OrgnlEndToEndId>")
                .contains("<OrgnlInstdAmt Ccy=\"EUR\">2.00</OrgnlInstdAmt>")
                .contains("<Rsn><Cd>DUPL</Cd></Rsn><AddtlInf>Sent twice</AddtlInf>");

        assertThat(receive("refused.xml", resolution(batch.endToEndId(1), "RJCR", "CUST")))
                .isInstanceOfSatisfying(
                        Receipt.Read.class, r -> assertThat(r.outcome()).startsWith("1 recall answered"));
        assertThat(recallState(batch, 1)).isEqualTo("REFUSED CUST");
        assertThat(caseOf(batch, 1)).isEqualTo("Recall refused: CUST. The creditor refuses");
        assertThat(payments.state(batch, 1)).isEqualTo("SETTLED");

        assertThat(receive("back.xml", paymentReturn(batch.endToEndId(2), "3.00")))
                .isInstanceOf(Receipt.Read.class);
        assertThat(recallState(batch, 2)).isEqualTo("RETURNED FOCR");
        assertThat(payments.state(batch, 2)).isEqualTo("REVERSED");
        assertThat(receive("late.xml", resolution(batch.endToEndId(2), "RJCR", "NOAS")))
                .as("a refusal after the money is a contradiction, not an error of the file")
                .isInstanceOfSatisfying(
                        Receipt.Read.class, r -> assertThat(r.outcome()).contains("1 contradict"));
        assertThat(payments.state(batch, 2)).isEqualTo("REVERSED");
    }

    @Test
    void theAnswerToARecallThatWasNeverSentIsQuarantined() {
        Batch batch = payments.in("SETTLED", 1);
        for (String xml : List.of(
                resolution(batch.endToEndId(1), "RJCR", "CUST"),
                resolution("NEVER-PAID", "ACCR", "CUST"),
                paymentReturn(batch.endToEndId(1), "2.00"))) {
            assertThat(receive("unasked.xml", xml)).isInstanceOfSatisfying(Receipt.Quarantined.class, q -> {
                assertThat(q.code()).isEqualTo(ErrorCode.FILE_FOREIGN);
                assertThat(q.why()).contains("never sent from here");
            });
        }
        assertThat(payments.state(batch, 1)).isEqualTo("SETTLED");
    }

    private void executedToday(Batch batch) {
        jdbc.sql("update payments.bank_file set execution_on = :day where message_id = :message")
                .param("day", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("message", batch.messageId())
                .update();
    }

    private void recall(Batch batch, int n) {
        Caller treasurer = new Caller(
                new Cause(new Actor(Actor.Kind.HUMAN, "henrik", "Henrik Stolz"), "c-henrik", null, null),
                Set.of(Capability.PAYMENTS_RELEASE, Capability.PAYMENTS_READ),
                Set.of("treasurer"),
                Set.of());
        assertThat(recalls.recall(treasurer, Target.payment(payments.id(batch, n)), Recalls.Reason.DUPL, "Sent twice"))
                .isEqualTo(new Recalls.Result.Requested(1, 0, 0, 0));
    }

    private String recallFile(Batch batch, int n) throws IOException {
        byte[] packed = jdbc.sql("""
                        select b.bytes from payments.bank_file_part b join payments.recall r on r.file_id = b.file_id
                        where r.payment_id = :payment
                        """)
                .param("payment", payments.id(batch, n))
                .query((row, at) -> row.getBytes(1))
                .single();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String caseOf(Batch batch, int n) {
        return jdbc.sql("select title || '. ' || detail from cases.record where payment_id = :payment")
                .param("payment", payments.id(batch, n))
                .query(String.class)
                .single();
    }

    private String recallState(Batch batch, int n) {
        return jdbc.sql("select state || ' ' || answer_code from payments.recall where payment_id = :payment")
                .param("payment", payments.id(batch, n))
                .query(String.class)
                .single();
    }

    private static String resolution(String endToEndId, String status, String reason) {
        return """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"><RsltnOfInvstgtn>
                <Assgnmt><Id>A-%1$s-%2$s</Id></Assgnmt><Sts><Conf>%2$s</Conf></Sts>
                <CxlDtls><TxInfAndSts><OrgnlEndToEndId>%1$s</OrgnlEndToEndId><TxCxlSts>%2$s</TxCxlSts>
                <CxlStsRsnInf><Rsn><Cd>%3$s</Cd></Rsn></CxlStsRsnInf></TxInfAndSts></CxlDtls>
                </RsltnOfInvstgtn></Document>
                """.formatted(endToEndId, status, reason);
    }

    private static String paymentReturn(String endToEndId, String amount) {
        return """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr>
                <GrpHdr><MsgId>R-%1$s</MsgId></GrpHdr><TxInf><OrgnlEndToEndId>%1$s</OrgnlEndToEndId>
                <RtrdIntrBkSttlmAmt Ccy="EUR">%2$s</RtrdIntrBkSttlmAmt><IntrBkSttlmDt>2026-11-20</IntrBkSttlmDt>
                <RtrRsnInf><Rsn><Cd>FOCR</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr></Document>
                """.formatted(endToEndId, amount);
    }

    @Test
    void refusesWhoMayNotAndConnectionsThatDoNotExist() {
        Caller nobody = new Caller(Operator.OLGA.cause(), Set.of(), Set.of(), Set.of());
        assertThat(inbox.receive(nobody, "inbox", "x", stream("x"))).isInstanceOf(Receipt.Refused.class);
        assertThat(inbox.receive(Operator.OLGA, "nowhere", "x", stream("x"))).isInstanceOf(Receipt.Refused.class);
    }

    @Test
    void hostileFilesAllEndReadOrQuarantinedAndAreKept() throws IOException {
        Path directory = Path.of("..", "..", "shared", "data", "hostile");
        if (!Files.isDirectory(directory)) {
            System.out.println("SKIPPED: there is no folder of hostile files beside the repository");
            Assumptions.abort("no hostile files");
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                Receipt receipt = inbox.receive(
                        Operator.OLGA, "rheinbank", file.getFileName().toString(), Files.newInputStream(file));
                UUID id = switch (receipt) {
                    case Receipt.Read read -> read.fileId();
                    case Receipt.Quarantined quarantined -> quarantined.fileId();
                    case Receipt.Seen seen -> seen.fileId();
                    case Receipt.Waiting waiting -> throw new AssertionError(file + " is stuck: " + waiting.why());
                    case Receipt.Refused refused -> throw new AssertionError(file + " is lost: " + refused.why());
                };
                try (InputStream original = inbox.original(Operator.OLGA, id).orElseThrow()) {
                    assertThat(original.readAllBytes()).isEqualTo(Files.readAllBytes(file));
                }
            }
        }
    }

    @Test
    void fetchesFromTheBankKeepsAndPutsAwayWithoutLosingOrRepeating(@TempDir Path directory)
            throws IOException, GeneralSecurityException {
        try (BankAtHome bank = new BankAtHome(directory)) {
            BankConnections.Connection connection = bank.connection("fetch-" + UUID.randomUUID());
            BankConnections connections = new BankConnections(List.of(connection), Duration.ofSeconds(1));
            BankPoller poller = new BankPoller(
                    connections,
                    new FileRail(
                            connections,
                            List.of(new SftpChannel(sessions, ids)),
                            dependencies,
                            new Profiles(connections),
                            sealed),
                    dependencies,
                    inbound,
                    reader,
                    ids);
            Path download = bank.home.resolve("download");
            Files.writeString(download.resolve("a.xml"), statement("DE89370400440532013000", "a"));
            Files.writeString(download.resolve("b.xml"), "nonsense");
            Files.writeString(download.resolve("c.xml.part"), "not complete");

            assertThat(poller.fetch(connection)).isEqualTo(2);
            assertThat(bank.home.resolve("archive/a.xml")).exists();
            assertThat(download.resolve("a.xml")).doesNotExist();
            assertThat(download.resolve("c.xml.part")).exists();

            Files.writeString(download.resolve("a.xml"), statement("DE89370400440532013000", "a"));
            bank.drop.set(BankAtHome.Drop.BEFORE_RENAME);
            assertThat(poller.fetch(connection))
                    .as("known bytes, and the line drops")
                    .isZero();
            assertThat(poller.fetch(connection)).as("known bytes").isZero();
            assertThat(download.resolve("a.xml")).doesNotExist();
            assertThat(inbox.list(Operator.OLGA, null, null, 100).stream()
                            .filter(f -> f.connection().equals(connection.name()))
                            .map(BankInbox.FileView::name))
                    .containsExactlyInAnyOrder("a.xml", "b.xml");
        }
    }

    private long cases(String subject) {
        return jdbc.sql("select count(*) from cases.record where subject = :subject")
                .param("subject", subject)
                .query(Long.class)
                .single();
    }

    private Receipt receive(String name, String content) {
        return inbox.receive(Operator.OLGA, "rheinbank", name, stream(content));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String statement(String account, String id) {
        return """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>%2$s</MsgId></GrpHdr><Stmt><Id>%2$s</Id>
                <Acct><Id><IBAN>%1$s</IBAN></Id><Ccy>EUR</Ccy></Acct></Stmt></BkToCstmrStmt></Document>
                """.formatted(account, id);
    }
}
