package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.payments.ports.BankRail;
import io.countersign.platform.CountersignTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A bank connection that is down: what policy sends over another one, and what stays. */
@CountersignTest
@Import(PaymentsFixture.class)
class DetoursTest {

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    BankReplies replies;

    @Autowired
    StubBank bank;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void aPolicyForOutages(DynamicPropertyRegistry settings) throws IOException {
        Path directory = Files.createTempDirectory("countersign-policies-");
        Files.writeString(directory.resolve("outages.yaml"), """
                policy: outages
                owner: treasurer
                effective: 2025-01-01
                description: What is done when a bank connection is down
                rows:
                  - {connection: stub-bank, within: PT30M, to: stub-portal, owner: treasurer, because: Salaries cannot wait}
                """);
        settings.add("countersign.policies.dir", directory::toString);
    }

    @BeforeEach
    void aQuietBank() {
        scene.entity();
        scene.workAll();
        bank.answers.clear();
        bank.faults.clear();
        bank.downSince = null;
    }

    @AfterEach
    void theBankAnswersAgain() {
        bank.downSince = null;
        bank.answers.clear();
        scene.clock().pass(Duration.ofMinutes(10));
        scene.workAll();
    }

    private UUID refusedFile() {
        bank.answers.add(new BankRail.Handover.NotSent("No session"));
        UUID payment = scene.released("610.00");
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENDING);
        return payment;
    }

    @Test
    void aFileThatCertainlyDidNotLeaveGoesOverTheOtherConnectionOnceTheOutageIsLongEnough() {
        UUID payment = refusedFile();
        String message = Objects.requireNonNull(scene.detail(payment).file()).messageId();
        bank.downSince = scene.clock().instant();
        bank.answers.add(new BankRail.Handover.NotSent("No session"));
        scene.clock().pass(Duration.ofMinutes(29));
        scene.workAll();
        assertThat(connection(payment)).isEqualTo(StubBank.CONNECTION);

        bank.answers.add(new BankRail.Handover.NotSent("No session"));
        scene.clock().pass(Duration.ofMinutes(2));
        scene.workAll();
        assertThat(connection(payment)).isEqualTo(StubBank.OTHER_CONNECTION);
        assertThat(scene.story(payment)).contains("payment.rerouted");
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENT);
        assertThat(Objects.requireNonNull(scene.detail(payment).file()).messageId())
                .as("the same file, so that the bank would notice a second copy")
                .isEqualTo(message);
        assertThat(jdbc.sql(
                                "select policy from governance.audit_entry where subject = :id and act = 'payment.rerouted'")
                        .param("id", payment.toString())
                        .query(String.class)
                        .single())
                .isEqualTo("outages@2#row-1");
    }

    @Test
    void theBankMayAnswerOverTheLineOfTheAccountWhatLeftOverAnotherOne() {
        UUID payment = refusedFile();
        bank.downSince = scene.clock().instant();
        bank.answers.add(new BankRail.Handover.NotSent("No session"));
        scene.clock().pass(Duration.ofMinutes(31));
        scene.workAll();
        assertThat(connection(payment)).isEqualTo(StubBank.OTHER_CONNECTION);
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENT);

        answer("a-stranger", payment, "RJCT");
        assertThat(scene.state(payment)).isEqualTo(PaymentState.SENT);
        answer(StubBank.CONNECTION, payment, "ACSP");
        assertThat(scene.state(payment)).isEqualTo(PaymentState.ACCEPTED);
    }

    private void answer(String connection, UUID payment, String status) {
        String endToEndId = scene.payment(payment).endToEndId();
        replies.apply(
                connection,
                "ANSWER-" + status,
                List.of(new BankReplies.Reply(
                                BankReplies.Level.TRANSACTION, null, endToEndId, null, status, null, null))
                        .iterator(),
                PaymentsFixture.IMPORT);
    }

    @Test
    void aFileWhoseOutcomeIsUnknownIsNeverSentOverAnotherConnection() {
        bank.answers.add(new BankRail.Handover.Doubt("The line dropped"));
        UUID payment = scene.released("611.00");
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.UNKNOWN);
        bank.downSince = scene.clock().instant();
        scene.clock().pass(Duration.ofHours(2));
        scene.workAll();
        assertThat(scene.state(payment)).isEqualTo(PaymentState.UNKNOWN);
        assertThat(connection(payment)).isEqualTo(StubBank.CONNECTION);
    }

    @Test
    void nothingMovesWhileTheConnectionAnswers() {
        UUID payment = refusedFile();
        bank.answers.add(new BankRail.Handover.NotSent("Busy"));
        scene.clock().pass(Duration.ofHours(1));
        scene.workAll();
        assertThat(connection(payment)).isEqualTo(StubBank.CONNECTION);
    }

    private String connection(UUID payment) {
        return jdbc.sql("select connection from payments.payment where id = :id")
                .param("id", payment)
                .query(String.class)
                .single();
    }
}
