package io.countersign.connectors.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.connectors.BankConnections;
import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.bank.InboundStore.Kept;
import io.countersign.connectors.bank.profile.OwnProfiles;
import io.countersign.connectors.bank.profile.Profiles;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Draft;
import io.countersign.payments.ports.BankRail.Handover;
import io.countersign.payments.ports.BankRail.Presence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Files over a bank's API, with certificates on both sides. */
class HttpsChannelTest {

    private static final byte[] CONTENT = "<Document/>".getBytes(StandardCharsets.UTF_8);

    private static final String TELLS_BY_HEADER = """
            profile: sepa-generic-09
            title: A bank with an API
            owner: treasurer
            guide: Guide of the API, section 3
            message: pain.001.001.09
            schemes:
              - scheme: SEPA_SCT
                accounts:
                  - form: iban
            verification-of-payee:
              choice: opt-out
              who: Helga Brandt
              why: Accounts are verified when entered
              header: "X-Payee-Check: not wanted"
            """;

    @TempDir
    static Path directory;

    private static ApiBankAtHome bank;

    private HttpsChannel channel;

    @BeforeAll
    static void open() throws IOException, GeneralSecurityException, InterruptedException {
        bank = new ApiBankAtHome(directory);
    }

    @AfterAll
    static void close() {
        bank.close();
    }

    @BeforeEach
    void aNewSession() {
        bank.files.clear();
        bank.documents.clear();
        bank.acknowledged.clear();
        bank.trouble.set(ApiBankAtHome.Trouble.NONE);
        JsonMapper json = JsonMapper.builder().build();
        Profiles profiles = OwnProfiles.of(
                new BankConnections(List.of(bank.connection("api-bank")), Duration.ofSeconds(1)), TELLS_BY_HEADER);
        channel = new HttpsChannel(new ApiSessions(Clock.systemUTC(), json), profiles, json);
    }

    @Test
    void deliversAFileOnceAndSeesIt() throws IOException {
        assertThat(send("M1")).isEqualTo(new Handover.Delivered());
        assertThat(bank.files).containsEntry("M1", "<Document/>");
        assertThat(look("M1")).isEqualTo(Presence.SEEN);
        assertThat(look("M2")).isEqualTo(Presence.NOT_SEEN);
        assertThat(send("M1")).as("the bank has it already").isInstanceOf(Handover.Doubt.class);
    }

    @Test
    void aFileWhosePayeesNobodyVerifiesIsSentWithTheHeaderOfItsProfile() {
        send("M9");
        Draft draft = draft("M10");
        Draft unverified = new Draft(
                draft.fileId(),
                draft.messageId(),
                draft.fileName(),
                draft.connection(),
                draft.scheme(),
                draft.debtor(),
                draft.requestedOn(),
                draft.createdAt(),
                draft.payments(),
                draft.total(),
                draft.currency(),
                true);
        channel.send(bank.connection("api-bank"), unverified, new ByteArrayInputStream(CONTENT), CONTENT.length);
        assertThat(bank.payeesOf).containsEntry("M9", "null").containsEntry("M10", "not wanted");
    }

    @Test
    void aLostAnswerIsADoubtThatAQuestionEnds() throws IOException {
        bank.trouble.set(ApiBankAtHome.Trouble.ANSWER_LOST);
        assertThat(send("M3")).isInstanceOf(Handover.Doubt.class);
        assertThat(look("M3")).isEqualTo(Presence.SEEN);
    }

    @Test
    void aRefusalIsCertainAndTroubleAtTheBankIsNot() {
        bank.trouble.set(ApiBankAtHome.Trouble.REFUSED);
        assertThat(send("M4")).isInstanceOf(Handover.NotSent.class);
        bank.trouble.set(ApiBankAtHome.Trouble.BROKEN);
        assertThat(send("M4")).isInstanceOf(Handover.Doubt.class);
    }

    @Test
    void asksForATokenOnceAndForAnotherWhenItIsRefused() {
        int before = bank.tokens.get();
        send("M5");
        send("M6");
        assertThat(bank.tokens.get() - before).isEqualTo(1);
        bank.token = "token-of-tomorrow";
        assertThat(send("M7")).as("refused, so not sent").isInstanceOf(Handover.NotSent.class);
        assertThat(send("M7")).isEqualTo(new Handover.Delivered());
        assertThat(bank.tokens.get() - before).isEqualTo(2);
    }

    @Test
    void aCertificateTheBankDoesNotKnowSendsNothing() throws IOException, InterruptedException {
        bank.pair("stranger", "ku=digitalSignature");
        Connection stranger = bank.connection("stranger-bank", "stranger");
        assertThat(channel.send(stranger, draft("M8"), new ByteArrayInputStream(CONTENT), CONTENT.length))
                .isInstanceOf(Handover.NotSent.class);
        assertThat(bank.files).isEmpty();
        assertThatThrownBy(() -> channel.look(stranger, draft("M8"))).isInstanceOf(IOException.class);
    }

    @Test
    void acknowledgesADocumentOnceItIsStored() throws IOException {
        bank.documents.put("d1", "one");
        bank.documents.put("d2", "two");
        List<String> kept = new ArrayList<>();
        int fetched = channel.fetch(bank.connection("api-bank"), (name, content) -> {
            kept.add(name + " " + new String(content.readAllBytes(), StandardCharsets.UTF_8));
            return new Kept(new UUID(0, 1), true, name, Instant.EPOCH);
        });
        assertThat(kept).containsExactly("d1.xml one", "d2.xml two");
        assertThat(fetched).isEqualTo(2);
        assertThat(bank.acknowledged).containsExactly("d1", "d2");
    }

    @Test
    void aDocumentThatCouldNotBeStoredIsNotAcknowledged() {
        bank.documents.put("d3", "three");
        assertThatThrownBy(() -> channel.fetch(bank.connection("api-bank"), (name, content) -> {
                    throw new IOException("The disk is full");
                }))
                .hasMessage("The disk is full");
        assertThat(bank.acknowledged).isEmpty();
    }

    @Test
    void knowsTheLastDayOfOurCertificate() throws GeneralSecurityException, IOException {
        LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        assertThat(ClientCertificate.lastDay(bank.connection("api-bank").api()))
                .isBetween(today.plusDays(399), today.plusDays(401));
    }

    private Handover send(String messageId) {
        return channel.send(
                bank.connection("api-bank"), draft(messageId), new ByteArrayInputStream(CONTENT), CONTENT.length);
    }

    private Presence look(String messageId) throws IOException {
        return channel.look(bank.connection("api-bank"), draft(messageId));
    }

    private static Draft draft(String messageId) {
        return new Draft(
                new UUID(0, 1),
                messageId,
                messageId + ".xml",
                "api-bank",
                "SEPA_SCT",
                new Debtor("Alpenrose GmbH", "DE", "DE89370400440532013000", null, "EUR"),
                LocalDate.parse("2026-11-23"),
                Instant.parse("2026-11-20T10:00:00Z"),
                1,
                BigDecimal.TEN,
                "EUR");
    }
}
