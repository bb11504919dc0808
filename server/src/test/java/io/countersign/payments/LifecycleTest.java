package io.countersign.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The transition table, as a table. A step that is not in it is impossible. */
class LifecycleTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RECEIVED          | VALIDATE=VALIDATED HOLD=HELD REJECT=REJECTED CANCEL=CANCELLED EXPIRE=EXPIRED
            VALIDATED         | SUBMIT=AWAITING_APPROVAL AMEND=VALIDATED HOLD=HELD REJECT=REJECTED CANCEL=CANCELLED EXPIRE=EXPIRED
            AWAITING_APPROVAL | APPROVE=APPROVED APPROVE_PARTLY=AWAITING_APPROVAL RETURN_TO_CLERK=VALIDATED AMEND=VALIDATED HOLD=HELD REJECT=REJECTED CANCEL=CANCELLED EXPIRE=EXPIRED MISS_CHECKPOINT=AWAITING_APPROVAL
            APPROVED          | RELEASE=RELEASED RETURN_TO_CLERK=VALIDATED AMEND=VALIDATED HOLD=HELD REJECT=REJECTED CANCEL=CANCELLED EXPIRE=EXPIRED MISS_CHECKPOINT=APPROVED
            RELEASED          | START_SENDING=SENDING HOLD=HELD CANCEL=CANCELLED MISS_CHECKPOINT=RELEASED REROUTE=RELEASED
            SENDING           | CONFIRM_SENT=SENT LOSE_TRACK=UNKNOWN ACCEPT=ACCEPTED REJECT=REJECTED SETTLE=SETTLED MISS_CHECKPOINT=SENDING REROUTE=SENDING
            UNKNOWN           | CONFIRM_SENT=SENT ACCEPT=ACCEPTED REJECT=REJECTED SETTLE=SETTLED RESEND=SENDING PROPOSE_OVERRIDE=UNKNOWN MISS_CHECKPOINT=UNKNOWN
            SENT              | ACCEPT=ACCEPTED REJECT=REJECTED SETTLE=SETTLED MISS_CHECKPOINT=SENT
            ACCEPTED          | SETTLE=SETTLED REJECT=REJECTED MISS_CHECKPOINT=ACCEPTED
            SETTLED           | RECONCILE=RECONCILED UNSETTLE=ACCEPTED REVERSE=REVERSED MISS_CHECKPOINT=SETTLED
            RECONCILED        | UNSETTLE=ACCEPTED REVERSE=REVERSED
            HELD              | LIFT=APPROVED HOLD=HELD REJECT=REJECTED CANCEL=CANCELLED EXPIRE=EXPIRED MISS_CHECKPOINT=HELD
            REJECTED          | ''
            CANCELLED         | ''
            EXPIRED           | ''
            REVERSED          | ''
            """)
    void leadsFromEachStateOnlyWhereTheTableSays(PaymentState from, String row) {
        Set<String> expected = Set.of(row.isBlank() ? new String[0] : row.split(" "));
        Set<String> actual = Arrays.stream(Step.values())
                .flatMap(step -> Lifecycle.next(from, step, PaymentState.APPROVED).map(to -> step + "=" + to).stream())
                .collect(Collectors.toSet());
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(PaymentState.class)
    void returnsAHeldPaymentToWhereItCameFrom(PaymentState heldFrom) {
        assertThat(Lifecycle.next(PaymentState.HELD, Step.LIFT, heldFrom)).contains(heldFrom);
    }

    @Test
    void holdsNothingThatMayHaveLeft() {
        assertThat(Lifecycle.from(Step.HOLD))
                .isEqualTo(EnumSet.of(
                        PaymentState.RECEIVED,
                        PaymentState.VALIDATED,
                        PaymentState.AWAITING_APPROVAL,
                        PaymentState.APPROVED,
                        PaymentState.RELEASED,
                        PaymentState.HELD));
    }

    @Test
    void resendsOnlyFromUnknown() {
        assertThat(Lifecycle.from(Step.RESEND)).containsExactly(PaymentState.UNKNOWN);
        assertThat(Lifecycle.from(Step.START_SENDING)).containsExactly(PaymentState.RELEASED);
    }
}
