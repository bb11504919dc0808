package io.countersign.bench;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.countersign.governance.identity.Visitor;
import io.countersign.platform.DatabaseAccess;
import io.countersign.reconciliation.BreakGuide;
import io.countersign.reconciliation.BreakKind;
import io.countersign.sandbox.demo.Demo;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The month end of the demo, with few payments: the real server, the simulated companies, and nothing written behind. */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonthEndTest {

    private static final int PAYMENTS = 200;
    private static final Duration LONGEST = Duration.ofMinutes(6);

    @TempDir
    static Path data;

    private static Demo demo;
    private static ServerProcess server;

    @BeforeAll
    static void theMonthEnds() throws IOException, InterruptedException {
        int port = freePort();
        passwordOfTheServer();
        missedSooner();
        demo = Demo.monthEnd(data, URI.create("http://127.0.0.1:" + port), PAYMENTS);
        server = new ServerProcess(data, List.of(), "512m", port);
        server.start();
        demo.play();
        Path over = data.resolve("sandbox").resolve("month-end.over");
        Instant end = Instant.now().plus(LONGEST);
        while (!Files.exists(over)) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException(
                        "The month did not end:\n" + Files.readString(data.resolve("month-end.progress")));
            }
            Thread.sleep(200);
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static void passwordOfTheServer() throws IOException {
        Path kept = Files.createDirectories(data.resolve("sandbox"));
        Files.writeString(kept.resolve("people.password"), ServerProcess.PASSWORD);
    }

    /** The demo waits a minute for what is not booked; a test does not. */
    private static void missedSooner() throws IOException {
        Path policies = Files.createDirectories(data.resolve("policies"));
        try (InputStream in = Demo.class.getResourceAsStream("month-end-checkpoints.yaml")) {
            String policy = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(policies.resolve("checkpoints.yaml"), policy.replace("within: PT1M", "within: PT20S"));
        }
    }

    @Test
    @Order(1)
    void twelveBreaksOfTwelveKindsAreOpen() {
        assertThat(breaks(""))
                .extracting(MonthEndTest::kind)
                .containsExactlyInAnyOrder(
                        BreakKind.UNMATCHED_DEBIT,
                        BreakKind.UNMATCHED_RETURN,
                        BreakKind.CHARGE,
                        BreakKind.BATCH_DIFFERS,
                        BreakKind.CURRENCY_DIFFERS,
                        BreakKind.AMOUNT_OVER,
                        BreakKind.AMOUNT_UNDER,
                        BreakKind.BOOKED_TWICE,
                        BreakKind.BOOKED_AFTER_REJECTION,
                        BreakKind.SETTLEMENT_MISSING,
                        BreakKind.STATEMENT_CORRECTED,
                        BreakKind.UNKNOWN_ACCOUNT);
    }

    @Test
    @Order(2)
    void theLateStatementEndedItsBreakByItself() {
        assertThat(breaks("?open=false&kind=STATEMENT_MISSING"))
                .singleElement()
                .satisfies(
                        late -> assertThat(late.path("resolution").asString()).isEqualTo("OVER_BY_ITSELF"));
    }

    /** What left is booked, rejected or back, or a break names it; of the entries, each is explained or a break. */
    @Test
    @Order(3)
    void everythingElseIsExplained() throws SQLException {
        Map<String, Integer> states = counts("select state, count(*) from payments.payment group by 1");
        assertThat(states.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(PAYMENTS);
        // Five of the total that differs, and one each of amounts, currency and what is missing.
        assertThat(states).containsEntry("ACCEPTED", 9);
        // What the bank has not answered, and what it booked without our references.
        assertThat(states).containsEntry("SENT", 6);
        // Two closed accounts, and the one that was booked all the same.
        assertThat(states).containsEntry("REJECTED", 3);
        assertThat(states).containsEntry("RECONCILED", PAYMENTS - 9 - 6 - 3).hasSize(4);
        assertThat(counts("""
                select l.state, count(*) from reconciliation.line l join reconciliation.statement s on s.id = l.statement_id
                where s.legal_entity is not null and l.state = 'OPEN' and l.first_id is null and not exists (
                    select from reconciliation.break b where b.line_id = l.id and b.resolution is null) group by 1
                """)).as("open lines without a break").isEmpty();
        assertThat(counts("""
                select kind, count(*) from reconciliation.statement
                where kind = 'STATEMENT' and legal_entity is not null and corrects is null group by 1
                """)).as("five accounts on 20 days and today").containsEntry("STATEMENT", 105);
    }

    @Test
    @Order(4)
    void eachBreakExplainsItselfOnItsPage() {
        Visitor tomas = new Visitor(server.url().getPort());
        tomas.signIn("tomas", ServerProcess.PASSWORD);
        for (JsonNode each : breaks("")) {
            String page = HtmlUtils.htmlUnescape(
                    tomas.get("/reconciliation/" + each.path("id").asString()).body());
            BreakGuide guide = BreakGuide.of(kind(each));
            assertThat(page).as(kind(each).name()).contains(guide.means(), guide.likely(), "Side by side");
            assertThat(page).as(kind(each).name()).contains(guide.next());
        }
        assertThat(tomas.get("/reconciliation").body())
                .contains("12 breaks", "By the end-to-end id that we gave", "The total of a file of ours")
                .contains("21 of 21", "Balance certificate");
    }

    @Test
    @Order(5)
    @ExtendWith(Chromium.class)
    void theKeyboardResolvesBreaks(Browser browser) {
        Page page = signedIn(browser);
        open(page, BreakKind.UNMATCHED_DEBIT);
        page.keyboard().press("a");
        assertThat(page.locator("article")).containsText("Solved: matched");
        String matched = page.url();

        open(page, BreakKind.CHARGE);
        reason(page, "w", "The price list says so");
        assertThat(page.locator("article")).containsText("Solved: written off");

        open(page, BreakKind.UNMATCHED_RETURN);
        reason(page, "n", "Booked in the ERP by hand");
        assertThat(page.locator("article")).containsText("Solved: not ours");
        assertThat(breaks("")).hasSize(9);

        page.navigate(matched);
        reason(page, "u", "It was another invoice");
        assertThat(page.locator("article")).containsText("What does not match");
        assertThat(breaks("")).extracting(MonthEndTest::kind).contains(BreakKind.UNMATCHED_DEBIT);
    }

    private static Page signedIn(Browser browser) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1440, 900));
        Page page = context.newPage();
        page.navigate(server.url() + "/");
        page.locator("[data-fill=tomas]").click();
        page.getByLabel("Password").fill(ServerProcess.PASSWORD);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        assertThat(page).hasTitle("Today · Countersign");
        return page;
    }

    /** Moves down the worklist by key until the row of this kind has the focus, and opens it. */
    private static void open(Page page, BreakKind kind) {
        page.navigate(server.url() + "/reconciliation");
        page.waitForLoadState();
        for (int row = 0; row < 12; row++) {
            page.keyboard().press("j");
            if (page.locator("a.caserow:focus").textContent().contains(kind.title())) {
                page.keyboard().press("Enter");
                assertThat(page.locator("#break")).hasText(kind.title());
                page.waitForLoadState();
                return;
            }
        }
        throw new IllegalStateException("No row is about " + kind);
    }

    /** The key goes to the field of the reason; a tab further is the button. */
    private static void reason(Page page, String key, String why) {
        page.waitForLoadState();
        page.keyboard().press(key);
        page.keyboard().type(why);
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        page.waitForLoadState();
    }

    private static BreakKind kind(JsonNode of) {
        return BreakKind.valueOf(of.path("kind").asString());
    }

    private static List<JsonNode> breaks(String query) {
        Visitor visitor = new Visitor(server.url().getPort());
        String token = visitor.tokenOf("tomas", ServerProcess.PASSWORD);
        String body = visitor.send(HttpRequest.newBuilder(visitor.at("/v1/breaks" + query))
                        .header("Authorization", "Bearer " + token))
                .body();
        List<JsonNode> found = new ArrayList<>();
        JsonMapper.builder().build().readTree(body).path("items").forEach(found::add);
        return found;
    }

    private static Map<String, Integer> counts(String sql) throws SQLException {
        DatabaseAccess database = server.database();
        Map<String, Integer> counts = new TreeMap<>();
        try (Connection connection = database.connectAsOwner();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                counts.put(row.getString(1), row.getInt(2));
            }
        }
        return counts;
    }
}
