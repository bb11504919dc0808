package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.ErrorCode;
import io.countersign.payments.ports.BankRail;
import io.countersign.platform.CountersignTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Files that a person carries to the bank: the hub stays the one that knows whether a file has left. */
@CountersignTest
@Import(PaymentsFixture.class)
class ManualUploadsTest {

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    ManualUploads uploads;

    @Autowired
    Payments payments;

    @Autowired
    BankReplies replies;

    @Autowired
    StubBank bank;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void aBankWithoutALine() {
        scene.entity();
        scene.workAll();
        bank.answers.clear();
        bank.faults.clear();
    }

    private record Offered(UUID payment, UUID file) {}

    private Offered offered(String amount) {
        bank.answers.add(new BankRail.Handover.ByHand("Waits for a person"));
        UUID payment = scene.released(amount);
        scene.workAll();
        String message = Objects.requireNonNull(scene.detail(payment).file()).messageId();
        return new Offered(
                payment,
                uploads.waiting(Cast.TREASURER).stream()
                        .filter(upload -> upload.messageId().equals(message))
                        .map(ManualUploads.Upload::id)
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void aFileIsClaimedUploadedAndConfirmedByOnePerson() throws IOException {
        Offered it = offered("410.00");
        assertThat(scene.state(it.payment())).isEqualTo(PaymentState.SENDING);

        assertThat(uploads.claim(Cast.TREASURER, it.file())).isInstanceOf(ActResult.Done.class);
        assertThat(text(it)).contains("410.00");
        assertThat(uploads.confirm(Cast.TREASURER, it.file(), "Receipt 4711")).isInstanceOf(ActResult.Done.class);

        assertThat(scene.state(it.payment())).isEqualTo(PaymentState.SENT);
        assertThat(uploads.waiting(Cast.TREASURER))
                .noneMatch(upload -> upload.id().equals(it.file()));
        assertThat(jdbc.sql("select type || ' ' || actor from governance.event where subject = :file order by sequence")
                        .param("file", it.file().toString())
                        .query(String.class)
                        .list())
                .containsExactly(
                        "bank-file.claimed henrik", "bank-file.downloaded henrik", "bank-file.uploaded henrik");
    }

    private String text(Offered it) throws IOException {
        ManualUploads.Download got = uploads.download(Cast.TREASURER, it.file());
        assertThat(got).isInstanceOf(ManualUploads.Download.Bytes.class);
        return new String(((ManualUploads.Download.Bytes) got).content().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void twoPeopleCannotCarryTheSameFile() {
        Offered it = offered("411.00");
        assertThat(uploads.claim(Cast.TREASURER, it.file())).isInstanceOf(ActResult.Done.class);
        assertThat(code(uploads.claim(Cast.SECOND_TREASURER, it.file()))).isEqualTo(ErrorCode.CHANGED);
        assertThat(uploads.download(Cast.SECOND_TREASURER, it.file()))
                .isInstanceOf(ManualUploads.Download.Refused.class);
        assertThat(code(uploads.confirm(Cast.SECOND_TREASURER, it.file(), "Receipt")))
                .isEqualTo(ErrorCode.CHANGED);
        assertThat(code(uploads.confirm(Cast.TREASURER, it.file(), "Receipt")))
                .as("nobody uploads bytes he never got")
                .isEqualTo(ErrorCode.CHANGED);
    }

    @Test
    void aFileWhoseBytesNobodyGotIsGivenBackToTheNextPerson() {
        Offered it = offered("412.00");
        uploads.claim(Cast.TREASURER, it.file());
        assertThat(uploads.giveBack(Cast.TREASURER, it.file(), "The portal is closed"))
                .isInstanceOf(ActResult.Done.class);
        assertThat(scene.state(it.payment())).isEqualTo(PaymentState.SENDING);
        assertThat(uploads.claim(Cast.SECOND_TREASURER, it.file())).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void aFileWhoseBytesWereGivenOutHasAnUnknownOutcomeThatTwoPeopleDecide() throws IOException {
        Offered it = offered("413.00");
        uploads.claim(Cast.TREASURER, it.file());
        assertThat(text(it)).isNotEmpty();
        assertThat(uploads.giveBack(Cast.TREASURER, it.file(), "The browser crashed"))
                .isInstanceOf(ActResult.Done.class);
        assertThat(scene.state(it.payment())).isEqualTo(PaymentState.UNKNOWN);
        assertThat(code(uploads.claim(Cast.SECOND_TREASURER, it.file()))).isEqualTo(ErrorCode.NOT_FOUND);

        bank.answers.add(new BankRail.Handover.ByHand("Waits for a person"));
        payments.override(Cast.TREASURER, it.payment(), Payments.Outcome.RESEND, "The portal shows nothing");
        payments.override(Cast.SECOND_TREASURER, it.payment(), Payments.Outcome.RESEND, "I looked as well");
        scene.workAll();
        assertThat(uploads.claim(Cast.SECOND_TREASURER, it.file())).isInstanceOf(ActResult.Done.class);
    }

    @Test
    void aBankThatAnswersBeforeItsCarrierConfirmsEndsTheWaiting() {
        Offered it = offered("414.00");
        uploads.claim(Cast.TREASURER, it.file());
        String message =
                Objects.requireNonNull(scene.detail(it.payment()).file()).messageId();
        replies.apply(
                StubBank.CONNECTION,
                "B-" + message,
                List.of(new BankReplies.Reply(BankReplies.Level.FILE, message, null, null, "ACCP", null, null))
                        .iterator(),
                PaymentsFixture.IMPORT);
        assertThat(scene.state(it.payment())).isEqualTo(PaymentState.ACCEPTED);
        assertThat(code(uploads.confirm(Cast.TREASURER, it.file(), "Receipt"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void onlyPeopleWhoMayReleaseCarryFiles() {
        Offered it = offered("415.00");
        assertThat(code(uploads.claim(Cast.CLERK, it.file()))).isEqualTo(ErrorCode.CAPABILITY_MISSING);
        assertThat(code(uploads.claim(Cast.PAYROLL, it.file()))).isEqualTo(ErrorCode.CAPABILITY_MISSING);
        assertThat(code(uploads.claim(Cast.within(Cast.TREASURER, "OTHER"), it.file())))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    private static ErrorCode code(ActResult result) {
        assertThat(result).isInstanceOf(ActResult.Refused.class);
        return ((ActResult.Refused) result).code();
    }
}
