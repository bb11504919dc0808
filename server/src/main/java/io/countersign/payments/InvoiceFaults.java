package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says everything that keeps chosen invoices from being paid as they were asked to be. */
final class InvoiceFaults {

    private static final int MOST_INVOICES = 10_000;

    private final Caller caller;
    private final Map<UUID, ChosenInvoice> found;
    private final List<Fault> faults = new ArrayList<>();

    InvoiceFaults(Caller caller, Map<UUID, ChosenInvoice> found) {
        this.caller = caller;
        this.found = found;
    }

    List<Fault> of(Runs.Selection selection, Function<String, LocalDate> today) {
        List<UUID> ids = selection.invoices();
        if (ids.isEmpty() || ids.size() > MOST_INVOICES) {
            add("/invoices", ErrorCode.INVALID, "Choose 1 to " + MOST_INVOICES + " invoices");
        }
        for (int i = 0; i < ids.size(); i++) {
            ChosenInvoice invoice = seen(ids.get(i));
            if (invoice == null) {
                add("/invoices/" + i, ErrorCode.NOT_FOUND, "There is no such invoice");
            } else if (!obstacle("/invoices/" + i, invoice)
                    && selection.requestedOn().isBefore(today.apply(invoice.legalEntity()))) {
                add("/requestedOn", ErrorCode.DATE_INVALID, "The date is past");
            }
        }
        parts(Set.copyOf(ids), selection.parts());
        return faults;
    }

    private boolean obstacle(String path, ChosenInvoice invoice) {
        int before = faults.size();
        if (invoice.blocked() != null) {
            add(path, ErrorCode.INVOICE_NOT_PAYABLE, invoice.number() + " is blocked: " + invoice.blocked());
        } else if (invoice.account() == null) {
            add(
                    path,
                    ErrorCode.INVOICE_NOT_PAYABLE,
                    invoice.number() + ": " + invoice.creditor() + " has no bank account");
        } else if (invoice.open().signum() <= 0) {
            add(path, ErrorCode.INVOICE_TAKEN, invoice.number() + " has nothing left that is not being paid");
        }
        return faults.size() > before;
    }

    private void parts(Set<UUID> ids, List<Runs.Part> parts) {
        Set<UUID> named = new HashSet<>();
        for (int i = 0; i < parts.size(); i++) {
            Runs.Part part = parts.get(i);
            String path = "/parts/" + i;
            ChosenInvoice invoice = seen(part.invoiceId());
            if (!ids.contains(part.invoiceId())) {
                add(path + "/invoiceId", ErrorCode.INVALID, "It is none of the invoices to pay");
            } else if (!named.add(part.invoiceId())) {
                add(path + "/invoiceId", ErrorCode.INVALID, "The invoice is named twice");
            } else if (invoice != null && invoice.open().signum() > 0) {
                part(path, part, invoice);
            }
        }
    }

    private void part(String path, Runs.Part part, ChosenInvoice invoice) {
        String fault = part.fault(invoice.open(), invoice.currency());
        if (invoice.creditNote()) {
            add(path + "/invoiceId", ErrorCode.INVALID, invoice.number() + " is a credit note: it is netted whole");
        } else if (fault != null) {
            add(path + "/amount", ErrorCode.AMOUNT_INVALID, invoice.number() + ": " + fault);
        }
    }

    private @Nullable ChosenInvoice seen(UUID id) {
        ChosenInvoice invoice = found.get(id);
        return invoice != null && caller.covers(invoice.legalEntity()) ? invoice : null;
    }

    private void add(String path, ErrorCode code, String message) {
        faults.add(new Fault(path, code, message));
    }
}
