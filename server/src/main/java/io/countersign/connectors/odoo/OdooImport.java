package io.countersign.connectors.odoo;

import io.countersign.model.Cause;
import io.countersign.model.Ids;

/** One pass over everything the hub takes over from Odoo. Repeating it changes nothing. */
final class OdooImport {

    private final Companies companies;
    private final Suppliers suppliers;
    private final BillImport bills;
    private final Ids ids;

    OdooImport(Companies companies, Suppliers suppliers, BillImport bills, Ids ids) {
        this.companies = companies;
        this.suppliers = suppliers;
        this.bills = bills;
        this.ids = ids;
    }

    /** Answers how many rows were new; ends with {@link OdooTrouble} where Odoo does not answer. */
    int run() {
        Cause cause = Cause.system("odoo", ids.next());
        companies.read();
        return suppliers.read(cause) + bills.read(cause);
    }
}
