package io.countersign.connectors.odoo;

import io.countersign.platform.CountersignTest;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The scenarios against a real Odoo that may be written to, with {@code COUNTERSIGN_TEST_ODOO_URL}, {@code _DB} and {@code
 * _KEY} (for 18 also {@code _USER}) as the product would be given them. Bills, suppliers and locks are made by
 * {@code COUNTERSIGN_TEST_ODOO_CHIEF_KEY} (and {@code _CHIEF_USER}), or by the same key if there is none. Its company needs
 * accounting in euro and a bank journal with an account number that is trusted; whoever locks a period needs the right to
 * edit companies.
 */
@CountersignTest
@EnabledIfEnvironmentVariable(
        named = "COUNTERSIGN_TEST_ODOO_URL",
        matches = "http.*",
        disabledReason = "no real Odoo: COUNTERSIGN_TEST_ODOO_URL, _DB and _KEY are not set")
class OdooRealTest extends OdooScenarios {

    private static final AtomicBoolean APART = new AtomicBoolean();

    private static class Real {
        static final OdooSite SITE = new OdooSite(
                URI.create(given("URL").orElseThrow()),
                given("DB").orElseThrow(),
                given("CHIEF_KEY").or(() -> given("KEY")).orElseThrow(),
                given("CHIEF_USER").or(() -> given("USER")).orElse(null));
        static final String ACCOUNT = SITE.ownAccount();
        static final String EXPENSE = SITE.expenseAccount();
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
        OdooProperties.accounts(() -> Real.EXPENSE, settings);
        OdooProperties.bank(() -> Real.ACCOUNT, settings);
    }

    /** A fresh database counts its references from one; this Odoo may know them from another run, also one just before. */
    @BeforeEach
    void referencesOfItsOwn() {
        if (!APART.getAndSet(true)) {
            jdbc.sql("select count(nextval('payments.payment_number')) from generate_series(1, :many)")
                    .param("many", (int) (clock.instant().getEpochSecond() % 3_000_000))
                    .query(Long.class)
                    .single();
        }
    }

    @Override
    int dollars() {
        return Real.SITE.journalIn("USD");
    }

    @Override
    OdooSite site() {
        return Real.SITE;
    }
}
