package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What a fresh database holds before anyone worked in it. */
final class Seed {

    private Seed() {}

    static void base(Store store) {
        store.transaction(1, null, () -> {
            store.insert("res.users", Map.of("name", "OdooBot", "login", "__system__", "active", false));
            Row admin = store.insert("res.partner", Map.of("name", "Administrator", "active", true));
            store.insert(
                    "res.users",
                    Map.of(
                            "name",
                            "Administrator",
                            "login",
                            OdooSimulator.ADMIN,
                            "active",
                            true,
                            "email",
                            "admin@odoo.example",
                            "partner_id",
                            admin.id()));
            for (String currency : List.of("EUR", "CHF", "GBP", "USD", "SEK", "DKK", "PLN", "CZK", "NOK", "JPY")) {
                boolean whole = currency.equals("JPY");
                store.insert(
                        "res.currency",
                        Map.of(
                                "name",
                                currency,
                                "active",
                                true,
                                "decimal_places",
                                whole ? 0 : 2,
                                "rounding",
                                whole ? BigDecimal.ONE : new BigDecimal("0.01"),
                                "rate",
                                BigDecimal.ONE));
            }
            store.insert("mail.message.subtype", Map.of("name", "Discussions"));
            store.insert("mail.message.subtype", Map.of("name", "Note"));
            return true;
        });
    }
}
