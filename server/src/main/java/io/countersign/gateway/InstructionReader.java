package io.countersign.gateway;

import io.countersign.model.Fault;
import io.countersign.model.Money;
import io.countersign.payments.InstructionCheck;
import io.countersign.payments.NewPayment;
import io.countersign.payments.StructuredReference;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads an instruction from JSON. What can be read is checked even if the rest cannot, so that all faults come at once. */
@Component
class InstructionReader {

    private final Clock clock;

    InstructionReader(Clock clock) {
        this.clock = clock;
    }

    /** An instruction, or everything that is wrong with it. */
    sealed interface Read {
        record Good(NewPayment payment) implements Read {}

        record Bad(List<Fault> faults) implements Read {}
    }

    /** @param kind what it is if it does not say itself; null if it has to */
    Read read(ObjectNode object, String path, @Nullable String kind) {
        List<Fault> faults = new ArrayList<>();
        Fields fields = new Fields(object, path, faults);
        String ownKind = kind == null ? fields.text("kind") : fields.optionalText("kind");
        Money amount = fields.money("amount", "currency");
        LocalDate requestedOn = fields.date("requestedOn");
        String reference = fields.optionalText("structuredReference");
        NewPayment payment = new NewPayment(
                fields.text("legalEntity"),
                fields.optionalText("debtorAccount"),
                ownKind == null ? String.valueOf(kind) : ownKind,
                amount,
                requestedOn,
                fields.text("creditorName"),
                fields.text("creditorNumber"),
                fields.optionalText("creditorBic"),
                fields.optionalText("creditorCountry"),
                fields.optionalText("remittance"),
                reference == null ? null : StructuredReference.compact(reference),
                fields.optionalText("purpose"),
                fields.text("invoiceReference"),
                fields.optionalText("endToEndId"),
                fields.ids("invoices"));
        fields.noOthers();
        return faults.isEmpty() ? new Read.Good(payment) : new Read.Bad(withTheRest(faults, payment, path));
    }

    /** The checks behind the reading look at placeholders too; what the reading said of a field stands. */
    private List<Fault> withTheRest(List<Fault> faults, NewPayment payment, String path) {
        List<String> told = faults.stream().map(Fault::path).toList();
        LocalDate yesterday =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
        for (Fault fault : InstructionCheck.faults(path, payment, yesterday)) {
            if (!told.contains(fault.path())) {
                faults.add(fault);
            }
        }
        return faults;
    }
}
