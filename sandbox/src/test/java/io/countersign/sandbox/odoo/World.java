package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A small company in a simulated Odoo, and the calls the tests make on it. */
record World(OdooSimulator odoo, Company company, int supplier, int account) implements AutoCloseable {

    static final String HUB = "hub";
    static final String KEY = "key-of-the-hub";

    static World open(OdooVersion version) {
        OdooSimulator odoo = new OdooSimulator(version, "aldermoor", Clock.systemUTC(), null).start(0);
        odoo.user(HUB, "Countersign", Set.of("invoice", "basic", "readonly"), KEY);
        odoo.user("nadia", "Nadia Ferrand", Set.of("partner_manager", "validate_bank"), null);
        Company company = Company.create(
                odoo,
                "Aldermoor Optik GmbH",
                "DE",
                "EUR",
                new Company.Account("DE89370400440532013000", "COBADEFFXXX", "Commerzbank"));
        int supplier = company.supplier("Lindqvist Glas AB", "SE");
        int account = company.bankAccount(
                supplier, new Company.Account("SE4550000000058398257466", "ESSESESS", "SEB"), true, "nadia");
        return new World(odoo, company, supplier, account);
    }

    int bill(String ref, String amount) {
        return company.bill(new Company.Bill("in_invoice", supplier, ref, "2026-11-01", "2026-11-25", amount, "EUR"));
    }

    int creditNote(String ref, String amount) {
        return company.bill(new Company.Bill("in_refund", supplier, ref, "2026-11-01", "2026-11-25", amount, "EUR"));
    }

    Object call(String model, String method, List<Integer> ids, Map<String, Object> arguments) {
        Object answer = odoo.call(HUB, model, method, ids, arguments);
        return answer == null ? "None" : answer;
    }

    /** Registers a payment with the wizard; answers its id. */
    int register(List<Integer> bills, Map<String, Object> values) {
        Map<String, Object> context = Map.of("active_model", "account.move", "active_ids", bills);
        List<?> wizard = (List<?>) call(
                "account.payment.register",
                "create",
                List.of(),
                Map.of("vals_list", List.of(values), "context", context));
        Object action = call(
                "account.payment.register", "action_create_payments", Args.ids(wizard), Map.of("context", context));
        return ((Number) Objects.requireNonNull(Args.values(action).get("res_id"))).intValue();
    }

    Object field(String model, int id, String field) {
        List<?> rows = (List<?>) call(model, "read", List.of(id), Map.of("fields", List.of(field)));
        return Objects.requireNonNull(Args.values(rows.getFirst()).get(field));
    }

    String bill(int id) {
        return field("account.move", id, "payment_state") + " "
                + ((BigDecimal) field("account.move", id, "amount_residual")).toPlainString();
    }

    String payment(int id) {
        return String.valueOf(field("account.payment", id, "state"));
    }

    @Override
    public void close() {
        odoo.close();
    }
}
