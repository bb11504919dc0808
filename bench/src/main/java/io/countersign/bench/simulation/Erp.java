package io.countersign.bench.simulation;

import io.countersign.sandbox.odoo.OdooSimulator;
import io.countersign.sandbox.odoo.OdooVersion;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The companies' Odoo and the people who work in it, who know nothing of the hub. */
final class Erp {

    static final String DATABASE = "simulated";
    static final String KEY = "simulated-key-of-the-hub";
    static final String HUB = "hub";

    private static final String EDITOR = "nadia";
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(9);

    private final SimulatedClock clock;
    private final OdooLine line;
    private final List<io.countersign.sandbox.odoo.Company> companies = new ArrayList<>();
    private final Map<String, Integer> partners = new LinkedHashMap<>();
    private final Map<String, Integer> accounts = new LinkedHashMap<>();
    private final List<Integer> bills = new ArrayList<>();
    private @Nullable OdooSimulator odoo;
    private Luck luck = new Luck(0);

    Erp(SimulatedClock clock, OdooLine line) {
        this.clock = clock;
        this.line = line;
    }

    OdooSimulator odoo() {
        return Objects.requireNonNull(odoo);
    }

    /** A new database with two companies, their suppliers and some bills; either generation of Odoo. */
    void begin(Luck fate, int firstBills) {
        luck = fate;
        companies.clear();
        partners.clear();
        accounts.clear();
        bills.clear();
        if (odoo != null) {
            odoo.close();
        }
        odoo = new OdooSimulator(luck.once(2) ? OdooVersion.V18 : OdooVersion.V19, DATABASE, clock, null);
        line.begin(fate, odoo);
        odoo.user(HUB, "Countersign", Set.of("invoice", "basic", "readonly"), KEY);
        for (String editor : List.of(EDITOR, Cast.APPROVER.id())) {
            odoo.user(editor, editor, Set.of("partner_manager", "validate_bank"), null);
        }
        Company.FIRMS.forEach(firm -> companies.add(io.countersign.sandbox.odoo.Company.create(
                odoo(),
                firm.name(),
                firm.country(),
                "EUR",
                new io.countersign.sandbox.odoo.Company.Account(firm.account(), firm.bic(), "Bank"))));
        Company.SUPPLIERS.forEach(this::supplier);
        for (int i = 0; i < firstBills; i++) {
            bill("in_invoice");
        }
    }

    private void supplier(Company.Supplier supplier) {
        int partner = companies
                .getFirst()
                .supplier(supplier.name(), supplier.account().substring(0, 2));
        partners.put(supplier.erpId(), partner);
        accounts.put(
                supplier.erpId(),
                companies
                        .getFirst()
                        .bankAccount(
                                partner,
                                new io.countersign.sandbox.odoo.Company.Account(
                                        supplier.account(), "BANKDEFFXXX", "Their bank"),
                                supplier.trusted(),
                                supplier.editedBy() == null ? EDITOR : supplier.editedBy()));
    }

    int partner(String supplier) {
        return Objects.requireNonNull(partners.get(supplier));
    }

    boolean isIdle() {
        return line.isIdle();
    }

    /** One of the people does something. */
    String act() {
        return switch (luck.below(6)) {
            case 0, 1 -> "bill " + bill("in_invoice");
            case 2 -> "credit note " + bill("in_refund");
            case 3, 4 -> block(luck.oneOf(bills));
            default -> trust(luck.oneOf(List.of("s1", "s2", "s3")), luck.once(2));
        };
    }

    /** What people did in between for no reason that lasts is taken back. */
    void settle() {
        for (Map<String, Object> bill : ErpBooks.rows(odoo(), "account.move", List.of(), List.of("payment_state"))) {
            if ("blocked".equals(bill.get("payment_state"))) {
                block((Integer) Objects.requireNonNull(bill.get("id")));
            }
        }
        List.of("s1", "s2", "s3").forEach(supplier -> trust(supplier, true));
    }

    /** Some transactions began long before they are committed, and their rows say so. */
    private int bill(String type) {
        Company.Supplier supplier = Company.SUPPLIERS.get(luck.below(3));
        LocalDate today = Company.today(clock);
        String amount = type.equals("in_refund") ? "7.25" : luck.oneOf(Company.AMOUNTS);
        int made = luck.oneOf(companies)
                .bill(new io.countersign.sandbox.odoo.Company.Bill(
                        type,
                        partner(supplier.erpId()),
                        "R-" + bills.size(),
                        today.minusDays(20).toString(),
                        today.plusDays(10).toString(),
                        amount,
                        "EUR"));
        bills.add(made);
        if (luck.once(3)) {
            odoo().callAt(
                            clock.instant().minus(luck.upTo(LONGEST_TRANSACTION)),
                            OdooSimulator.ADMIN,
                            "account.move",
                            "write",
                            List.of(made),
                            Map.of("vals", Map.of("payment_reference", "RF-" + made)));
        }
        return made;
    }

    private String block(int bill) {
        odoo().call(OdooSimulator.ADMIN, "account.move", "action_toggle_block_payment", List.of(bill), Map.of());
        return "block or unblock " + bill;
    }

    private String trust(String supplier, boolean trusted) {
        odoo().call(
                        EDITOR,
                        "res.partner.bank",
                        "write",
                        List.of(Objects.requireNonNull(accounts.get(supplier))),
                        Map.of("vals", Map.of("allow_out_payment", trusted)));
        return (trusted ? "trust " : "distrust ") + supplier;
    }
}
