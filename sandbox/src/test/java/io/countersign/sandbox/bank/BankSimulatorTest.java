package io.countersign.sandbox.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

class BankSimulatorTest {

    private static final String ACCOUNT = "DE89370400440532013000";
    private static final BankProfile RHEINBANK = new BankProfile(
            "rheinbank",
            "Rheinbank",
            "RHEIDEFFXXX",
            true,
            List.of(new BankProfile.Account(ACCOUNT, "Alpenrose GmbH", "EUR", new BigDecimal("1000.00"))));

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private BankSimulator banks;

    @BeforeEach
    void start() {
        banks = BankSimulator.start(directory, 0, List.of(RHEINBANK), Scenario.plain(), clock);
    }

    @AfterEach
    void stop() {
        banks.close();
    }

    @Test
    void takesAnUploadedFileAnswersItAndBooksIt() throws IOException {
        upload("order.xml", order("M1", "100.00", "Nordwind AG"));

        banks.tick();

        assertThat(banks.ledger().bookings("E2E-M1")).singleElement().satisfies(b -> {
            assertThat(b.credit()).isFalse();
            assertThat(b.amount()).isEqualByComparingTo("100.00");
        });
        assertThat(banks.ledger().balance(ACCOUNT)).isEqualByComparingTo("900.00");
        assertThat(downloads()).anyMatch(x -> x.contains("<GrpSts>ACTC</GrpSts>"));
        assertThat(downloads())
                .anyMatch(x -> x.contains("<TxSts>ACSP</TxSts>") && x.contains("<OrgnlEndToEndId>E2E-M1<"));
        assertThat(downloads()).anyMatch(x -> x.contains("BkToCstmrDbtCdtNtfctn") && x.contains("E2E-M1"));
    }

    @Test
    void statementsContinueWhereTheLastOneEnded() throws IOException {
        upload("order.xml", order("M1", "100.00", "Nordwind AG"));
        banks.tick();
        banks.endOfDay();
        banks.receive("rheinbank", ACCOUNT, new BigDecimal("50.00"), "A customer", "thanks");
        banks.endOfDay();

        List<String> statements =
                downloads().stream().filter(x -> x.contains("BkToCstmrStmt")).toList();
        assertThat(statements).hasSize(2);
        assertThat(statements).anyMatch(x -> x.contains(">1000.00<") && x.contains(">900.00<"));
        assertThat(statements).anyMatch(x -> x.contains(">900.00<") && x.contains(">950.00<"));
    }

    @Test
    void statementsContinueAfterARestart() throws IOException {
        upload("order.xml", order("M1", "100.00", "Nordwind AG"));
        banks.tick();
        banks.endOfDay();
        banks.close();
        clock.forward(Duration.ofSeconds(5));
        start();
        banks.endOfDay();

        assertThat(banks.ledger().balance(ACCOUNT)).isEqualByComparingTo("900.00");
        assertThat(downloads())
                .filteredOn(x -> x.contains("BkToCstmrStmt"))
                .anyMatch(x -> !x.contains(">1000.00<") && x.contains(">900.00<") && x.contains("<ElctrncSeqNb>2<"));
    }

    @Test
    void whatWasBookedBeforeARestartCanStillBeCalledBack() throws IOException {
        upload("order.xml", order("M1", "100.00", "Nordwind AG"));
        banks.tick();
        banks.endOfDay();
        banks.close();
        clock.forward(Duration.ofSeconds(5));
        start();
        upload("RECALL-1.xml", recall("camt.055", "R1", "M1", "DUPL"));
        banks.tick();

        assertThat(banks.ledger().bookings("E2E-M1"))
                .extracting(Booking::credit)
                .containsExactly(false, true);
        assertThat(banks.ledger().balance(ACCOUNT)).isEqualByComparingTo("1000.00");
    }

    @Test
    void refusesTheSameMessageIdTwice() throws IOException {
        upload("order.xml", order("M1", "100.00", "Nordwind AG"));
        banks.tick();
        upload("order-again.xml", order("M1", "100.00", "Nordwind AG"));
        banks.tick();

        assertThat(downloads()).anyMatch(x -> x.contains("<GrpSts>RJCT</GrpSts>") && x.contains("<Cd>DU01</Cd>"));
        assertThat(banks.ledger().paidTwice()).isEmpty();
        assertThat(banks.ledger().paid()).isEqualTo(1);
    }

    @Test
    void obeysTheRulesOfAScenario() throws IOException {
        banks.follow(Scenario.read(new ByteArrayInputStream("""
                answer-after: PT2S
                rules:
                  - name: closed account
                    when: {creditor-name: nordwind}
                    action: REJECT
                    reason: AC04
                    text: ["The account was closed", "on 1 November"]
                  - name: comes back
                    when: {creditor-name: boomerang}
                    action: RETURN
                    reason: MS03
                    after: PT10S
                """.getBytes(StandardCharsets.UTF_8))));
        upload("a.xml", order("M1", "100.00", "Nordwind AG"));
        upload("b.xml", order("M2", "20.00", "Boomerang SA"));
        banks.tick();
        assertThat(banks.ledger().paid()).isZero();

        clock.forward(Duration.ofSeconds(2));
        banks.tick();
        assertThat(downloads())
                .anyMatch(x -> x.contains("<TxSts>RJCT</TxSts>")
                        && x.contains("<Cd>AC04</Cd>")
                        && x.contains("<AddtlInf>on 1 November</AddtlInf>"));
        assertThat(banks.ledger().bookings("E2E-M1")).isEmpty();

        clock.forward(Duration.ofSeconds(10));
        banks.tick();
        assertThat(banks.ledger().bookings("E2E-M2"))
                .extracting(Booking::credit)
                .containsExactly(false, true);
        assertThat(banks.ledger().balance(ACCOUNT)).isEqualByComparingTo("1000.00");
    }

    @Test
    void givesBackWhatIsCalledBackOrSaysWhyNot() throws IOException {
        banks.follow(Scenario.read(new ByteArrayInputStream("""
                recall-after: PT1S
                recalls:
                  - {name: fraud, recalled-for: FRAD, answer: REFUSE, reason: AM04, text: [Nothing is left]}
                  - {name: otherwise, answer: GIVE_BACK, after: PT10S}
                """.getBytes(StandardCharsets.UTF_8))));
        upload("a.xml", order("M1", "100.00", "Nordwind AG"));
        upload("b.xml", order("M2", "20.00", "Boomerang SA"));
        banks.tick();
        upload("RECALL-1.xml", recall("camt.055", "R1", "M1", "FRAD"));
        upload("RECALL-2.xml", recall("camt.056", "R2", "M2", "DUPL"));
        banks.tick();
        assertThat(downloads()).noneMatch(x -> x.contains("RsltnOfInvstgtn"));

        clock.forward(Duration.ofSeconds(1));
        banks.tick();
        assertThat(downloads())
                .anyMatch(x -> x.contains("<Conf>RJCR</Conf>")
                        && x.contains("<OrgnlPmtInfId>M1<")
                        && x.contains("<OrgnlEndToEndId>E2E-M1<")
                        && x.contains("<Cd>AM04</Cd>")
                        && x.contains("<AddtlInf>Nothing is left</AddtlInf>"))
                .anyMatch(x -> x.contains("<Conf>CNCL</Conf>") && x.contains("<TxCxlSts>ACCR</TxCxlSts>"))
                .noneMatch(x -> x.contains("<PmtRtr>"));

        clock.forward(Duration.ofSeconds(10));
        banks.tick();
        assertThat(downloads())
                .anyMatch(x -> x.contains("<PmtRtr>")
                        && x.contains("<OrgnlEndToEndId>E2E-M2<")
                        && x.contains("<RtrdIntrBkSttlmAmt Ccy=\"EUR\">20.00<"));
        assertThat(banks.ledger().bookings("E2E-M1")).hasSize(1);
        assertThat(banks.ledger().bookings("E2E-M2"))
                .extracting(Booking::returnCode)
                .containsExactly(null, "FOCR");

        upload("RECALL-3.xml", recall("camt.055", "R3", "M2", "DUPL"));
        banks.tick();
        clock.forward(Duration.ofSeconds(1));
        banks.tick();
        assertThat(downloads()).anyMatch(x -> x.contains("<Cd>ARDT</Cd>"));
        assertThat(banks.ledger().balance(ACCOUNT)).isEqualByComparingTo("900.00");
    }

    @Test
    void answersAReversalByAStatusReportAndGivesTheMoneyBack() throws IOException {
        banks.follow(Scenario.read(new ByteArrayInputStream("""
                recalls:
                  - {name: fraud, recalled-for: FRAD, answer: REFUSE, reason: AM04, text: [Nothing is left]}
                  - {name: twice, recalled-for: DUPL, answer: GIVE_BACK}
                """.getBytes(StandardCharsets.UTF_8))));
        upload("a.xml", order("M1", "100.00", "Nordwind AG"));
        upload("b.xml", order("M2", "20.00", "Boomerang SA"));
        banks.tick();
        upload("RECALL-1.xml", reversal("R1", "M1", "<Prtry>FRAD</Prtry>"));
        upload("RECALL-2.xml", reversal("R2", "M2", "<Cd>AM05</Cd>"));
        banks.tick();
        assertThat(downloads())
                .anyMatch(x -> x.contains("<OrgnlMsgId>R1</OrgnlMsgId>")
                        && x.contains("<OrgnlMsgNmId>pain.007.001.09</OrgnlMsgNmId>")
                        && x.contains("<TxSts>RJCT</TxSts>")
                        && x.contains("<Cd>AM04</Cd>"))
                .anyMatch(x -> x.contains("<OrgnlMsgId>R2</OrgnlMsgId>") && x.contains("<TxSts>ACSP</TxSts>"))
                .anyMatch(x -> x.contains("<PmtRtr>") && x.contains("<OrgnlEndToEndId>E2E-M2<"))
                .noneMatch(x -> x.contains("RsltnOfInvstgtn"));
        assertThat(banks.ledger().bookings("E2E-M1")).hasSize(1);
        assertThat(banks.ledger().bookings("E2E-M2")).hasSize(2);
    }

    private static String reversal(String id, String original, String reason) {
        return """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.007.001.09"><CstmrPmtRvsl>
                <GrpHdr><MsgId>%s</MsgId><InitgPty><Nm>Alpenrose GmbH</Nm></InitgPty></GrpHdr>
                <OrgnlGrpInf><OrgnlMsgId>%2$s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInf>
                <OrgnlPmtInfAndRvsl><OrgnlPmtInfId>%2$s</OrgnlPmtInfId><TxInf><OrgnlEndToEndId>E2E-%2$s</OrgnlEndToEndId>
                <RvslRsnInf><Rsn>%3$s</Rsn></RvslRsnInf></TxInf></OrgnlPmtInfAndRvsl></CstmrPmtRvsl></Document>
                """.formatted(id, original, reason);
    }

    @Test
    void aPersonUploadsInThePortalAndFindsOneAnswerAndAStatementThere() throws IOException, InterruptedException {
        BankProfile portal = new BankProfile(
                "portal",
                "Portal Bank",
                "PORTITRR",
                BankProfile.Dialect.CAMT_08,
                BankProfile.Channel.PORTAL,
                RHEINBANK.accounts());
        try (BankSimulator byHand =
                        BankSimulator.start(directory.resolve("by-hand"), 0, List.of(portal), Scenario.plain(), clock);
                HttpClient person = HttpClient.newHttpClient()) {
            URI page = byHand.portals().values().iterator().next();
            assertThat(byHand.configuration()).contains("channel: PORTAL", ACCOUNT);
            assertThat(upload(person, page, "notes.txt", "no payments"))
                    .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(400));
            assertThat(upload(person, page, "order.xml", order("M1", "100.00", "Nordwind AG")))
                    .satisfies(taken ->
                            assertThat(taken.body()).startsWith("Receipt PORT-").endsWith(": 1 payment, EUR 100.00"));
            byHand.tick();
            byHand.endOfDay();
            byHand.endOfDay();

            List<String> documents = Pattern.compile("documents/([^\"]+)\"")
                    .matcher(get(person, page))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(documents).hasSize(2).anyMatch(name -> name.startsWith("pain.002"));
            String statement = documents.stream()
                    .filter(name -> name.startsWith("camt.053"))
                    .findFirst()
                    .orElseThrow();
            assertThat(get(person, page.resolve("documents/" + statement))).contains(">900.00<", "E2E-M1");
        }
    }

    private static HttpResponse<String> upload(HttpClient person, URI page, String name, String content)
            throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(page.resolve("upload/" + name))
                .POST(HttpRequest.BodyPublishers.ofString(content))
                .build();
        return person.send(post, HttpResponse.BodyHandlers.ofString());
    }

    private static String get(HttpClient person, URI at) throws IOException, InterruptedException {
        return person.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void putsOffARecallOfWhatIsNotBookedYet() throws IOException {
        banks.follow(Scenario.read(new ByteArrayInputStream("""
                book-after: PT5S
                rules:
                  - {name: slow, when: {creditor-name: nordwind}, action: LATE, after: PT40S}
                """.getBytes(StandardCharsets.UTF_8))));
        upload("a.xml", order("M1", "100.00", "Nordwind AG"));
        banks.tick();
        upload("RECALL-1.xml", recall("camt.055", "R1", "M1", "DUPL"));
        upload("RECALL-2.xml", recall("camt.055", "R2", "NEVER", "DUPL"));
        banks.tick();
        assertThat(downloads()).filteredOn(x -> x.contains("<Conf>PDCR</Conf>")).hasSize(2);

        clock.forward(Duration.ofSeconds(44));
        banks.tick();
        assertThat(downloads()).noneMatch(x -> x.contains("<Cd>NOOR</Cd>"));

        clock.forward(Duration.ofSeconds(1));
        banks.tick();
        assertThat(downloads())
                .anyMatch(x -> x.contains("<PmtRtr>") && x.contains("E2E-M1"))
                .anyMatch(x -> x.contains("<Cd>NOOR</Cd>") && x.contains("E2E-NEVER"));
    }

    @Test
    void answersToRecallsAreValidAgainstTheSchemasOfIso() throws IOException, SAXException {
        upload("a.xml", order("M1", "100.00", "Nordwind AG"));
        banks.tick();
        upload("RECALL-1.xml", recall("camt.055", "R1", "M1", "DUPL"));
        upload("RECALL-2.xml", recall("camt.056", "R2", "NEVER", "DUPL"));
        upload("RECALL-3.xml", reversal("R3", "M1", "<Cd>AM05</Cd>"));
        banks.tick();

        for (String message : List.of("camt.029.001.09", "pacs.004.001.09", "pain.002.001.10")) {
            Path schema = Path.of("..", "..", "shared", "data", "xsd", message + ".xsd");
            if (!Files.exists(schema)) {
                System.out.println("SKIPPED: there is no schema of " + message + " beside the repository");
                Assumptions.abort("no schema");
            }
            Validator iso = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(schema.toFile())
                    .newValidator();
            List<String> written =
                    downloads().stream().filter(x -> x.contains(message)).toList();
            assertThat(written).isNotEmpty();
            for (String xml : written) {
                iso.validate(new StreamSource(new StringReader(xml)));
            }
        }
    }

    private static String recall(String message, String id, String original, String reason) {
        boolean customer = message.equals("camt.055");
        String payment = """
                <OrgnlInstrId>I-%1$s</OrgnlInstrId><OrgnlEndToEndId>E2E-%1$s</OrgnlEndToEndId>
                <CxlRsnInf><Rsn><Cd>%2$s</Cd></Rsn></CxlRsnInf></TxInf>""".formatted(original, reason);
        String group =
                "<OrgnlGrpInf><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInf>"
                        .formatted(original);
        return """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:%s.001.08"><%s>
                <Assgnmt><Id>%s</Id><Assgnr><Pty><Nm>Alpenrose GmbH</Nm></Pty></Assgnr></Assgnmt>
                <Undrlyg>%s</Undrlyg></%2$s></Document>""".formatted(
                        message,
                        customer ? "CstmrPmtCxlReq" : "FIToFIPmtCxlReq",
                        id,
                        customer
                                ? "<OrgnlPmtInfAndCxl><OrgnlPmtInfId>%s</OrgnlPmtInfId>%s<TxInf>%s</OrgnlPmtInfAndCxl>"
                                        .formatted(original, group, payment)
                                : "<TxInf>" + group + payment);
    }

    @Test
    void makesTheMistakesOfBanksWhenARuleSaysSo() throws IOException {
        banks.follow(Scenario.read(new ByteArrayInputStream("""
                rules:
                  - {name: twice, when: {creditor-name: twice}, action: BOOK_TWICE}
                  - {name: rejected, when: {creditor-name: rejected}, action: BOOK_REJECTED, reason: AC06}
                  - {name: over, when: {creditor-name: over}, action: BOOK_OTHERWISE, difference: 5.00}
                  - {name: abroad, when: {creditor-name: abroad}, action: BOOK_OTHERWISE, rate: 0.95, currency: CHF}
                  - {name: unnamed, when: {creditor-name: unnamed}, action: BOOK_UNNAMED}
                """.getBytes(StandardCharsets.UTF_8))));
        for (String mistake : List.of("twice", "rejected", "over", "abroad", "unnamed")) {
            upload(mistake + ".xml", order(mistake.toUpperCase(Locale.ROOT), "100.00", mistake));
        }
        banks.tick();
        assertThat(banks.ledger().bookings("E2E-TWICE")).hasSize(1);
        assertThat(banks.ledger().bookings("E2E-REJECTED")).isEmpty();

        banks.endOfDay();
        assertThat(banks.ledger().paidTwice()).containsExactly("E2E-TWICE");
        assertThat(banks.ledger().bookings("E2E-REJECTED")).hasSize(1);
        assertThat(banks.ledger().bookings("E2E-OVER"))
                .singleElement()
                .satisfies(b -> assertThat(b.amount()).isEqualByComparingTo("105.00"));
        assertThat(banks.ledger().bookings("E2E-ABROAD")).singleElement().satisfies(b -> {
            assertThat(b.amount()).isEqualByComparingTo("95.00");
            assertThat(b.currency()).isEqualTo("CHF");
        });
        assertThat(banks.ledger().bookings("E2E-UNNAMED")).isEmpty();
        assertThat(banks.ledger().bookings()).anyMatch(b -> "REF I-UNNAMED Invoice 1".equals(b.remittance()));
        assertThat(downloads()).noneMatch(x -> x.contains("E2E-UNNAMED"));
    }

    @Test
    void keepsAStatementBackAndSendsTheRightVersionOfAWrongOne() throws IOException {
        banks.follow(
                Scenario.read(new ByteArrayInputStream("""
                incidents:
                  - {account: %s, kind: CORRECTED_STATEMENT, statement: 1}
                """.formatted(ACCOUNT).getBytes(StandardCharsets.UTF_8))));
        banks.bookOn(LocalDate.parse("2026-11-19"));
        banks.receive("rheinbank", ACCOUNT, new BigDecimal("50.00"), "A customer", "one");
        banks.receive("rheinbank", ACCOUNT, new BigDecimal("70.00"), "A customer", "two");
        banks.endOfDay();
        assertThat(statements())
                .singleElement()
                .satisfies(x -> assertThat(x)
                        .contains(">one<", ">1050.00<", "2026-11-19")
                        .doesNotContain(">two<"));

        banks.deliver("rheinbank", BankSimulator.CORRECTED);
        assertThat(statements()).hasSize(2).anySatisfy(x -> assertThat(x).contains(">one<", ">two<", ">1120.00<"));
        assertThat(statements().stream().map(x -> x.replaceAll("(?s).*<Stmt>\\s*<Id>([^<]*)<.*", "$1")))
                .as("both are the same statement")
                .hasSize(2)
                .containsOnly(statements().getFirst().replaceAll("(?s).*<Stmt>\\s*<Id>([^<]*)<.*", "$1"));

        banks.bookToday();
        banks.holdBack("rheinbank", ACCOUNT, "late");
        banks.endOfDay();
        assertThat(statements()).hasSize(2);
        banks.goOn("rheinbank", ACCOUNT);
        banks.deliver("rheinbank", "late");
        assertThat(statements()).hasSize(3);
    }

    @Test
    void writesSwiftStatementsWhereTheBankSpeaksSo() throws IOException {
        banks.close();
        BankProfile swift = new BankProfile(
                RHEINBANK.name(),
                RHEINBANK.title(),
                RHEINBANK.bic(),
                BankProfile.Dialect.SWIFT,
                BankProfile.Channel.SFTP,
                RHEINBANK.accounts());
        banks = BankSimulator.start(directory, 0, List.of(swift), Scenario.plain(), clock);
        upload("order.xml", order("M1", "100.00", "Nordwind AG"));
        banks.tick();
        banks.endOfDay();

        assertThat(downloads())
                .filteredOn(x -> x.startsWith(":20:"))
                .singleElement()
                .satisfies(x -> assertThat(x)
                        .contains(
                                ":25:" + ACCOUNT,
                                ":60F:C261120EUR1000,00",
                                ":61:2611201120D100,00NTRFNONREF//RHEI",
                                "EREF+E2E-M1")
                        .contains(":62F:C261120EUR900,00"));
    }

    private List<String> statements() throws IOException {
        return downloads().stream().filter(x -> x.contains("<BkToCstmrStmt>")).toList();
    }

    @Test
    void dropsTheLineBeforeOrAfterTheRename() throws IOException {
        banks.faults("rheinbank").dropAfterRename(1);
        assertThatThrownBy(() -> upload("after.xml", order("M1", "1.00", "X"))).isInstanceOf(IOException.class);
        banks.faults("rheinbank").dropBeforeRename(1);
        assertThatThrownBy(() -> upload("before.xml", order("M2", "1.00", "X"))).isInstanceOf(IOException.class);

        banks.tick();

        assertThat(banks.ledger().bookings("E2E-M1")).hasSize(1);
        assertThat(banks.ledger().bookings("E2E-M2")).isEmpty();
    }

    private void upload(String name, String text) throws IOException {
        ConnectionSettings to = banks.connections().get(0);
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier((session, address, key) -> true);
            client.start();
            try (ClientSession session = client.connect(to.user(), to.host(), to.port())
                    .verify(Duration.ofSeconds(10))
                    .getSession()) {
                for (KeyPair key : new FileKeyPairProvider(to.privateKey()).loadKeys(null)) {
                    session.addPublicKeyIdentity(key);
                }
                session.auth().verify(Duration.ofSeconds(10));
                try (SftpClient sftp = SftpClientFactory.instance().createSftpClient(session)) {
                    try (OutputStream out = sftp.write("/upload/" + name + ".part")) {
                        out.write(text.getBytes(StandardCharsets.UTF_8));
                    }
                    sftp.rename("/upload/" + name + ".part", "/upload/" + name);
                }
            }
        }
    }

    private List<String> downloads() throws IOException {
        try (Stream<Path> files = Files.list(banks.home("rheinbank").resolve("download"))) {
            return files.map(BankSimulatorTest::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            throw new IllegalStateException(gone);
        }
    }

    private static String order(String messageId, String amount, String creditor) {
        return """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
                <GrpHdr><MsgId>%1$s</MsgId><NbOfTxs>1</NbOfTxs><CtrlSum>%2$s</CtrlSum></GrpHdr>
                <PmtInf><PmtInfId>%1$s</PmtInfId><Dbtr><Nm>Alpenrose GmbH</Nm></Dbtr>
                <DbtrAcct><Id><IBAN>%4$s</IBAN></Id></DbtrAcct>
                <CdtTrfTxInf><PmtId><InstrId>I-%1$s</InstrId><EndToEndId>E2E-%1$s</EndToEndId></PmtId>
                <Amt><InstdAmt Ccy="EUR">%2$s</InstdAmt></Amt><Cdtr><Nm>%3$s</Nm></Cdtr>
                <CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct>
                <RmtInf><Ustrd>Invoice 1</Ustrd></RmtInf></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>
                """.formatted(messageId, amount, creditor, ACCOUNT);
    }

    /** A clock that stands until it is moved. */
    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-11-20T08:00:00Z");

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
