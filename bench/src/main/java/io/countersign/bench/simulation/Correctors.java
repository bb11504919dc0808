package io.countersign.bench.simulation;

import io.countersign.cases.CaseAction;
import io.countersign.cases.CaseQueue;
import io.countersign.cases.CaseResult;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import java.util.List;
import java.util.Optional;

/** Those who are told that Odoo's books differ: they correct them in Odoo and close the case. */
final class Correctors {

    private static final String DIFFERS = "ERP_DIFFERS";

    private final Product product;

    Correctors(Product product) {
        this.product = product;
    }

    Optional<Signers.Act> correct() {
        Cases.Filter waiting = Cases.Filter.waiting(CaseQueue.BUSINESS);
        Cases.Filter differing = new Cases.Filter(waiting.queue(), waiting.states(), null, DIFFERS, null, null, null);
        List<CaseView> open =
                product.cases().list(Cast.OTHER_CLERK, differing, null, 1).cases();
        return open.stream().findFirst().map(one -> {
            new ErpBooks(product.erp.odoo()).mend(one.subject());
            return new Signers.Act("correct " + one.detail(), () -> close(one));
        });
    }

    private String close(CaseView one) {
        return switch (product.cases().resolve(Cast.OTHER_CLERK, one.id(), CaseAction.CLOSE, "Corrected in Odoo")) {
            case CaseResult.Done done -> "closed " + done.view().number();
            case CaseResult.Refused refused -> refused.code().name();
        };
    }
}
