package io.countersign.bench.simulation;

import io.countersign.governance.identity.Caller;
import io.countersign.payments.ActResult;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Payments;
import io.countersign.payments.Step;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Those who submit, sign, release, withdraw, and decide about exceptions. Each looks first and then acts on what it saw. */
final class Signers {

    private static final int MOST_LIFTS = 4;

    private final Product product;
    private final SimulatedBank bank;
    private final Luck luck;
    private final Map<UUID, Integer> lifts = new HashMap<>();

    Signers(Product product, Luck luck) {
        this.product = product;
        this.bank = product.bank;
        this.luck = luck;
    }

    /** An act somebody decided on; performing it may end in a crash. */
    record Act(String name, Supplier<String> perform) {}

    List<Views.Payment> in(PaymentState... states) {
        PaymentQueries.Filter filter = new PaymentQueries.Filter(null, null, List.of(states), null, null);
        return product.queries().payments(Cast.AUDITOR, filter, null, 200).items();
    }

    Optional<Act> submit() {
        return pick(PaymentState.RECEIVED, PaymentState.VALIDATED).map(payment -> {
            Target target = target(payment);
            return new Act("submit", () -> told(product.payments().submit(Cast.CLERK, target)));
        });
    }

    Optional<Act> approve() {
        return pick(PaymentState.AWAITING_APPROVAL).map(payment -> {
            Caller approver = luck.oneOf(Cast.APPROVERS);
            Target target = target(payment);
            String seen = seen(approver, target, Step.APPROVE);
            return new Act("approve", () -> told(product.payments().approve(approver, target, seen)));
        });
    }

    Optional<Act> release() {
        return pick(PaymentState.APPROVED).map(payment -> {
            Caller treasurer = luck.oneOf(Cast.TREASURERS);
            Target target = target(payment);
            String seen = seen(treasurer, target, Step.RELEASE);
            return new Act("release", () -> told(product.payments().release(treasurer, target, seen)));
        });
    }

    /** Second thoughts of all kinds. */
    Optional<Act> withdraw() {
        return pick(
                        PaymentState.VALIDATED,
                        PaymentState.AWAITING_APPROVAL,
                        PaymentState.APPROVED,
                        PaymentState.RELEASED,
                        PaymentState.HELD)
                .map(payment -> {
                    Target target = Target.payment(payment.id());
                    Payments doors = product.payments();
                    return switch (luck.below(4)) {
                        case 0 -> new Act("cancel", () -> told(doors.cancel(Cast.CLERK, target, "not wanted")));
                        case 1 -> new Act("reject", () -> told(doors.reject(luck.oneOf(Cast.APPROVERS), target, "no")));
                        case 2 ->
                            new Act(
                                    "return",
                                    () -> told(doors.returnToClerk(Cast.SECOND_APPROVER, target, "look again")));
                        default ->
                            new Act(
                                    "amend",
                                    () -> told(doors.amend(
                                            Cast.CLERK,
                                            payment.id(),
                                            Company.today(product.clock).plusDays(5),
                                            payment.remittance())));
                    };
                });
    }

    /** Somebody lifts a hold, or gives up on a payment that is held again and again. */
    Optional<Act> hold() {
        return pick(PaymentState.HELD).flatMap(payment -> {
            Views.PaymentDetail detail = detail(payment);
            Optional<Views.Hold> open =
                    detail.holds().stream().filter(h -> h.liftedAt() == null).findFirst();
            boolean givesUp = open.isEmpty()
                    || lifts.merge(payment.id(), 1, Integer::sum) > MOST_LIFTS
                    || (open.get().reason().equals("DUPLICATE") && luck.once(2));
            return Optional.of(
                    givesUp
                            ? new Act(
                                    "give up",
                                    () -> told(product.payments()
                                            .cancel(Cast.CLERK, Target.payment(payment.id()), "cannot be mended")))
                            : new Act(
                                    "lift " + open.get().reason(),
                                    () -> told(product.payments()
                                            .liftHold(
                                                    Cast.OTHER_CLERK, open.get().id(), "asked the supplier"))));
        });
    }

    /** A treasurer asks the bank by telephone what became of a file, and says so. Now and then the bank is mistaken. */
    Optional<Act> override() {
        return pick(PaymentState.UNKNOWN).map(payment -> {
            Caller treasurer = luck.oneOf(Cast.TREASURERS);
            Views.PaymentFile file = Objects.requireNonNull(detail(payment).file());
            boolean there = bank.confirms(file.messageId()) ^ luck.strikes(10);
            Payments.Outcome outcome = there ? Payments.Outcome.SENT : Payments.Outcome.RESEND;
            return new Act(
                    "override " + outcome,
                    () -> told(product.payments().override(treasurer, payment.id(), outcome, "asked the bank")));
        });
    }

    Optional<Views.Payment> pick(PaymentState... states) {
        List<Views.Payment> found = in(states);
        return found.isEmpty() ? Optional.empty() : Optional.of(luck.oneOf(found));
    }

    Views.PaymentDetail detail(Views.Payment payment) {
        return product.queries().payment(Cast.AUDITOR, payment.id()).orElseThrow();
    }

    String seen(Caller caller, Target target, Step step) {
        return product.queries().toSign(caller, target, step).hash();
    }

    private Target target(Views.Payment payment) {
        UUID run = payment.runId();
        return run == null || luck.once(4) ? Target.payment(payment.id()) : Target.run(run);
    }

    static String told(ActResult result) {
        return switch (result) {
            case ActResult.Done done -> "%d of %d".formatted(done.complete(), done.moved());
            case ActResult.Refused refused -> refused.code().name();
        };
    }
}
