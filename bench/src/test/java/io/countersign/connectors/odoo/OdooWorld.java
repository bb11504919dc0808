package io.countersign.connectors.odoo;

import io.countersign.sandbox.odoo.Company;
import io.countersign.sandbox.odoo.OdooSimulator;
import io.countersign.sandbox.odoo.OdooVersion;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** An Odoo with one company and its suppliers, for tests of the connector. */
final class OdooWorld {

    static final String KEY = "a-key-of-the-hub";
    static final String ACCOUNT = "DE89370400440532013000";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Clock clock;
    final OdooSimulator odoo;
    final Company company;
    final int supplier;
    final int trusted;

    OdooWorld(OdooVersion version) {
        this(version, FastClock.CLOCK);
    }

    OdooWorld(OdooVersion version, Clock clock) {
        this.clock = clock;
        odoo = new OdooSimulator(version, "aldermoor", clock, null).start(0);
        odoo.user("hub", "Countersign", Set.of("invoice", "basic", "readonly"), KEY);
        odoo.user("nadia", "Nadia Ferrand", Set.of("partner_manager", "validate_bank"), null);
        company = Company.create(
                odoo, "Aldermoor Optik GmbH", "DE", "EUR", new Company.Account(ACCOUNT, "COBADEFFXXX", "Commerzbank"));
        supplier = company.supplier("Lindqvist Glas AB", "SE");
        trusted = company.bankAccount(
                supplier, new Company.Account("SE45 5000 0000 0583 9825 7466", "ESSESESS", "SEB"), true, "nadia");
    }

    /** The same Odoo over the wire, with the rights of its administrator. */
    OdooSite site() {
        odoo.user(OdooSimulator.ADMIN, "Administrator", Set.of("admin"), "a-key-of-the-chief");
        return new OdooSite(odoo.url(), odoo.database(), "a-key-of-the-chief", OdooSimulator.ADMIN);
    }

    int bill(String amount) {
        return bill("in_invoice", "INV-" + NUMBER.incrementAndGet(), amount);
    }

    int bill(String type, String reference, String amount) {
        LocalDate today = today();
        return company.bill(new Company.Bill(
                type,
                supplier,
                reference,
                today.minusDays(20).toString(),
                today.plusDays(2).toString(),
                amount,
                "EUR"));
    }

    /** Makes a bank journal in dollars. It has no number, so it is none of our accounts. */
    int dollars() {
        List<?> bank = (List<?>) call(
                "account.journal",
                "read",
                List.of(company.bankJournal()),
                Map.of("fields", List.of("default_account_id", "suspense_account_id")));
        Map<String, Object> journal = new HashMap<>(
                Map.of("name", "Dollars", "code", "USD", "type", "bank", "company_id", company.id(), "active", true));
        ((Map<?, ?>) bank.getFirst())
                .forEach((field, value) ->
                        journal.put(String.valueOf(field), value instanceof List<?> named ? named.getFirst() : value));
        journal.remove("id");
        List<?> dollar = (List<?>)
                call("res.currency", "search", List.of(), Map.of("domain", List.of(List.of("name", "=", "USD"))));
        journal.put("currency_id", dollar.getFirst());
        List<?> made = (List<?>) call("account.journal", "create", List.of(), Map.of("vals_list", List.of(journal)));
        return (Integer) made.getFirst();
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    Object call(String model, String method, List<Integer> ids, Map<String, Object> arguments) {
        Object answer = odoo.call(OdooSimulator.ADMIN, model, method, ids, arguments);
        return answer == null ? "None" : answer;
    }

    Object field(String model, int id, String field) {
        List<?> rows = (List<?>) call(model, "read", List.of(id), Map.of("fields", List.of(field)));
        return Objects.requireNonNull(((Map<?, ?>) rows.getFirst()).get(field));
    }

    String billState(int bill) {
        return field("account.move", bill, "payment_state") + " " + field("account.move", bill, "amount_residual");
    }

    /** The states of the payments with a reference, oldest first. */
    List<String> payments(String reference) {
        List<?> rows = (List<?>) call(
                "account.payment",
                "search_read",
                List.of(),
                Map.of("domain", List.of(List.of("memo", "=", reference)), "fields", List.of("state"), "order", "id"));
        return rows.stream()
                .map(row -> String.valueOf(((Map<?, ?>) row).get("state")))
                .toList();
    }

    /** The notes on a bill, oldest first. */
    List<String> notes(int bill) {
        List<?> rows = (List<?>) call(
                "mail.message",
                "search_read",
                List.of(),
                Map.of(
                        "domain",
                        List.of(List.of("res_id", "=", bill), List.of("model", "=", "account.move")),
                        "fields",
                        List.of("body"),
                        "order",
                        "id"));
        return rows.stream()
                .map(row -> String.valueOf(((Map<?, ?>) row).get("body")))
                .toList();
    }

    int count(String model, List<?> domain) {
        return (Integer) call(model, "search_count", List.of(), Map.of("domain", domain));
    }
}
