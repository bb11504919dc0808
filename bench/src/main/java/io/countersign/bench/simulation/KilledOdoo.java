package io.countersign.bench.simulation;

import io.countersign.sandbox.odoo.Company;
import io.countersign.sandbox.odoo.OdooSimulator;
import io.countersign.sandbox.odoo.OdooVersion;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;

/** The Odoo of the company whose server is killed, over real HTTP. */
final class KilledOdoo implements AutoCloseable {

    private static final String KEY = "key-of-the-killed-server";
    private static final String EDITOR = "nadia";

    private final OdooSimulator simulator;
    private final Company company;
    private final int supplier;
    private int bills;

    private KilledOdoo(OdooSimulator simulator, Company company, int supplier) {
        this.simulator = simulator;
        this.company = company;
        this.supplier = supplier;
    }

    /** With a supplier and a first bill. */
    static KilledOdoo start() {
        OdooSimulator odoo = new OdooSimulator(OdooVersion.V19, "killed", Clock.systemUTC(), null);
        odoo.user("hub", "Countersign", Set.of("invoice", "basic", "readonly"), KEY);
        odoo.user(EDITOR, "Nadia Ferrand", Set.of("partner_manager", "validate_bank"), null);
        Company company = Company.create(
                odoo,
                "Simulierte Werke GmbH",
                "DE",
                "EUR",
                new Company.Account(Customers.ACCOUNT, "COBADEFFXXX", "Commerzbank"));
        int supplier = company.supplier("Brennhof Logistik GmbH", "DE");
        Company.Account account = new Company.Account("DE02120300000000202051", "BYLADEM1001", "DKB");
        company.bankAccount(supplier, account, true, EDITOR);
        KilledOdoo killed = new KilledOdoo(odoo, company, supplier);
        killed.billsArrive(1);
        odoo.start(0);
        return killed;
    }

    OdooSimulator simulator() {
        return simulator;
    }

    /** Its people post so many more bills. */
    void billsArrive(int count) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int i = 0; i < count; i++) {
            company.bill(new Company.Bill(
                    "in_invoice",
                    supplier,
                    "R-" + bills,
                    today.minusDays(20).toString(),
                    today.plusDays(10).toString(),
                    "%d.40".formatted(100 + bills++),
                    "EUR"));
        }
    }

    /** What is said to the server about it: as impatient as a run of minutes needs. */
    String configuration() {
        return """
                  odoo:
                    url: %s
                    db: %s
                    key: %s
                    user: hub
                    poll-every: 2s
                    timeout: 3s
                    settle: 8s
                    companies:
                      1:
                        code: %s
                """.formatted(simulator.url(), simulator.database(), KEY, Customers.ENTITY);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
