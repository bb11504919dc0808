package io.countersign.console;

import static io.countersign.payments.PaymentState.*;

import io.countersign.payments.PaymentState;
import io.countersign.payments.Views;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The one state that says where a run is: that of the payment that is furthest behind. */
final class RunState {

    private static final List<PaymentState> BEHIND_FIRST = List.of(
            RECEIVED,
            VALIDATED,
            AWAITING_APPROVAL,
            APPROVED,
            RELEASED,
            SENDING,
            UNKNOWN,
            SENT,
            ACCEPTED,
            SETTLED,
            HELD,
            RECONCILED,
            REVERSED,
            REJECTED,
            EXPIRED,
            CANCELLED);

    /** Where the hub or a bank moves a payment by itself, so that the page looks again. */
    private static final Set<PaymentState> MOVES = EnumSet.of(RECEIVED, RELEASED, SENDING, SENT, ACCEPTED, SETTLED);

    private RunState() {}

    static PaymentState of(Views.Run run) {
        Set<PaymentState> states = states(run);
        return BEHIND_FIRST.stream().filter(states::contains).findFirst().orElse(RECEIVED);
    }

    static Set<PaymentState> states(Views.Run run) {
        EnumSet<PaymentState> states = EnumSet.noneOf(PaymentState.class);
        run.states().stream().filter(each -> each.payments() > 0).forEach(each -> states.add(each.state()));
        return states;
    }

    static int count(Views.Run run, PaymentState state) {
        return run.states().stream()
                .filter(each -> each.state() == state)
                .mapToInt(Views.RunState::payments)
                .sum();
    }

    static boolean moves(Views.Run run) {
        return states(run).stream().anyMatch(MOVES::contains);
    }

    static boolean moves(PaymentState state) {
        return MOVES.contains(state);
    }
}
