package io.countersign.bench.simulation;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Role;
import io.countersign.payments.ActResult;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Payments;
import io.countersign.payments.Step;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Acts that must be refused, whoever tries them and whenever. */
final class Intruders {

    /** The clerk who submits everything here, made an approver in between. */
    private static final Caller SUBMITTER = Cast.inRolesOf(Cast.CLERK, Role.CLERK, Role.APPROVER);

    private static final String FORGED = "0".repeat(64);

    private final Product product;
    private final Signers signers;
    private final Luck luck;
    private final Violations violations;

    Intruders(Product product, Signers signers, Luck luck, Violations violations) {
        this.product = product;
        this.signers = signers;
        this.luck = luck;
        this.violations = violations;
    }

    /** Tries one forbidden act; a crash in it is as good as a refusal. */
    String attempt() {
        return switch (luck.below(9)) {
            case 0 -> onWaiting("the initiator approves", p -> approves(initiatorOf(p), p));
            case 1 -> onWaiting("a program approves", p -> approves(Cast.PROGRAM, p));
            case 2 -> onWaiting("a forged hash is signed", p -> payments().approve(Cast.APPROVER, target(p), FORGED));
            case 3 -> onWaiting("released without approvals", p -> releases(Cast.TREASURER, p));
            case 4 -> onWaiting("the editor of the account approves", this::editorApproves);
            case 5 -> secondSignature();
            case 6 -> approverReleases();
            case 7 -> onWaiting("whoever submitted approves", p -> approves(SUBMITTER, p));
            default -> loneOverride();
        };
    }

    private String onWaiting(String what, java.util.function.Function<Views.Payment, ActResult> act) {
        return signers.pick(PaymentState.AWAITING_APPROVAL)
                .map(payment -> mustRefuse(what, payment, () -> act.apply(payment)))
                .orElse("nobody waits");
    }

    private Caller initiatorOf(Views.Payment payment) {
        return payment.initiatedBy().equals(Cast.CLERK.id())
                ? Cast.inRolesOf(Cast.CLERK, Role.CLERK, Role.APPROVER)
                : Cast.PROGRAM;
    }

    private ActResult editorApproves(Views.Payment payment) {
        Optional<Company.Supplier> edited = Company.SUPPLIERS.stream()
                .filter(s -> s.account().equals(payment.creditorNumber()) && s.editedBy() != null)
                .findFirst();
        return edited.isEmpty()
                ? payments().approve(Cast.TREASURER, target(payment), FORGED)
                : approves(Cast.APPROVER, payment);
    }

    /** Whoever signed a payment that asks for two signs again. */
    private String secondSignature() {
        return signers.in(PaymentState.AWAITING_APPROVAL).stream()
                .flatMap(payment -> signerOf(payment).stream()
                        .map(signer -> mustRefuse("one person signs twice", payment, () -> approves(signer, payment))))
                .findFirst()
                .orElse("nobody signed");
    }

    private String approverReleases() {
        return signers.in(PaymentState.APPROVED).stream()
                .flatMap(payment -> signerOf(payment).stream()
                        .map(signer -> mustRefuse(
                                "an approver releases",
                                payment,
                                () -> releases(Cast.inRolesOf(signer, Role.APPROVER, Role.TREASURER), payment))))
                .findFirst()
                .orElse("nobody signed");
    }

    private String loneOverride() {
        return signers.in(PaymentState.UNKNOWN).stream()
                .map(signers::detail)
                .filter(detail -> detail.override() != null)
                .findFirst()
                .map(detail -> {
                    Views.PendingOverride pending = java.util.Objects.requireNonNull(detail.override());
                    Caller same = Cast.TREASURERS.stream()
                            .filter(t -> t.id().equals(pending.proposedBy()))
                            .findFirst()
                            .orElseThrow();
                    return mustRefuse(
                            "one person overrides alone",
                            detail.payment(),
                            () -> payments()
                                    .override(
                                            same,
                                            detail.payment().id(),
                                            Payments.Outcome.valueOf(pending.outcome()),
                                            "I am sure"));
                })
                .orElse("nothing unknown");
    }

    private Optional<Caller> signerOf(Views.Payment payment) {
        List<String> signed = signers.detail(payment).signatures().stream()
                .filter(s -> !s.voided())
                .map(Views.Signature::actorId)
                .toList();
        return Cast.APPROVERS.stream().filter(a -> signed.contains(a.id())).findFirst();
    }

    private ActResult approves(Caller caller, Views.Payment payment) {
        return payments().approve(caller, target(payment), signers.seen(caller, target(payment), Step.APPROVE));
    }

    private ActResult releases(Caller caller, Views.Payment payment) {
        String hash = payment.contentHash();
        return payments().release(caller, target(payment), hash == null ? FORGED : hash);
    }

    private String mustRefuse(String what, Views.Payment payment, Supplier<ActResult> act) {
        ActResult result = act.get();
        violations.unless(
                result instanceof ActResult.Refused,
                "%s, and it was not refused: %s %s",
                what,
                payment.reference(),
                result);
        return what + ": " + Signers.told(result);
    }

    private Payments payments() {
        return product.payments();
    }

    private static Target target(Views.Payment payment) {
        return Target.payment(payment.id());
    }
}
