package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cases.Cases;
import io.countersign.cases.NewCase;
import io.countersign.model.Cause;
import io.countersign.payments.MasterData;
import io.countersign.platform.CountersignTest;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** People at the console, over HTTP, on a real database. */
@CountersignTest
@TestPropertySource(
        properties = {
            "countersign.demo=true",
            "countersign.demo-password=correct horse battery",
            "countersign.demo-secret=a-secret-for-demo-programs"
        })
class ConsoleTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Cause IMPORT = Cause.system("test", new UUID(0, 1));
    private static final String ENTITY = "CONSOLE-DE";
    private static final Pattern MENU = Pattern.compile("<li><a href=\"([^\"]+)\" title=");

    @LocalServerPort
    private int port;

    @Autowired
    Cases cases;

    @Autowired
    private MasterData master;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Clock clock;

    @BeforeEach
    void aCompanyWithASupplierWhoseNameIsAnAttack() {
        master.legalEntities(List.of(new MasterData.LegalEntity(
                ENTITY, "Aldermoor Console GmbH", "DE", "EUR", "Europe/Berlin", "console-1")));
        master.ownAccounts(List.of(new MasterData.OwnAccount(
                ENTITY, "DE89370400440532013000", "COBADEFFXXX", "EUR", "Main", "console-bank", "console-journal")));
        master.parties(
                List.of(new MasterData.Party(
                        "console-s1", "SUPPLIER", Samples.HOSTILE, "DE", null, "NORMAL", null, true)),
                IMPORT);
        master.partyAccounts(
                List.of(new MasterData.PartyAccount(
                        "console-a1", "console-s1", "DE75512108001245126199", null, "EUR", null, true, null, true)),
                IMPORT);
    }

    /** A posted bill of the supplier; answers its id. */
    private UUID bill(String amount) {
        String erpId = "console-bill-" + NUMBER.incrementAndGet();
        master.invoices(
                List.of(new MasterData.Invoice(
                        erpId,
                        "console-1",
                        "console-s1",
                        "console-a1",
                        "BILL",
                        "BILL/2026/" + erpId + "<b>",
                        "FV-" + erpId,
                        today(),
                        today().plusDays(7),
                        "EUR",
                        new BigDecimal(amount),
                        new BigDecimal(amount),
                        null,
                        null,
                        "not_paid")),
                IMPORT);
        return jdbc.sql("select id from payments.invoice where erp_id = :id")
                .param("id", erpId)
                .query(UUID.class)
                .single();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
    }

    /** A file that waits for a person to upload it, or is with one. */
    private String fileToUpload(String state, @Nullable String carriedBy) {
        String name = "CONSOLE-" + NUMBER.incrementAndGet();
        jdbc.sql("""
                insert into payments.bank_file (id, message_id, connection, scheme, debtor_account, requested_on, state,
                    payments, total, currency, name, size, sha256, carried_by, carrier_name, carried_at, next_at, created_at)
                select gen_random_uuid(), :name, 'console-bank', 'SEPA_SCT', id, '2026-11-27', :state, 2, 410, 'EUR',
                       :name || '.xml', 9, sha256('file'::bytea), :by, :by, now(), now(), now()
                from payments.own_account where legal_entity = :entity limit 1
                """)
                .param("name", name)
                .param("state", state)
                .param("by", carriedBy)
                .param("entity", ENTITY)
                .update();
        return name;
    }

    @Test
    void todayNamesTheFilesToUploadToWhoMayCarryThemAndNotThoseOfSomebodyElse() {
        String offered = fileToUpload("OFFERED", null);
        String own = fileToUpload("CARRIED", "henrik");
        String another = fileToUpload("CARRIED", "greta");

        assertThat(Browser.signedInAs("henrik", port).get("/").body())
                .contains("Files to upload by hand", offered, "Take it", own, "Go on")
                .doesNotContain(another);
        assertThat(Browser.signedInAs("jana", port).get("/").body()).doesNotContain("Files to upload by hand");
    }

    /** Jana makes a run of bills and asks for signatures; answers its path. */
    private String runAwaitingApproval(String... amounts) {
        Browser jana = Browser.signedInAs("jana", port);
        List<UUID> bills = java.util.Arrays.stream(amounts).map(this::bill).toList();
        jana.get("/invoices");
        HttpResponse<String> plan = jana.post("/invoices/plan", Map.of("invoice", bills));
        assertThat(plan.body()).contains("What this run would pay");
        HttpResponse<String> made = jana.post(
                "/runs",
                Map.of(
                        "name",
                        "Suppliers <i>",
                        "date",
                        today().toString(),
                        "invoice",
                        bills,
                        "key",
                        Browser.hidden(plan, "key")));
        assertThat(made.body()).contains("made").contains("Ask for signatures on this run");
        String run = made.uri().getPath();
        assertThat(jana.post(run + "/submit", Map.of()).body()).contains("Asked for signatures on");
        return run;
    }

    @Test
    void aPartOfABillIsChosenByAnAmountAndTheRestStaysOpen() {
        Browser jana = Browser.signedInAs("jana", port);
        UUID bill = bill("1000.00");
        String field = "amount." + bill;
        assertThat(jana.get("/invoices").body())
                .containsPattern("name=\"" + Pattern.quote(field) + "\"[^>]* value=\"1000.00\"");

        assertThat(plan(jana, bill, "1000.01").body())
                .contains("Stays out", "EUR 1,000.01 is more than the 1,000.00 that is left and not being paid");
        assertThat(plan(jana, bill, "4,00").body()).contains("“4,00” is no amount");
        HttpResponse<String> plan = plan(jana, bill, "400");
        assertThat(plan.body()).contains(": EUR 400.00 of EUR 1,000.00; EUR 600.00 stays open");

        Map<String, Object> form = Map.of(
                "name", "A part", "date", today(), "invoice", bill, "key", Browser.hidden(plan, "key"), field, "400");
        HttpResponse<String> made = jana.post("/runs", form);
        assertThat(made.body()).contains("made");
        assertThat(jana.post("/runs", form).uri()).isEqualTo(made.uri());
        UUID payment = jdbc.sql("select payment_id from payments.allocation where invoice_id = :bill")
                .param("bill", bill)
                .query(UUID.class)
                .single();
        assertThat(jana.get("/payments/" + payment).body())
                .contains("Part of BILL/", ": EUR 400.00 of EUR 1,000.00; EUR 600.00 stays open");
        assertThat(jana.get("/invoices").body())
                .contains("of EUR 1,000.00; EUR 400.00 is being paid")
                .containsPattern("name=\"" + Pattern.quote(field) + "\"[^>]* value=\"600.00\"");
    }

    private static HttpResponse<String> plan(Browser clerk, UUID bill, String amount) {
        return clerk.post("/invoices/plan", Map.of("invoice", bill, "amount." + bill, amount));
    }

    private static String hash(HttpResponse<String> page) {
        return Browser.hidden(page, "hash");
    }

    @Test
    void theMenuLeadsWhoseRoleOwnsACaseToIt() {
        Browser henrik = Browser.signedInAs("henrik", port);
        String key = "console-profile-" + NUMBER.incrementAndGet();
        cases.open(
                NewCase.technical(key, "PROFILE_REFUSED", "own.yaml", "A profile is refused", "line 3"),
                Cause.system("test", new UUID(0, 3)));
        assertThat(henrik.get("/").body()).contains("/cases?queue=TECHNICAL");
        assertThat(henrik.get("/cases").body()).contains("A profile is refused");
        cases.over(key, "mended", Cause.system("test", new UUID(0, 3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jana", "miriam", "henrik", "nadia", "tomas", "olga", "aldo"})
    void showsEveryPageOfTheMenuWithNothingInline(String person) {
        runAwaitingApproval("120.50");
        Browser browser = Browser.signedInAs(person, port);
        Matcher entries = MENU.matcher(browser.get("/").body());
        int pages = 0;
        while (entries.find()) {
            String path = entries.group(1).replace("&amp;", "&");
            HttpResponse<String> page = browser.get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.headers().allValues("Content-Security-Policy"))
                    .as(path)
                    .containsExactly(PageHeaders.POLICY);
            Markup markup = Markup.of(page.body());
            assertThat(markup.inline()).as(path).isEmpty();
            assertThat(markup.unnamed()).as(path).isEmpty();
            assertThat(markup.elements()).as(path).doesNotContain("img").contains("main", "h1");
            pages++;
        }
        assertThat(pages).isGreaterThan(2);
    }

    @Test
    void takesARunFromBillsToItsReleaseByThreePeople() {
        String run = runAwaitingApproval("1200.00", "80.25");

        Browser miriam = Browser.signedInAs("miriam", port);
        assertThat(miriam.get("/").body()).contains("Suppliers &lt;i&gt;").contains("Review and sign");
        HttpResponse<String> toApprove = miriam.get(run);
        assertThat(toApprove.body())
                .contains("Approve 1 payment · EUR 1,280.25")
                .contains("What is shown here is exactly");
        HttpResponse<String> approved = miriam.post(run + "/approve", Map.of("hash", hash(toApprove)));
        assertThat(approved.body()).contains("Approved 1 payment").contains("Every approval is there");

        Browser henrik = Browser.signedInAs("henrik", port);
        HttpResponse<String> toRelease = henrik.get(run);
        assertThat(toRelease.body()).contains("Release 1 payment · EUR 1,280.25");
        HttpResponse<String> released = henrik.post(run + "/release", Map.of("hash", hash(toRelease)));
        assertThat(released.body()).contains("Released 1 payment");
        assertThat(released.body())
                .contains("Jana Brückner")
                .contains("Miriam Oke")
                .contains("Henrik Stolz");
    }

    @Test
    void signsNothingIfTheHashIsNotTheOneThatWasShown() {
        String run = runAwaitingApproval("310.00");
        Browser miriam = Browser.signedInAs("miriam", port);
        HttpResponse<String> page = miriam.get(run);
        String shown = Browser.hidden(page, "shown");
        jdbc.sql("""
                        update payments.payment set requested_on = requested_on + 1, content_hash = null
                        where run_id = cast(:run as uuid)""").param("run", run.substring(6)).update();
        jdbc.sql("""
                        update payments.payment p set content_hash = payments.content_hash(p)
                        where run_id = cast(:run as uuid)""").param("run", run.substring(6)).update();

        HttpResponse<String> refused = miriam.post(run + "/approve", Map.of("hash", hash(page), "shown", shown));

        assertThat(refused.body())
                .contains("Nothing was signed: it changed after you opened it")
                .contains("The number and the sums are the same as before")
                .contains("PAY-3003");
        assertThat(jdbc.sql("select count(*) from payments.approval a join payments.payment p on p.id = a.payment_id"
                                + " where p.run_id = cast(:run as uuid)")
                        .param("run", run.substring(6))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"jana, approve", "jana, release", "aldo, approve", "henrik, approve", "miriam, release"})
    void refusesASignatureOfTheWrongPersonAndSaysFirstThatNothingWasSigned(String person, String act) {
        String run = runAwaitingApproval("90.00");
        Browser wrong = Browser.signedInAs(person, port);
        assertThat(wrong.get(run).body()).doesNotContain("id=\"confirm-sign\"".repeat(2));

        HttpResponse<String> refused = wrong.post(run + "/" + act, Map.of("hash", "00"));

        assertThat(refused.body()).contains("Nothing was signed").contains("AUTH-1002");
    }

    @Test
    void rejectsOnlyWithAReason() {
        String run = runAwaitingApproval("95.00");
        Browser miriam = Browser.signedInAs("miriam", port);
        miriam.get(run);
        assertThat(miriam.post(run + "/reject", Map.of("why", " ")).body()).contains("Nothing was rejected");
        assertThat(miriam.post(run + "/reject", Map.of("why", "Not our goods <script>"))
                        .body())
                .contains("Rejected 1 payment")
                .doesNotContain("<script>");
    }

    @Test
    void givesARunBackToItsClerkWhoCanAskAgain() {
        String run = runAwaitingApproval("96.00");
        Browser miriam = Browser.signedInAs("miriam", port);
        miriam.get(run);
        assertThat(miriam.post(run + "/return", Map.of("why", "The date is wrong"))
                        .body())
                .contains("Returned 1 payment", "Signatures given are void");
        assertThat(Browser.signedInAs("jana", port).get(run).body()).contains("Ask for signatures on");
    }

    @Test
    void showsTheWholeStoryOfOnePayment() {
        String run = runAwaitingApproval("77.77");
        Browser aldo = Browser.signedInAs("aldo", port);
        Matcher link = Pattern.compile("href=\"(/payments/[0-9a-f-]{36})\"")
                .matcher(aldo.get(run).body());
        assertThat(link.find()).isTrue();
        HttpResponse<String> page = aldo.get(link.group(1));
        assertThat(page.body())
                .contains("Life of this payment")
                .contains("Received")
                .contains("Validated")
                .contains("Awaiting approval")
                .contains("DE75…6199")
                .doesNotContain("DE75512108001245126199");
        assertThat(Markup.of(page.body()).inline()).isEmpty();
    }

    @Test
    void findsAPaymentByItsNumberAndByAnAmount() {
        String run = runAwaitingApproval("4711.13");
        Browser miriam = Browser.signedInAs("miriam", port);
        String reference = jdbc.sql("select reference from payments.payment where run_id = cast(:run as uuid)")
                .param("run", run.substring(6))
                .query(String.class)
                .single();
        assertThat(miriam.get("/search?q=" + reference).uri().getPath()).startsWith("/payments/");
        assertThat(miriam.get("/search?q=4711.13").body()).contains(reference);
        assertThat(miriam.get("/search?q=nothing-like-it").body()).contains("Nothing found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/runs/00000000-0000-7000-8000-000000000000",
                "/payments/00000000-0000-7000-8000-000000000000",
                "/payments/not-a-number",
                "/policies/none"
            })
    void saysPlainlyWhereNothingIs(String path) {
        HttpResponse<String> page = Browser.signedInAs("jana", port).get(path);
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("There is nothing here").doesNotContain("Exception");
        assertThat(page.headers().firstValue("Content-Security-Policy")).contains(PageHeaders.POLICY);
    }

    @Test
    void refusesACursorNobodyCouldHaveClicked() {
        HttpResponse<String> page = Browser.signedInAs("jana", port).get("/payments?after=%27;drop");
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("cannot be read").doesNotContain("Exception");
    }

    @Test
    void showsNobodyAnythingBeforeTheySignIn() {
        HttpResponse<String> page = Browser.nobody(port).get("/runs");
        assertThat(page.uri().getPath()).isEqualTo("/signin");
        assertThat(page.body()).contains("Miriam Oke").doesNotContain("Payment runs");
        assertThat(Markup.of(page.body()).inline()).isEmpty();
        assertThat(page.headers().firstValue("Content-Security-Policy")).contains(PageHeaders.POLICY);
    }

    @Test
    void showsAPageOfItsOwnWhereNoOtherIs() {
        HttpResponse<String> page = Browser.signedInAs("jana", port).get("/no/such/page");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.headers().firstValue("Content-Security-Policy")).contains(PageHeaders.POLICY);
        assertThat(Markup.of(page.body()).inline()).isEmpty();
        assertThat(page.body()).contains("<html").doesNotContain("Whitelabel");
    }

    @Test
    void keepsTheThemeInACookieSoThatTheFirstPaintIsRight() {
        Browser jana = Browser.signedInAs("jana", port);
        jana.get("/");
        assertThat(jana.post("/preferences", Map.of("theme", "dark", "back", "/runs"))
                        .body())
                .contains("data-theme=\"dark\"");
        assertThat(jana.post("/preferences", Map.of("keys", "off", "back", "//evil.example/"))
                        .uri()
                        .getPath())
                .isEqualTo("/");
        assertThat(jana.get("/").body()).contains("data-keys=\"off\"");
    }

    @Test
    void servesStylesAndScripts() {
        Browser nobody = Browser.nobody(port);
        for (String path : List.of(
                "/assets/console.css",
                "/assets/console.js",
                "/assets/mark.svg",
                "/webjars/htmx.org/dist/htmx.min.js")) {
            assertThat(nobody.get(path).statusCode()).as(path).isEqualTo(200);
        }
    }
}
