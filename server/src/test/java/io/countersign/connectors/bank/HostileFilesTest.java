package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.countersign.payments.BankReplies.Reply;
import io.countersign.reconciliation.StatementPart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What banks and attackers send ends as read or refused, with a reason, in bounded time and memory. */
class HostileFilesTest {

    private static final Path SHARED = Path.of("..", "..", "shared", "data");
    /** Far beyond what any file needs on a busy machine: what takes longer hangs. */
    private static final Duration QUICKLY = Duration.ofSeconds(60);

    /** What is expected of each foreign file: entries and their booked sum, statuses, or a part of the reason. */
    private static final Map<String, String> EXPECTED = expected();

    private static Map<String, String> expected() {
        Map<String, String> table = new TreeMap<>();
        """
        A_exact_duplicate.xml                | read 2 entries, booked 1.85
        A_ns_prefixed.xml                    | read 2 entries, booked 1.85
        A_truncated.xml                      | refused: not well-formed
        A_utf16le_bom.xml                    | read 2 entries, booked 1.85
        A_utf8_bom.xml                       | read 2 entries, booked 1.85
        amount_19_digits.xml                 | refused: more than 18 digits
        amount_5_decimals.xml                | read 1 entries, booked 12.50001, warned
        amount_comma.xml                     | refused: not a decimal number
        amount_comment_split.xml             | read 1 entries, booked 12.50
        amount_exponent.xml                  | refused: not a decimal number
        amount_nan.xml                       | refused: not a decimal number
        amount_plus_sign.xml                 | read 1 entries, booked 12.50
        attribute_flood.xml                  | refused: limit
        balance_mismatch.xml                 | read 1 entries, booked 12.50
        big_statement_10000_entries.xml      | read 10000 entries, booked 10000.00
        billion_laughs.xml                   | refused: DOCTYPE
        currency_xxx_jpy_decimals.xml        | read 1 entries, booked 12.50, warned
        date_feb_30.xml                      | refused: no such date
        declared_utf8_is_latin1.xml          | refused: character set
        duplicate_entry_same_ref.xml         | read 2 entries, booked 25.00
        empty_file.xml                       | refused: the file is empty
        empty_purp_element.xml               | read 1 entries, booked 12.50
        huge_remittance_1MiB.xml             | read 1 entries, booked 12.50
        iso8859_15_declared_euro.xml         | read 1 entries, booked 12.50
        missing_closing_balance.xml          | read 1 entries, booked 12.50
        mt940_ing_86_after_62F.sta           | read 1 entries, booked 1597.20
        mt940_linebreak_in_61.sta            | read 1 entries, booked 30.00, warned
        mt940_long_customer_ref.sta          | read 1 entries, booked -20
        no_entries.xml                       | read 0 entries, booked 0
        null_bytes.xml                       | refused: not well-formed
        pain002_part.xml                     | read 4 statuses
        pain002_reason_codes_a.xml           | read 12 statuses
        pain002_rejected_after_settled.xml   | read 1 statuses
        pain002_unknown_original.xml         | read 1 statuses
        pending_and_info_entries.xml         | read 3 entries, booked 12.50
        prcd_instead_of_opbd.xml             | read 1 entries, booked 12.50
        reversal_of_credit.xml               | read 1 entries, booked -10.00
        two_documents_concatenated.xml       | refused: not well-formed
        xxe_external_file.xml                | refused: DOCTYPE
        hbci4j.hbci4java__test-pain-parse-none.xml | refused: not a message that is read here
        moov-io.iso20022__invalid_pain_v11.xml | refused: names no status
        sebastienrousseau.bankstatementparser__golden_camt053_no_namespace.xml | read 1 entries, booked 250.00, warned
        """.lines().map(String::strip).filter(l -> !l.isEmpty()).forEach(l -> table.put(
                l.substring(0, l.indexOf('|')).strip(),
                l.substring(l.indexOf('|') + 1).strip()));
        return table;
    }

    @Test
    void everyForeignFileEndsAsExpected() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("hostile", "odd_xml")) {
            files.addAll(filesIn(folder));
        }
        List<String> wrong = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            String outcome = assertTimeoutPreemptively(QUICKLY, () -> outcome(Files.newInputStream(file)), name);
            String expected = EXPECTED.getOrDefault(name, "(no expectation written down)");
            boolean as = expected.startsWith("refused: ")
                    ? outcome.startsWith("refused: ") && outcome.contains(expected.substring(9))
                    : outcome.equals(expected);
            if (!as) {
                wrong.add("%s: expected [%s] but [%s]".formatted(name, expected, outcome));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void remittanceInAnOldCharacterSetKeepsItsEuroSign() {
        String xml = statement("12.50").replace("UTF-8", "ISO-8859-15").replace("<Ustrd>x<", "<Ustrd>\u20ac 5<");
        List<StatementPart> parts = parts(xml.getBytes(Charset.forName("ISO-8859-15")));
        assertThat(parts).anyMatch(p -> p instanceof StatementPart.Detail d && "\u20ac 5".equals(d.remittance()));
    }

    @Test
    void bytesOutsideTheCharacterSetAreToldWithTheirPlaceAndNothingIsPrinted() {
        String head = "<?xml version='1.0' encoding='%s'?>\n<Document>\n";
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(unreadable("\u0080<a/>")).isEqualTo("line 1, column 1");
            assertThat(unreadable("<Document>\n<a>f\u00fcr</a>")).isEqualTo("line 2, column 4");
            assertThat(unreadable(head.formatted("utf-8") + "<a b='\u00fc'/>")).isEqualTo("line 3, column 7");
            assertThat(unreadable("<?xml \u00fc encoding='ISO-8859-1'?>\n<a/>")).startsWith("line 1, column ");
            assertThat(unreadable(head.formatted("US-ASCII") + "<a>\u00fc</a>")).isEqualTo("line 3, column 4");
            assertThat(unreadable("<Document>" + "<a>x</a>\n".repeat(9_000) + "<b>\u00e4</b>"))
                    .isEqualTo("line 9001, column 4");
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("Fatal Error");
    }

    private static @Nullable String unreadable(String xml) {
        try {
            Xml reader = new Xml(new ByteArrayInputStream(xml.getBytes(StandardCharsets.ISO_8859_1)));
            reader.root();
            reader.skip();
        } catch (Unreadable fault) {
            assertThat(fault.why()).contains("not in the character set");
            return fault.place();
        }
        throw new AssertionError("It was read");
    }

    @Test
    void aDoctypeIsRefusedWithoutReadingWhatItNames() {
        String xml = statement("1.00")
                .replace("<Document", "<!DOCTYPE Document [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Document")
                .replace("<Ustrd>x<", "<Ustrd>&x;<");
        assertThat(outcome(xml)).startsWith("refused: ").contains("DOCTYPE");
    }

    @Test
    void aTagWithoutEndIsRefusedBeforeItFillsTheMemory() {
        InputStream endless = new InputStream() {
            private final byte[] head = "<Document a=\"".getBytes(StandardCharsets.UTF_8);
            private int n;

            @Override
            public int read() {
                return n < head.length ? head[n++] : 'x';
            }

            @Override
            public int read(byte[] buffer, int from, int most) {
                for (int i = 0; i < most; i++) {
                    buffer[from + i] = (byte) read();
                }
                return most;
            }
        };
        assertTimeoutPreemptively(
                QUICKLY, () -> assertThatThrownBy(() -> Survey.of(endless)).isInstanceOf(Unreadable.class));
    }

    @Test
    void depthIsLimited() {
        String deep = "<Document><BkToCstmrStmt>" + "<a>".repeat(5_000) + "</a>".repeat(5_000);
        assertThat(outcome(deep)).startsWith("refused: elements are nested deeper");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1.00", "1e3", "", "1.", "NaN", "0x1", "1 000.00"})
    void anAmountIsExactOrRefused(String amount) {
        String outcome = outcome(statement(amount));
        if (amount.equals("1.")) {
            assertThat(outcome).isEqualTo("read 1 entries, booked 1");
        } else {
            assertThat(outcome).startsWith("refused: ");
        }
    }

    /** Found by the fuzzer: an account goes into an index, which takes no text of any length. */
    @Test
    void anAccountThatCannotBeOneIsRefused() {
        String number = "9".repeat(3_000);
        for (String file : List.of(
                statement("1.00").replace("DE89370400440532013000", number),
                ":20:A\n:25:" + number + "\n:60F:C261126EUR1,00\n:62F:C261126EUR1,00\n-\n",
                ":20:A\n:25: \n:60F:C261126EUR1,00\n:62F:C261126EUR1,00\n-\n",
                "01,A,B,261128,0600,1,80,10,2/\n02,B,A,1,261127,2359,USD,2/\n03," + number
                        + ",USD,/\n49,0,2/\n98,0,1,4/\n99,0,1,6/\n")) {
            assertThat(outcome(file)).startsWith("refused: ").contains("account");
        }
    }

    @Test
    void aTextThatIsCutKeepsWholeCharacters() {
        String bank = "\ud83c\udfe6";
        String xml = statement("1.00").replace("S-1<", "x".repeat(8_191) + bank + "<");
        assertThat(Survey.of(stream(xml)).messageId()).hasSize(8_191).doesNotContain("\ud83c");
    }

    @Test
    void aColumnThatPartsACharacterKeepsNoHalfOfIt() {
        String line = "a\ud83c\udfe6b";
        assertThat(FixedText.at(line, 1, 2)).isEqualTo("a\ufffd");
        assertThat(FixedText.at(line, 3, 4)).isEqualTo("\ufffdb");
        assertThat(FixedText.at(line, 1, 4)).isEqualTo(line);
        assertThat(outcome("<?xml version='1.1'?><" + "x".repeat(39) + "\ud840\udc00y/>"))
                .startsWith("refused: ")
                .contains("\ufffd...");
    }

    @Test
    void theReasonNeverQuotesTheFile() {
        assertThatThrownBy(() -> Survey.of(stream("<Document><Secret>DE89370400440532013000</Secre></Document>")))
                .isInstanceOfSatisfying(Unreadable.class, u -> {
                    assertThat(u.why()).doesNotContain("DE89");
                    assertThat(u.place()).isNotNull();
                });
    }

    @Test
    void aStatusReportKeepsEveryLineOfTheReasonAndTheBanksOwnWords() {
        List<Reply> replies = replies("""
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>B1</MsgId></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
                <OrgnlPmtInfAndSts><OrgnlPmtInfId>M1</OrgnlPmtInfId><PmtInfSts>PART</PmtInfSts>
                <TxInfAndSts><OrgnlInstrId>P1</OrgnlInstrId><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts>
                <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf><AddtlInf>in May</AddtlInf></StsRsnInf>
                </TxInfAndSts>
                <TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId><TxSts>RJCT</TxSts>
                <StsRsnInf><Rsn><Prtry>Limit of the customer</Prtry></Rsn></StsRsnInf></TxInfAndSts>
                </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
                """);
        assertThat(replies).extracting(Reply::status).containsExactly("PART", "PART", "RJCT", "RJCT");
        assertThat(replies.get(2).reasonCode()).isEqualTo("AC04");
        assertThat(replies.get(2).reasonText()).isEqualTo("closed\nin May");
        assertThat(replies.get(2).originalMessageId()).isEqualTo("M1");
        assertThat(replies.get(3).reasonCode()).isEqualTo("NARR");
        assertThat(replies.get(3).reasonText()).isEqualTo("Limit of the customer");
    }

    @Test
    void pain05_theReasonOfAnInstructionIsToldBeforeTheRejectionOfItsFile() {
        List<Reply> replies = replies("""
                <Document><CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>RJCT</GrpSts>
                <StsRsnInf><Rsn><Cd>AM10</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts>
                <OrgnlPmtInfAndSts><OrgnlPmtInfId>M1</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>
                <TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts>
                <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
                <TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>
                </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
                """);
        assertThat(replies)
                .extracting(r -> r.level() + " " + r.reasonCode())
                .containsExactly("TRANSACTION AC04", "TRANSACTION AM10", "BATCH null", "FILE AM10");
    }

    @Test
    void pain23_anOutcomeOfVerificationOfPayeeIsToldInWords() {
        List<Reply> replies = replies("""
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>B1</MsgId></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>RVCM</GrpSts></OrgnlGrpInfAndSts>
                <OrgnlPmtInfAndSts><OrgnlPmtInfId>M1</OrgnlPmtInfId>
                <TxInfAndSts><OrgnlEndToEndId>NOTPROVIDED</OrgnlEndToEndId><TxSts>RVMC</TxSts>
                <StsRsnInf><AddtlInf>Meier GmbH</AddtlInf></StsRsnInf></TxInfAndSts>
                <TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId><TxSts>RVNM</TxSts></TxInfAndSts>
                </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
                """);
        assertThat(replies).extracting(Reply::status).containsExactly("RVCM", "RVMC", "RVNM");
        assertThat(replies.get(1).endToEndId()).isNull();
        assertThat(replies.get(1).reasonText()).contains("matches closely").contains("Meier GmbH");
        assertThat(replies.get(2).reasonText()).contains("does not match");
    }

    @Test
    void theAnswerToARecallIsAgreedRefusedPendingOrMoney() {
        List<RecallAnswer> answers = new ArrayList<>();
        RecallAnswerReader.read(BankMessage.open(stream("""
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"><RsltnOfInvstgtn>
                <Assgnmt><Id>A1</Id></Assgnmt><Sts><Conf>PECR</Conf></Sts>
                <CxlDtls><OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId>
                <TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxCxlSts>ACCR</TxCxlSts></TxInfAndSts>
                <TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId><TxCxlSts>RJCR</TxCxlSts>
                <CxlStsRsnInf><Rsn><Cd>CUST</Cd></Rsn><AddtlInf>no</AddtlInf></CxlStsRsnInf></TxInfAndSts>
                <TxInfAndSts><OrgnlEndToEndId>E3</OrgnlEndToEndId><TxCxlSts>PDCR</TxCxlSts></TxInfAndSts>
                </OrgnlPmtInfAndSts></CxlDtls></RsltnOfInvstgtn></Document>
                """)), answers::add);
        RecallAnswerReader.read(BankMessage.open(stream("""
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr>
                <GrpHdr><MsgId>R1</MsgId></GrpHdr><TxInf><OrgnlEndToEndId>E1</OrgnlEndToEndId>
                <RtrdIntrBkSttlmAmt Ccy="EUR">99.50</RtrdIntrBkSttlmAmt><IntrBkSttlmDt>2026-11-20</IntrBkSttlmDt>
                <RtrRsnInf><Rsn><Cd>FOCR</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr></Document>
                """)), answers::add);
        assertThat(answers.get(0)).isInstanceOf(RecallAnswer.Agreed.class);
        assertThat(answers.get(1)).isInstanceOfSatisfying(RecallAnswer.Refused.class, r -> {
            assertThat(r.subject().endToEndId()).isEqualTo("E2");
            assertThat(r.reason()).isEqualTo(new RecallAnswer.Reason("CUST", "no"));
        });
        assertThat(answers.get(2)).isInstanceOf(RecallAnswer.Pending.class);
        assertThat(answers.get(3))
                .isInstanceOfSatisfying(
                        RecallAnswer.Returned.class, r -> assertThat(r.amount()).isEqualByComparingTo("99.50"));
    }

    private static List<Reply> replies(String xml) {
        List<Reply> replies = new ArrayList<>();
        new StatusReportReader(BankMessage.open(stream(xml))).forEachRemaining(replies::add);
        return replies;
    }

    private static List<StatementPart> parts(byte[] xml) {
        List<StatementPart> parts = new ArrayList<>();
        Formats.read(new ByteArrayInputStream(xml), parts::add);
        return parts;
    }

    private static String outcome(String xml) {
        return outcome(stream(xml));
    }

    /** As in the table: what was read, or why not. */
    private static String outcome(InputStream in) {
        try (in) {
            byte[] bytes = in.readAllBytes();
            Survey survey = Survey.of(new ByteArrayInputStream(bytes));
            if (survey.statements().isEmpty()) {
                return "read %d statuses".formatted(survey.replies());
            }
            int entries = 0;
            BigDecimal booked = BigDecimal.ZERO;
            for (StatementPart part : parts(bytes)) {
                if (part instanceof StatementPart.Entry entry) {
                    entries++;
                    if (entry.status().equals("BOOK")) {
                        booked = booked.add(
                                entry.credit() ? entry.amount() : entry.amount().negate());
                    }
                }
            }
            return "read %d entries, booked %s%s"
                    .formatted(
                            entries, booked.toPlainString(), survey.warnings().isEmpty() ? "" : ", warned");
        } catch (Unreadable unreadable) {
            return "refused: " + unreadable.why();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static List<Path> filesIn(String folder) throws IOException {
        Path directory = SHARED.resolve(folder);
        if (!Files.isDirectory(directory)) {
            System.out.println("SKIPPED: there is no " + folder + " folder of foreign files beside the repository");
            Assumptions.abort("no foreign files");
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static InputStream stream(String xml) {
        return new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static String statement(String amount) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>S-1</MsgId></GrpHdr><Stmt><Id>1</Id>
                <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
                <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                <BookgDt><Dt>2026-11-20</Dt></BookgDt>
                <NtryDtls><TxDtls><RmtInf><Ustrd>x</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
                </Stmt></BkToCstmrStmt></Document>
                """.formatted(amount);
    }
}
