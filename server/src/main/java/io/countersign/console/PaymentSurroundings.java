package io.countersign.console;

import io.countersign.cases.CaseQueue;
import io.countersign.cases.CaseState;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.governance.audit.AuditTrail;
import io.countersign.governance.audit.InclusionProof;
import io.countersign.governance.identity.Capability;
import io.countersign.payments.Compliance;
import io.countersign.payments.Recalls;
import io.countersign.payments.RemittanceAdvices;
import io.countersign.payments.Views;
import io.countersign.reconciliation.ErpTold;
import io.countersign.reconciliation.Statements;
import java.util.ArrayList;
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
    private final Compliance compliance;
    private final Recalls recalls;
    private final RemittanceAdvices advices;
    private final ErpTold told;

    PaymentSurroundings(
            Cases cases,
            Statements statements,
            ErpTold told,
            AuditTrail trail,
            Compliance compliance,
            Recalls recalls,
            RemittanceAdvices advices) {
        this.cases = cases;
        this.statements = statements;
        this.told = told;
        this.trail = trail;
        this.compliance = compliance;
        this.recalls = recalls;
        this.advices = advices;
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
        addAsWritten(visit, payment, page);
        addRecalls(visit, payment, page);
        addAdvice(visit, payment, page);
        page.addAttribute("booked", statements.ofPayment(visit.caller(), payment.id()));
        page.addAttribute("told", told.ofPayment(visit.caller(), payment.id()));
        page.addAttribute("proof", visit.may(Capability.AUDIT_READ) ? proof(visit, payment) : null);
    }

    private void addRecalls(Visit visit, Views.Payment payment, Model page) {
        List<Recalls.View> its =
                visit.may(Capability.PAYMENTS_READ) ? recalls.of(visit.caller(), payment.id()) : List.of();
        boolean open = its.stream().anyMatch(recall -> recall.state().open());
        page.addAttribute("recalls", its);
        page.addAttribute("moving", open || RunState.moves(payment.state()));
        page.addAttribute(
                "recallable",
                !open && Recalls.FROM.contains(payment.state()) && visit.may(Capability.PAYMENTS_RELEASE));
    }

    private void addAdvice(Visit visit, Views.Payment payment, Model page) {
        advices.of(visit.caller(), payment.id()).ifPresent(advice -> {
            page.addAttribute("advice", advice);
            page.addAttribute(
                    "advisable",
                    switch (advice.state()) {
                        case FAILED, NO_ADDRESS, NO_MAIL_SERVER ->
                            advices.canSend()
                                    && (visit.may(Capability.PAYMENTS_INITIATE)
                                            || visit.may(Capability.CASES_TECHNICAL));
                        case WAITING, SENT -> false;
                    });
        });
    }

    /** What the bank gets is shown beside what was typed wherever the two differ. */
    private void addAsWritten(Visit visit, Views.Payment payment, Model page) {
        compliance.asWritten(visit.caller(), payment.id()).ifPresent(written -> {
            List<TextLine> lines = new ArrayList<>();
            lines.add(new TextLine("Payee", payment.creditorName(), written.creditorName()));
            if (payment.remittance() != null) {
                lines.add(new TextLine("Remittance", payment.remittance(), String.valueOf(written.remittance())));
            }
            page.addAttribute("written", written);
            page.addAttribute("writtenLines", lines);
        });
    }

    /** A text as it was typed and as the bank gets it. */
    public record TextLine(String label, String typed, String sent) {
        public boolean differs() {
            return !typed.equals(sent);
        }
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
