package io.countersign.payments;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The life of a payment: which step leads from which state to which. This is the only place that says so; the diagram
 * in {@code docs/architecture.md} is generated from it.
 */
public final class Lifecycle {

    private Lifecycle() {}

    /**
     * Where a step leads.
     *
     * @param heldFrom where a held payment was held; only looked at for {@link Step#LIFT}
     * @return empty if the step is not possible in this state
     */
    public static Optional<PaymentState> next(PaymentState from, Step step, @Nullable PaymentState heldFrom) {
        return Optional.ofNullable(
                switch (from) {
                    case RECEIVED -> step == Step.VALIDATE ? PaymentState.VALIDATED : beforeSigning(step);
                    case VALIDATED ->
                        switch (step) {
                            case SUBMIT -> PaymentState.AWAITING_APPROVAL;
                            case AMEND -> PaymentState.VALIDATED;
                            default -> beforeSigning(step);
                        };
                    case AWAITING_APPROVAL ->
                        switch (step) {
                            case APPROVE_PARTLY, MISS_CHECKPOINT -> PaymentState.AWAITING_APPROVAL;
                            case APPROVE -> PaymentState.APPROVED;
                            case RETURN_TO_CLERK, AMEND -> PaymentState.VALIDATED;
                            default -> beforeSigning(step);
                        };
                    case APPROVED ->
                        switch (step) {
                            case RELEASE -> PaymentState.RELEASED;
                            case RETURN_TO_CLERK, AMEND -> PaymentState.VALIDATED;
                            case MISS_CHECKPOINT -> PaymentState.APPROVED;
                            default -> beforeSigning(step);
                        };
                    case RELEASED ->
                        switch (step) {
                            case START_SENDING -> PaymentState.SENDING;
                            case HOLD -> PaymentState.HELD;
                            case CANCEL -> PaymentState.CANCELLED;
                            case MISS_CHECKPOINT, REROUTE -> PaymentState.RELEASED;
                            default -> null;
                        };
                    case SENDING ->
                        switch (step) {
                            case LOSE_TRACK -> PaymentState.UNKNOWN;
                            case MISS_CHECKPOINT, REROUTE -> PaymentState.SENDING;
                            default -> bankHasIt(step);
                        };
                    case UNKNOWN ->
                        switch (step) {
                            case RESEND -> PaymentState.SENDING;
                            case PROPOSE_OVERRIDE, MISS_CHECKPOINT -> PaymentState.UNKNOWN;
                            default -> bankHasIt(step);
                        };
                    case SENT ->
                        switch (step) {
                            case CONFIRM_SENT -> null;
                            case MISS_CHECKPOINT -> PaymentState.SENT;
                            default -> bankHasIt(step);
                        };
                    case ACCEPTED ->
                        switch (step) {
                            case SETTLE -> PaymentState.SETTLED;
                            case REJECT -> PaymentState.REJECTED;
                            case MISS_CHECKPOINT -> PaymentState.ACCEPTED;
                            default -> null;
                        };
                    case SETTLED ->
                        switch (step) {
                            case RECONCILE -> PaymentState.RECONCILED;
                            case UNSETTLE -> PaymentState.ACCEPTED;
                            case REVERSE -> PaymentState.REVERSED;
                            case MISS_CHECKPOINT -> PaymentState.SETTLED;
                            default -> null;
                        };
                    case RECONCILED ->
                        switch (step) {
                            case UNSETTLE -> PaymentState.ACCEPTED;
                            case REVERSE -> PaymentState.REVERSED;
                            default -> null;
                        };
                    case HELD ->
                        switch (step) {
                            case LIFT -> heldFrom;
                            case HOLD, MISS_CHECKPOINT -> PaymentState.HELD;
                            case REJECT -> PaymentState.REJECTED;
                            case CANCEL -> PaymentState.CANCELLED;
                            case EXPIRE -> PaymentState.EXPIRED;
                            default -> null;
                        };
                    case REJECTED, CANCELLED, EXPIRED, REVERSED -> null;
                });
    }

    /** The states a step can start from. */
    public static Set<PaymentState> from(Step step) {
        Set<PaymentState> states = EnumSet.noneOf(PaymentState.class);
        Arrays.stream(PaymentState.values())
                .filter(state -> next(state, step, PaymentState.RECEIVED).isPresent())
                .forEach(states::add);
        return states;
    }

    private static @Nullable PaymentState beforeSigning(Step step) {
        return switch (step) {
            case HOLD -> PaymentState.HELD;
            case REJECT -> PaymentState.REJECTED;
            case CANCEL -> PaymentState.CANCELLED;
            case EXPIRE -> PaymentState.EXPIRED;
            default -> null;
        };
    }

    /** What a bank can say about a file that it has, whatever we believed. */
    private static @Nullable PaymentState bankHasIt(Step step) {
        return switch (step) {
            case CONFIRM_SENT -> PaymentState.SENT;
            case ACCEPT -> PaymentState.ACCEPTED;
            case REJECT -> PaymentState.REJECTED;
            case SETTLE -> PaymentState.SETTLED;
            default -> null;
        };
    }
}
