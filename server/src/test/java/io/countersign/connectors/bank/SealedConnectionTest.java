package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connectors.BankConnections.Protection;
import io.countersign.connectors.BankConnections.SealForm;
import io.countersign.connectors.BankConnections.Security;
import io.countersign.model.ErrorCode;
import io.countersign.payments.ports.BankInbox;
import io.countersign.payments.ports.BankInbox.Receipt;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Handover;
import io.countersign.payments.ports.BankRail.Presence;
import io.countersign.platform.CountersignTest;
import io.countersign.reconciliation.SentPayments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A connection over which files travel signed and encrypted. */
@CountersignTest
class SealedConnectionTest {

    private static final Path HOME = home();
    private static final SealKeys HUB = keys("hub");
    private static final SealKeys BANK = keys("bank");
    private static final byte[] FILE = "<Document>pay</Document>".getBytes(StandardCharsets.UTF_8);

    @Autowired
    FileRail rail;

    @Autowired
    BankInbox inbox;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void connection(DynamicPropertyRegistry settings) {
        String prefix = "countersign.bank.connections[0].";
        settings.add(prefix + "name", () -> "rheinbank");
        settings.add(prefix + "channel", () -> "FOLDER");
        settings.add(prefix + "upload-dir", () -> HOME.resolve("out").toString());
        settings.add(prefix + "download-dir", () -> HOME.resolve("in").toString());
        settings.add(prefix + "security.form", () -> "PGP");
        settings.add(prefix + "security.own-key", () -> HUB.own().toString());
        settings.add(prefix + "security.own-key-password", () -> SealKeys.PASSWORD);
        settings.add(prefix + "security.bank-key", () -> BANK.shown().toString());
    }

    @Test
    void aFileLeavesSealedUnderItsOwnNameAndAnotherAttemptSendsTheSameBytes() throws Exception {
        Draft draft = draft();
        assertThat(send(draft)).isEqualTo(new Handover.Delivered());
        Path sent = HOME.resolve("out").resolve(draft.fileName() + ".pgp");
        byte[] first = Files.readAllBytes(sent);
        assertThat(new String(first, StandardCharsets.ISO_8859_1)).doesNotContain("Document");
        ByteArrayOutputStream atBank = new ByteArrayOutputStream();
        Seal.of(security(BANK, HUB), Clock.systemUTC()).open(new ByteArrayInputStream(first), atBank);
        assertThat(atBank.toByteArray()).isEqualTo(FILE);
        assertThat(rail.look(draft)).isEqualTo(Presence.SEEN);

        Files.delete(sent);
        assertThat(send(draft)).isEqualTo(new Handover.Delivered());
        assertThat(Files.readAllBytes(sent)).isEqualTo(first);
    }

    @Test
    void anAnswerIsOpenedBeforeItIsReadAndKeptAsItCameAndAsItWas() throws Exception {
        SentPayments payments = new SentPayments(jdbc);
        SentPayments.Batch batch = payments.sent(1);
        byte[] answer = """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>B-%1$s</MsgId></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>%1$s</OrgnlMsgId><GrpSts>ACSP</GrpSts></OrgnlGrpInfAndSts>
                </CstmrPmtStsRpt></Document>
                """.formatted(batch.messageId()).getBytes(StandardCharsets.UTF_8);
        byte[] sealed = sealedBy(BANK, answer);
        Receipt receipt = inbox.receive(Operator.OLGA, "rheinbank", "answer.pgp", new ByteArrayInputStream(sealed));
        assertThat(receipt).isInstanceOf(Receipt.Read.class);
        assertThat(payments.state(batch, 1)).isEqualTo("ACCEPTED");

        UUID file = ((Receipt.Read) receipt).fileId();
        BankInbox.FileView view = inbox.find(Operator.OLGA, file).orElseThrow();
        assertThat(view.signedBy()).startsWith("OpenPGP key ");
        assertThat(view.openedSha256()).isNotNull().isNotEqualTo(view.sha256());
        try (InputStream original = inbox.original(Operator.OLGA, file).orElseThrow();
                InputStream inside = inbox.readable(Operator.OLGA, file).orElseThrow()) {
            assertThat(original.readAllBytes()).isEqualTo(sealed);
            assertThat(inside.readAllBytes()).isEqualTo(answer);
        }
    }

    @Test
    void whatIsNotSignedByTheBankIsQuarantinedWithItsReasonAndNothingOfItIsApplied() throws Exception {
        SentPayments payments = new SentPayments(jdbc);
        SentPayments.Batch batch = payments.sent(1);
        byte[] forged = """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>F-%1$s</MsgId></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>%1$s</OrgnlMsgId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>
                </CstmrPmtStsRpt></Document>
                """.formatted(batch.messageId()).getBytes(StandardCharsets.UTF_8);
        quarantined(forged, "damaged");
        quarantined(sealedBy(keys("thief"), forged), "not signed with the bank's key");
        assertThat(payments.state(batch, 1)).isEqualTo("SENT");
    }

    @Test
    void whatWouldFillTheDiskIsStoppedOnTheWay() throws Exception {
        byte[] bomb = new byte[80 << 20];
        byte[] sealed = sealedBy(BANK, bomb);
        assertThat(sealed.length).isLessThan(1 << 20);
        quarantined(sealed, "far larger than the file");
    }

    private void quarantined(byte[] file, String why) {
        Receipt receipt = inbox.receive(Operator.OLGA, "rheinbank", "answer.pgp", new ByteArrayInputStream(file));
        assertThat(receipt).isInstanceOfSatisfying(Receipt.Quarantined.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.FILE_SEAL);
            assertThat(refused.why()).contains(why);
            assertThat(jdbc.sql(
                                    "select count(*) from cases.record where dedup_key = :key and kind = 'FILE_QUARANTINED'")
                            .param("key", "file-quarantined:" + refused.fileId())
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        });
    }

    private Handover send(Draft draft) {
        return rail.send(draft, new ByteArrayInputStream(FILE), FILE.length);
    }

    private static byte[] sealedBy(SealKeys sender, byte[] file) throws Exception {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        Seal.of(security(sender, HUB), Clock.systemUTC()).seal(new ByteArrayInputStream(file), "a.xml", sealed);
        return sealed.toByteArray();
    }

    private static Security security(SealKeys own, SealKeys other) {
        return own.toward(other, Protection.SIGNED_AND_ENCRYPTED, Protection.SIGNED_AND_ENCRYPTED);
    }

    private static SealKeys keys(String name) {
        return SealKeys.make(SealForm.PGP, HOME, name, Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(365));
    }

    private static Path home() {
        try {
            Path home = Files.createTempDirectory("sealed");
            Files.createDirectory(home.resolve("out"));
            Files.createDirectory(home.resolve("in"));
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Draft draft() {
        UUID id = UUID.randomUUID();
        return new Draft(
                id,
                "M" + id.toString().substring(0, 8),
                id + ".xml",
                "rheinbank",
                "SEPA_SCT",
                new Debtor("Alpenrose GmbH", "DE", "DE89370400440532013000", null, "EUR"),
                LocalDate.parse("2026-11-23"),
                Instant.parse("2026-11-20T10:00:00Z"),
                1,
                BigDecimal.TEN,
                "EUR");
    }
}
