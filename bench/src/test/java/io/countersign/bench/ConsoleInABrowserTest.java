package io.countersign.bench;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.countersign.model.Cause;
import io.countersign.payments.MasterData;
import io.countersign.platform.CountersignTest;
import io.countersign.sandbox.bank.BankProfile;
import io.countersign.sandbox.bank.BankSimulator;
import io.countersign.sandbox.bank.ConnectionSettings;
import io.countersign.sandbox.bank.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/**
 * A run from bills to its reconciliation, by three people in a real browser, with a simulated bank behind a real SFTP
 * server. Skipped, and says so, where no Chromium is installed.
 */
@ExtendWith(Chromium.class)
@CountersignTest
@TestPropertySource(
        properties = {
            "countersign.timers=true",
            "countersign.demo=true",
            "countersign.demo-password=" + ConsoleInABrowserTest.PASSWORD,
            "countersign.bank.poll-every=300ms"
        })
@Timeout(240)
class ConsoleInABrowserTest {

    static final String PASSWORD = "correct horse battery";

    private static final String ACCOUNT = "DE89370400440532013000";
    private static final Cause IMPORT = Cause.system("test", new UUID(0, 1));
    private static final BankSimulator BANK = bank();

    @LocalServerPort
    private int port;

    @Autowired
    private MasterData master;

    @Autowired
    private Clock clock;

    private final List<String> complaints = new ArrayList<>();

    private static BankSimulator bank() {
        try {
            Path home = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), "bank-");
            BankProfile rheinbank = new BankProfile(
                    "rheinbank",
                    "Rheinbank",
                    "COBADEFFXXX",
                    true,
                    List.of(new BankProfile.Account(
                            ACCOUNT, "Aldermoor Optik GmbH", "EUR", new BigDecimal("500000.00"))));
            return BankSimulator.start(home, 0, List.of(rheinbank), everyThirdSecondIsEvening(), Clock.systemUTC());
        } catch (IOException noRoom) {
            throw new UncheckedIOException(noRoom);
        }
    }

    private static Scenario everyThirdSecondIsEvening() {
        Scenario plain = Scenario.plain();
        return new Scenario(
                plain.seed(),
                plain.acknowledgeAfter(),
                plain.answerAfter(),
                plain.bookAfter(),
                Duration.ofSeconds(3),
                plain.quietStatements(),
                plain.notifications(),
                plain.bookBatches(),
                plain.listAccepted(),
                plain.archive(),
                plain.takeAtOnce(),
                plain.recallAfter(),
                plain.rules(),
                plain.recalls(),
                plain.incidents());
    }

    @DynamicPropertySource
    static void connectTheBank(DynamicPropertyRegistry settings) {
        ConnectionSettings bank = BANK.connections().getFirst();
        String prefix = "countersign.bank.connections[0].";
        settings.add(prefix + "name", bank::name);
        settings.add(prefix + "host", bank::host);
        settings.add(prefix + "port", bank::port);
        settings.add(prefix + "user", bank::user);
        settings.add(prefix + "private-key", bank.privateKey()::toString);
        settings.add(prefix + "host-key", bank::hostKey);
        settings.add(prefix + "upload-dir", bank::uploadDir);
        settings.add(prefix + "download-dir", bank::downloadDir);
        settings.add(prefix + "archive-dir", bank::archiveDir);
        settings.add(prefix + "accounts[0]", () -> ACCOUNT);
        settings.add("countersign.policies.dir", ConsoleInABrowserTest::policiesInAHurry);
        BANK.runEvery(Duration.ofMillis(200));
    }

    /** The shipped timing looks at statements every five minutes; nobody waits that long for a test. */
    private static String policiesInAHurry() {
        try (InputStream shipped = MasterData.class.getResourceAsStream("/policies/timing.yaml")) {
            String policy = new String(Objects.requireNonNull(shipped).readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst(
                            "(?s)(process: statements.*?)realTime: false.*?reason:", "$1realTime: true\n    reason:")
                    .replaceFirst("effective: [0-9-]+", "effective: 2025-01-02");
            Path directory = Files.createTempDirectory("countersign-policies-");
            Files.writeString(directory.resolve("timing.yaml"), policy);
            return directory.toString();
        } catch (IOException noRoom) {
            throw new UncheckedIOException(noRoom);
        }
    }

    @AfterAll
    static void closeTheBank() {
        BANK.close();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneId.of("Europe/Berlin"));
    }

    private void billsOf(String supplier, String... amounts) {
        master.legalEntities(List.of(new MasterData.LegalEntity(
                "AO-DE", "Aldermoor Optik GmbH", "DE", "EUR", "Europe/Berlin", "company-1")));
        master.ownAccounts(List.of(new MasterData.OwnAccount(
                "AO-DE", ACCOUNT, "COBADEFFXXX", "EUR", "Rheinbank EUR", "rheinbank", "journal-1")));
        master.parties(
                List.of(new MasterData.Party("supplier-1", "SUPPLIER", supplier, "FR", null, "NORMAL", null, true)),
                IMPORT);
        master.partyAccounts(
                List.of(new MasterData.PartyAccount(
                        "account-1",
                        "supplier-1",
                        "FR1420041010050500013M02606",
                        "PSSTFRPPXXX",
                        "EUR",
                        null,
                        true,
                        null,
                        true)),
                IMPORT);
        for (int i = 0; i < amounts.length; i++) {
            master.invoices(List.of(bill(i, amounts[i])), IMPORT);
        }
    }

    private MasterData.Invoice bill(int number, String amount) {
        return new MasterData.Invoice(
                "bill-" + number,
                "company-1",
                "supplier-1",
                "account-1",
                "BILL",
                "BILL/2026/11/04" + number,
                "FV-8812" + number,
                today().minusDays(20),
                today().plusDays(number),
                "EUR",
                new BigDecimal(amount),
                new BigDecimal(amount),
                null,
                null,
                "not_paid");
    }

    private Page signedInAs(Browser browser, String person) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1440, 900));
        Page page = context.newPage();
        page.onPageError(error -> complaints.add(person + ": " + error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(person + ": " + message.text());
            }
        });
        page.navigate("http://localhost:" + port + "/");
        page.locator("[data-fill=" + person + "]").click();
        page.getByLabel("Password").fill(PASSWORD);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        assertThat(page).hasTitle("Today · Countersign");
        // The title is there before the deferred script listens for keys.
        page.waitForLoadState();
        return page;
    }

    private static void press(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name))
                .click();
    }

    private static void confirm(Page page, String name) {
        Locator dialog = page.locator("dialog[open]");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^" + name)))
                .click();
    }

    @Test
    void threePeopleTakeARunToItsReconciliationAndTheClerkIsRefusedASignature(Browser browser) {
        billsOf("Ateliers Fauvel SARL", "3124.00", "1987.60");

        Page jana = signedInAs(browser, "jana");
        String run = makesARun(jana);
        jana.navigate(run + "/approve");
        assertThat(jana.locator("main")).containsText("You cannot sign this");
        assertThat(jana.locator("main")).containsText("SOD-2001");

        Page miriam = signedInAs(browser, "miriam");
        miriam.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Review and sign"))
                .click();
        assertThat(miriam.locator(".signoff")).containsText("What is shown here is exactly what you sign.");
        press(miriam, "Approve 1 payment · EUR 5,111.60");
        confirm(miriam, "Approve 1 payment");
        assertThat(miriam.getByRole(AriaRole.STATUS)).containsText("Approved 1 payment");

        Page henrik = signedInAs(browser, "henrik");
        henrik.navigate(run);
        press(henrik, "Release 1 payment · EUR 5,111.60");
        confirm(henrik, "Release 1 payment");
        assertThat(henrik.getByRole(AriaRole.STATUS)).containsText("Released 1 payment");

        henrik.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Ateliers Fauvel SARL"))
                .click();
        assertThat(henrik.locator("#life-panel"))
                .containsText(
                        "Reconciled",
                        new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
                                .setTimeout(90_000));
        Locator line = henrik.locator("#hero");
        for (String signed : List.of("Jana Brückner", "Miriam Oke", "Henrik Stolz", "Booked")) {
            assertThat(line).containsText(signed);
        }
        assertThat(complaints).isEmpty();
    }

    private String makesARun(Page jana) {
        jana.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Invoices"))
                .first()
                .click();
        jana.getByLabel("Choose BILL/2026/11/040").check();
        jana.getByLabel("Choose BILL/2026/11/041").check();
        assertThat(jana.locator("[data-chosen]")).hasText("2 invoices · EUR 5,111.60");
        press(jana, "See what the run would pay");
        assertThat(jana.locator("main")).containsText("What this run would pay");
        press(jana, "Make run · EUR 5,111.60");
        String run = jana.url();
        press(jana, "Ask for signatures on this run");
        confirm(jana, "Ask for signatures on");
        assertThat(jana.getByRole(AriaRole.STATUS)).containsText("Asked for signatures on 1 payment");
        assertThat(jana.locator("main")).not().containsText("Your signature");
        return run;
    }

    @Test
    void theKeyboardIsEnough(Browser browser) {
        Page page = signedInAs(browser, "aldo");
        page.keyboard().press("/");
        assertThat(page.locator("#search")).isFocused();
        page.keyboard().press("Escape");
        page.keyboard().press("t");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.reload();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.keyboard().press("?");
        assertThat(page.locator("#help")).isVisible();
        press(page, "Turn single keys off");
        assertThat(page.locator("html")).hasAttribute("data-keys", "off");
        page.waitForLoadState();
        page.keyboard().press("/");
        assertThat(page.locator("#search")).not().isFocused();
        page.navigate("http://localhost:" + port + "/policies");
        page.locator("[data-rows] tr").first().focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Approval matrix");
        assertThat(complaints).isEmpty();
    }

    @Test
    void noPageIsWiderThanAPhone(Browser browser) {
        for (String person : List.of("jana", "miriam", "aldo", "olga")) {
            Page page = signedInAs(browser, person);
            page.setViewportSize(390, 844);
            List<String> paths = page.locator("nav.side li a").all().stream()
                    .map(link -> link.getAttribute("href"))
                    .toList();
            for (String path : paths) {
                page.navigate("http://localhost:" + port + path);
                Object wide = page.evaluate("document.documentElement.scrollWidth");
                assertThat(((Number) wide).intValue())
                        .as("%s at %s", person, path)
                        .isLessThanOrEqualTo(390);
            }
        }
        assertThat(complaints).isEmpty();
    }
}
