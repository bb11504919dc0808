package io.countersign.bench.simulation;

import io.countersign.sandbox.odoo.Company;
import io.countersign.sandbox.odoo.OdooSimulator;
import io.countersign.sandbox.odoo.OdooVersion;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;

/** The Odoo of the company whose server is killed, over real HTTP. */
final class KilledOdoo {

    private static final String KEY = "key-of-the-killed-server";
    private static final String EDITOR = "nadia";

    private KilledOdoo() {}

    static OdooSimulator start(int bills) {
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
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int i = 0; i < bills; i++) {
            company.bill(new Company.Bill(
                    "in_invoice",
                    supplier,
                    "R-" + i,
                    today.minusDays(20).toString(),
                    today.plusDays(10).toString(),
                    "%d.40".formatted(100 + i),
                    "EUR"));
        }
        return odoo.start(0);
    }

    /** What is said to the server about it: as impatient as a run of minutes needs. */
    static String configuration(OdooSimulator odoo) {
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
                """.formatted(odoo.url(), odoo.database(), KEY, Customers.ENTITY);
    }
}
