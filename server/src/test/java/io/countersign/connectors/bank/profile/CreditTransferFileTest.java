package io.countersign.connectors.bank.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.connectors.bank.profile.Profile.SchemeRules;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Instruction;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditTransferFileTest {

    private static final Profile USUAL = ShippedProfiles.all().getFirst();

    @TempDir
    Path directory;

    @Test
    void aWrittenFileSatisfiesTheSchemaAndItsOwnTotals() throws IOException {
        Draft draft = draft("SEPA_SCT", 3, "60.30");
        Path file = write(draft, List.of(instruction(1, "10.10"), structured(2, "20.10"), addressed(3, "30.10")));

        assertThat(faults(draft, file)).isEmpty();
        assertThat(Files.readString(file))
                .contains("<SvcLvl><Cd>SEPA</Cd></SvcLvl>", "<ChrgBr>SLEV</ChrgBr>", "<CtrlSum>60.30</CtrlSum>")
                .contains("<Ref>RF18539007547034</Ref>", "<Ustrd>Invoice 1</Ustrd>")
                .contains("<StrtNm>Rue du Lac 3</StrtNm><PstCd>1003</PstCd><TwnNm>Lausanne</TwnNm><Ctry>CH</Ctry>");
    }

    @Test
    void theSameInputGivesTheSameBytes() throws IOException {
        Draft draft = draft("SEPA_SCT", 1, "10.10");
        assertThat(bytes(draft, List.of(instruction(1, "10.10"))))
                .isEqualTo(bytes(draft, List.of(instruction(1, "10.10"))));
    }

    @Test
    void refusesToWriteOtherPaymentsThanItAnnounces() {
        Draft draft = draft("SEPA_SCT", 2, "20.20");
        assertThatThrownBy(() -> bytes(draft, List.of(instruction(1, "10.10"), instruction(2, "10.11"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("20.21");
        assertThatThrownBy(() -> bytes(draft, List.of(instruction(1, "20.20"))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theCheckFindsWhatWasChangedAfterWriting() throws IOException {
        Draft draft = draft("SEPA_SCT", 1, "10.10");
        Path file = write(draft, List.of(instruction(1, "10.10")));
        String text = Files.readString(file);

        Files.writeString(file, text.replace(">10.10</InstdAmt>", ">10.11</InstdAmt>"));
        assertThat(faults(draft, file)).containsExactly("sum of the payments is 10.11, expected 10.10");

        Files.writeString(file, text.replace("Ccy=\"EUR\">10.10", "Ccy=\"CHF\">10.10"));
        assertThat(faults(draft, file)).containsExactly("payment 1: SEPA_SCT takes EUR only");

        Files.writeString(file, text.replace("<EndToEndId>", "<EndToEndId>123456789012345678901234567890123456"));
        assertThat(faults(draft, file)).isNotEmpty().allMatch(f -> f.startsWith("line 1"));

        Files.writeString(file, "<!DOCTYPE Document [<!ENTITY a 'b'>]>" + text.substring(text.indexOf("<Document")));
        assertThat(faults(draft, file)).hasSize(1);
    }

    @Test
    void domesticAccountsAndOtherCurrenciesLeaveOutsideSepa() throws IOException {
        Draft draft = new Draft(
                UUID.randomUUID(),
                "MSG-2",
                "MSG-2.xml",
                "northgate",
                "CROSS_BORDER",
                new Debtor("Aldermoor UK Ltd", "GB", "40478470872490", null, "GBP"),
                LocalDate.parse("2026-11-23"),
                Instant.parse("2026-11-20T10:00:00Z"),
                1,
                new BigDecimal("5.00"),
                "GBP");
        Path file = write(
                draft,
                List.of(new Instruction(
                        "PAY-1",
                        "E2E-1",
                        new BigDecimal("5"),
                        "GBP",
                        "Fenwick",
                        "12345678",
                        null,
                        "GB",
                        null,
                        "x",
                        null,
                        null)));
        assertThat(faults(draft, file)).isEmpty();
        assertThat(Files.readString(file))
                .contains("<ChrgBr>SHAR</ChrgBr>", ">5.00</InstdAmt>", "<Othr><Id>12345678</Id></Othr>", "NOTPROVIDED");
    }

    @Test
    void writesAndChecksAHundredThousandPayments() throws IOException {
        int payments = 100_000;
        Draft draft = draft(
                "SEPA_SCT",
                payments,
                new BigDecimal("10.10").multiply(BigDecimal.valueOf(payments)).toString());
        Path file = directory.resolve("large.xml");
        write(draft, file);

        assertThat(file).isNotEmptyFile();
        assertThat(faults(draft, file)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Brückner & Söhne  | Brueckner + Soehne
            Señor Müller-Ünal | Senor Mueller-Uenal
            Zażółć Gęślą      | Zazolc Gesla
            Łódź              | Lodz
            Αθήνα             | Athina
            Жълтъци ООД       | Zhaltatsi OOD
            €100_net          | EUR100-net
            a//b/             | a/b
            /x                | x
            日本               | ..
            """)
    void textIsWrittenInCharactersEveryBankTakes(String text, String plain) {
        assertThat(Texts.USUAL.name(text)).isEqualTo(plain);
        assertThat(BankText.isPlain(Texts.USUAL.name(text))).isTrue();
    }

    @Test
    void theUsualProfileWritesWhatWasAlwaysWritten() throws IOException {
        assertThat(new String(
                        bytes(draft("SEPA_SCT", 1, "20.10"), List.of(structured(1, "20.10"))), StandardCharsets.UTF_8))
                .isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>\
                        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>\
                        <GrpHdr><MsgId>CSGN20261120000001</MsgId><CreDtTm>2026-11-20T10:00:00Z</CreDtTm>\
                        <NbOfTxs>1</NbOfTxs><CtrlSum>20.10</CtrlSum><InitgPty><Nm>Alpenroese GmbH</Nm></InitgPty></GrpHdr>\
                        <PmtInf><PmtInfId>CSGN20261120000001</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>1</NbOfTxs>\
                        <CtrlSum>20.10</CtrlSum><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>\
                        <ReqdExctnDt><Dt>2026-11-23</Dt></ReqdExctnDt>\
                        <Dbtr><Nm>Alpenroese GmbH</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr></Dbtr>\
                        <DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></DbtrAcct>\
                        <DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>\
                        <CdtTrfTxInf><PmtId><InstrId>PAY-26-1</InstrId><EndToEndId>E2E-1</EndToEndId></PmtId>\
                        <Amt><InstdAmt Ccy="EUR">20.10</InstdAmt></Amt>\
                        <CdtrAgt><FinInstnId><BICFI>BNPAFRPPXXX</BICFI></FinInstnId></CdtrAgt>\
                        <Cdtr><Nm>Societe Generale d'Energie</Nm><PstlAdr><Ctry>FR</Ctry></PstlAdr></Cdtr>\
                        <CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct><Purp><Cd>SUPP</Cd></Purp>\
                        <RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>ISO</Issr></Tp>\
                        <Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn>\
                        </Document>""");
    }

    private static SchemeRules scheme(Draft draft) {
        return Objects.requireNonNull(USUAL.scheme(draft.scheme()));
    }

    private static List<String> faults(Draft draft, Path file) throws IOException {
        return FileCheck.faults(USUAL, scheme(draft), draft, file);
    }

    private static Draft draft(String scheme, int payments, String total) {
        return new Draft(
                new UUID(0, 7),
                "CSGN20261120000001",
                "CSGN20261120000001.xml",
                "rheinbank",
                scheme,
                new Debtor("Alpenröse GmbH", "DE", "DE89370400440532013000", "COBADEFFXXX", "EUR"),
                LocalDate.parse("2026-11-23"),
                Instant.parse("2026-11-20T10:00:00.123456Z"),
                payments,
                new BigDecimal(total),
                "EUR");
    }

    private static Instruction instruction(int n, String amount) {
        return new Instruction(
                "PAY-26-" + n,
                "E2E-" + n,
                new BigDecimal(amount),
                "EUR",
                "Brennhof Logistik GmbH",
                "DE75512108001245126199",
                null,
                "DE",
                null,
                "Invoice " + n,
                null,
                null);
    }

    private static Instruction structured(int n, String amount) {
        return new Instruction(
                "PAY-26-" + n,
                "E2E-" + n,
                new BigDecimal(amount),
                "EUR",
                "Société Générale d'Énergie",
                "FR1420041010050500013M02606",
                "BNPAFRPPXXX",
                "FR",
                null,
                null,
                "RF18539007547034",
                "SUPP");
    }

    private static Instruction addressed(int n, String amount) {
        return new Instruction(
                "PAY-26-" + n,
                "E2E-" + n,
                new BigDecimal(amount),
                "EUR",
                "Lac SA",
                "CH9300762011623852957",
                null,
                "CH",
                "{\"street\": \"Rue du Lac 3\", \"city\": \"Lausanne\", \"postcode\": \"1003\", \"country\": \"CH\"}",
                "x",
                null,
                null);
    }

    private Path write(Draft draft, List<Instruction> instructions) throws IOException {
        return Files.write(directory.resolve(draft.fileName()), bytes(draft, instructions));
    }

    private static void write(Draft draft, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            Iterator<Instruction> all = IntStream.range(0, draft.payments())
                    .mapToObj(n -> instruction(n, "10.10"))
                    .iterator();
            CreditTransferFile.write(USUAL, scheme(draft), draft, all, out);
        }
    }

    private static byte[] bytes(Draft draft, List<Instruction> instructions) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CreditTransferFile.write(USUAL, scheme(draft), draft, instructions.iterator(), out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isNotEmpty();
        return out.toByteArray();
    }
}
