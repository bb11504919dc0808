package io.countersign.connectors.odoo;

import java.util.function.Supplier;
import org.springframework.test.context.DynamicPropertyRegistry;

/** The settings that connect the product under test with a simulated Odoo; impatient, so that tests are quick. */
final class OdooProperties {

    private OdooProperties() {}

    static void of(OdooWorld world, DynamicPropertyRegistry settings) {
        settings.add("countersign.odoo.url", () -> world.odoo.url().toString());
        settings.add("countersign.odoo.db", world.odoo::database);
        settings.add("countersign.odoo.key", () -> OdooWorld.KEY);
        settings.add("countersign.odoo.user", () -> "hub");
        settings.add("countersign.odoo.settle", () -> "90s");
        settings.add("countersign.odoo.timeout", () -> "10s");
        settings.add("countersign.odoo.page", () -> "7");
        accounts(() -> "657000", settings);
        bank(() -> OdooWorld.ACCOUNT, settings);
    }

    /** Fees have an account and roundings have none. */
    static void accounts(Supplier<Object> code, DynamicPropertyRegistry settings) {
        settings.add("countersign.odoo.accounts.charge", code);
        settings.add("countersign.odoo.accounts.account-fee", code);
    }

    /** A bank that is never spoken to, for an account of ours. */
    static void bank(Supplier<Object> account, DynamicPropertyRegistry settings) {
        settings.add("countersign.bank.connections[0].name", () -> "rheinbank");
        settings.add("countersign.bank.connections[0].host", () -> "127.0.0.1");
        settings.add("countersign.bank.connections[0].port", () -> "1");
        settings.add("countersign.bank.connections[0].user", () -> "aldermoor");
        settings.add("countersign.bank.connections[0].private-key", () -> "none");
        settings.add("countersign.bank.connections[0].host-key", () -> "none");
        settings.add("countersign.bank.connections[0].accounts[0]", account);
    }
}
