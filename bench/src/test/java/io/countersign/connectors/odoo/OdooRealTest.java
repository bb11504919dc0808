package io.countersign.connectors.odoo;

import io.countersign.platform.CountersignTest;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The scenarios against a real Odoo that may be written to, with {@code COUNTERSIGN_TEST_ODOO_URL}, {@code _DB} and {@code
 * _KEY} (for 18 also {@code _USER}) as the product would be given them. Bills, suppliers and locks are made by
 * {@code COUNTERSIGN_TEST_ODOO_CHIEF_KEY} (and {@code _CHIEF_USER}), or by the same key if there is none. Its company needs
 * accounting in euro and a bank journal with an account number.
 */
@CountersignTest
@EnabledIfEnvironmentVariable(
        named = "COUNTERSIGN_TEST_ODOO_URL",
        matches = "http.*",
        disabledReason = "no real Odoo: COUNTERSIGN_TEST_ODOO_URL, _DB and _KEY are not set")
class OdooRealTest extends OdooScenarios {

    private static class Real {
        static final OdooSite SITE = new OdooSite(
                URI.create(given("URL").orElseThrow()),
                given("DB").orElseThrow(),
                given("CHIEF_KEY").or(() -> given("KEY")).orElseThrow(),
                given("CHIEF_USER").or(() -> given("USER")).orElse(null));
        static final String ACCOUNT = SITE.ownAccount();
    }

    private static Optional<String> given(String name) {
        return Optional.ofNullable(System.getenv("COUNTERSIGN_TEST_ODOO_" + name));
    }

    @DynamicPropertySource
    static void odoo(DynamicPropertyRegistry settings) {
        given("URL").ifPresent(url -> settings.add("countersign.odoo.url", () -> url));
        given("DB").ifPresent(db -> settings.add("countersign.odoo.db", () -> db));
        given("KEY").ifPresent(key -> settings.add("countersign.odoo.key", () -> key));
        given("USER").ifPresent(user -> settings.add("countersign.odoo.user", () -> user));
        OdooProperties.bank(() -> Real.ACCOUNT, settings);
    }

    @Override
    OdooSite site() {
        return Real.SITE;
    }
}
