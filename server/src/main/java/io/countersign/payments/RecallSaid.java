package io.countersign.payments;

import io.countersign.payments.RecallAnswers.Answer;
import io.countersign.payments.RecallAnswers.Outcome;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;

/**
 * An answer with the recall it speaks of.
 *
 * @param number of the answer within its message
 * @param executedOn when the payment was booked, or was to be executed
 * @param today the business date of the payer
 */
record RecallSaid(
        Answer answer,
        int number,
        UUID recall,
        Recalls.State state,
        LocalDate executedOn,
        LocalDate today,
        Of payment) {

    /** The bank's code for a payment it cancelled. */
    private static final String CANCELLED = "CNCL";

    /** What comes of an answer. */
    enum Effect {
        APPLIED,
        REPEATED,
        CONTRADICTS
    }

    /** The payment of a recall. */
    record Of(
            UUID id,
            PaymentState state,
            String reference,
            String legalEntity,
            String correlationId,
            BigDecimal amount,
            String currency) {

        boolean booked() {
            return state == PaymentState.SETTLED || state == PaymentState.RECONCILED;
        }

        /** Charges of the other bank may be missing; more than was paid, or other money, is no return of it. */
        boolean canHaveReturned(Answer answer) {
            boolean fits = answer.amount() == null || answer.amount().compareTo(amount) <= 0;
            return fits && (answer.currency() == null || answer.currency().equals(currency));
        }
    }

    /**
     * Whether the bank cancelled what it had not executed yet. On the day of the execution and after it the same code may
     * mean that the money is to come back; then it is a promise, and the statement decides.
     */
    boolean cancels() {
        return answer.outcome() == Outcome.AGREED
                && CANCELLED.equals(answer.status())
                && (payment.state() == PaymentState.SENT || payment.state() == PaymentState.ACCEPTED)
                && today.isBefore(executedOn);
    }

    /** The state it leads to. What decides nothing still says that the bank has the message, however it left. */
    Recalls.State next() {
        return switch (answer.outcome()) {
            case AGREED -> cancels() ? Recalls.State.CANCELLED : Recalls.State.ACCEPTED;
            case REFUSED -> Recalls.State.REFUSED;
            case UNDECIDED -> state == Recalls.State.REQUESTED ? Recalls.State.SENT : state;
            case RETURNED -> payment.booked() ? Recalls.State.RETURNED : Recalls.State.ACCEPTED;
        };
    }

    Effect effect() {
        boolean open = state == Recalls.State.REQUESTED || state == Recalls.State.SENT;
        return switch (answer.outcome()) {
            case UNDECIDED -> open ? Effect.APPLIED : Effect.REPEATED;
            case REFUSED ->
                open ? Effect.APPLIED : state == Recalls.State.REFUSED ? Effect.REPEATED : Effect.CONTRADICTS;
            case AGREED -> agreed(open);
            case RETURNED -> returned();
        };
    }

    /** A promise may be followed by the news that nothing has left. */
    private Effect agreed(boolean open) {
        if (open || (state == Recalls.State.ACCEPTED && cancels())) {
            return Effect.APPLIED;
        }
        return state == Recalls.State.REFUSED ? Effect.CONTRADICTS : Effect.REPEATED;
    }

    private Effect returned() {
        if (state == Recalls.State.CANCELLED || !payment.canHaveReturned(answer)) {
            return Effect.CONTRADICTS;
        }
        return state == Recalls.State.RETURNED || state == next() ? Effect.REPEATED : Effect.APPLIED;
    }
}
