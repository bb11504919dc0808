package io.countersign.console;

import io.countersign.cases.CaseQueue;
import io.countersign.cases.CaseState;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.governance.audit.AuditTrail;
import io.countersign.governance.audit.InclusionProof;
import io.countersign.governance.identity.Capability;
import io.countersign.payments.Views;
import io.countersign.reconciliation.Statements;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What other parts know about a payment: its cases, its statement entries, its proof. */
@Component
class PaymentSurroundings {

    private final Cases cases;
    private final Statements statements;
    private final AuditTrail trail;

    PaymentSurroundings(Cases cases, Statements statements, AuditTrail trail) {
        this.cases = cases;
        this.statements = statements;
        this.trail = trail;
    }

    /**
     * How many audit records of the payment are in the signed tree.
     *
     * @param seal the newest seal that covers one of them
     */
    public record Proof(int sealed, AuditTrail.@Nullable Seal seal) {}

    void add(Visit visit, Views.PaymentDetail detail, Model page) {
        Views.Payment payment = detail.payment();
        List<CaseView> its = casesOf(visit, payment);
        page.addAttribute("cases", its);
        page.addAttribute(
                "openCase",
                its.stream()
                        .filter(each -> each.state() != CaseState.RESOLVED)
                        .findFirst()
                        .orElse(null));
        page.addAttribute(
                "openHolds",
                detail.holds().stream().filter(hold -> hold.liftedAt() == null).toList());
        page.addAttribute("booked", statements.ofPayment(visit.caller(), payment.id()));
        page.addAttribute("proof", visit.may(Capability.AUDIT_READ) ? proof(visit, payment) : null);
    }

    private Proof proof(Visit visit, Views.Payment payment) {
        List<InclusionProof> proofs = trail.proofs(visit.caller(), payment.id().toString());
        return new Proof(
                proofs.size(), proofs.isEmpty() ? null : proofs.getLast().seal());
    }

    private List<CaseView> casesOf(Visit visit, Views.Payment payment) {
        boolean reads = List.of(CaseQueue.values()).stream().anyMatch(queue -> visit.may(queue.capability()));
        return reads ? cases.ofPayment(visit.caller(), payment.id()) : List.of();
    }
}
