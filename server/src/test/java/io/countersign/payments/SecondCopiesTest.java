package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.model.Cause;
import io.countersign.platform.CountersignTest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** What comes a second time, from a client or to the bank, must not be mistaken for the first. */
@CountersignTest
@Import(PaymentsFixture.class)
class SecondCopiesTest {

    private static final Cause BANK = Cause.system("bank", new UUID(0, 3));

    @Autowired
    PaymentsFixture.Scene scene;

    @Autowired
    Payments payments;

    @Autowired
    BankReplies replies;

    @Autowired
    PaymentsFixture.MovingClock clock;

    @BeforeEach
    void entity() {
        scene.entity();
        scene.workAll();
    }

    @Test
    void doesNotTakeTheRefusalOfASecondCopyForARejectionOfTheFirst() {
        UUID id = scene.sent("310.00");
        String message = Objects.requireNonNull(scene.detail(id).file()).messageId();
        BankReplies.Reply refusal = new BankReplies.Reply(
                BankReplies.Level.FILE, message, null, null, "RJCT", "DU01", "Duplicate message identification");
        String connection = Objects.requireNonNull(scene.payment(id).connection());

        BankReplies.Applied applied =
                replies.apply(connection, "B-" + id, List.of(refusal).iterator(), BANK);

        assertThat(applied.contradicting()).isEqualTo(1);
        assertThat(scene.state(id)).isEqualTo(PaymentState.SENT);
    }

    @Test
    void answersARepeatedRequestAlikeWhenItsDateIsPastByNow() {
        NewPayment payment = scene.instruction("15.00");
        IdempotencyKey key = new IdempotencyKey("key-" + payment.invoiceReference(), "a".repeat(64));
        UUID id = ((Intake.Accepted) payments.initiate(Cast.CLERK, payment, key)).id();

        clock.pass(Duration.ofDays(2));

        assertThat(payments.initiate(Cast.CLERK, payment, key))
                .isInstanceOfSatisfying(
                        Intake.Replayed.class, again -> assertThat(again.id()).isEqualTo(id));
        assertThat(payments.initiate(Cast.CLERK, payment, new IdempotencyKey(key.key() + "-other", key.fingerprint())))
                .isInstanceOf(Intake.Refused.class);
    }
}
