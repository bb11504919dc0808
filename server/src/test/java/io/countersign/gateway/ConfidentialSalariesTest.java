package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.governance.identity.Visitor;
import io.countersign.payments.PaymentEngine;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A payroll is signed by its totals: whoever has no {@code payroll:details} finds nobody's salary behind any door. */
@ApiTest
class ConfidentialSalariesTest {

    private static final String NAME = "Quistgaard";
    private static final String AMOUNT = "4321.07";
    private static final String SHOWN_AMOUNT = "4,321.07";
    private static final String ACCOUNT = "DE02120300000000202051";
    private static final String MASKED = "DE02…2051";

    @Autowired
    ApiTest.Api api;

    @Autowired
    PaymentEngine engine;

    private UUID run = new UUID(0, 0);
    private UUID salary = new UUID(0, 0);
    private UUID held = new UUID(0, 0);
    private String reference = "";

    @BeforeEach
    void aPayrollThatWaitsForItsSignatures() {
        String month = UUID.randomUUID().toString().substring(0, 8);
        HttpResponse<String> made = api.post(
                "payroll",
                "/v1/payment-runs",
                """
                {"name": "Salaries", "kind": "PAYROLL", "payments": [%s, %s, %s, %s]}
                """.formatted(
                                salary("Yolanda " + NAME, AMOUNT, ACCOUNT, month + "-1"),
                                salary("Bo Lund", "3100.00", "DE75512108001245126199", month + "-2"),
                                // The same document again: this one is held, and its case names what is wrong.
                                salary("Yolanda " + NAME, AMOUNT, ACCOUNT, month + "-1"),
                                salary("Mia Falk", "2899.50", "DE75512108001245126199", month + "-3")),
                "Idempotency-Key",
                month);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        run = UUID.fromString(json(made).path("id").stringValue());
        work();
        api.post("payroll", "/v1/payment-runs/" + run + "/submit", "{}");
        work();
        JsonNode all = json(api.get("aldo", "/v1/payments?run=" + run)).path("items");
        for (JsonNode one : all) {
            if (one.path("creditorName").stringValue().contains(NAME)) {
                boolean isHeld = one.path("state").stringValue().equals("HELD");
                held = isHeld ? UUID.fromString(one.path("id").stringValue()) : held;
                salary = isHeld ? salary : UUID.fromString(one.path("id").stringValue());
                reference = one.path("reference").stringValue();
            }
        }
        assertThat(held.getLeastSignificantBits()).isNotZero();
        assertThat(salary.getLeastSignificantBits()).isNotZero();
    }

    @Test
    void anApproverAndATreasurerFindNoSalaryBehindAnyDoorOfTheApi() {
        for (String who : List.of("miriam", "henrik", "tomas", "jana", "olga")) {
            List<String> doors = doors();
            assertThat(doors).hasSizeGreaterThan(40);
            for (String door : doors) {
                HttpResponse<String> answer = api.get(who, door);
                assertNothingIn(answer.statusCode(), answer.body(), who + " at " + door);
            }
        }
    }

    @Test
    void norOnAnyPageOfTheConsole() {
        for (String who : List.of("miriam", "henrik", "tomas", "jana")) {
            Visitor visitor = new Visitor(api.port());
            visitor.signIn(who, "correct horse battery");
            for (String page : List.of(
                    "/",
                    "/runs",
                    "/runs/" + run,
                    "/runs/" + run + "/approve",
                    "/runs/" + run + "/release",
                    "/payments",
                    "/payments?text=" + NAME,
                    "/payments?text=" + AMOUNT,
                    "/payments/" + salary,
                    "/payments/" + salary + "/approve",
                    "/payments/" + held,
                    "/payments/" + salary + "/remittance-advice.pdf",
                    "/search?q=Yolanda",
                    "/search?q=" + AMOUNT,
                    "/search?q=" + reference,
                    "/cases/business",
                    "/cases/technical",
                    "/statements",
                    "/statements/files",
                    "/breaks",
                    "/reconciliation",
                    "/banks",
                    "/parties",
                    "/parties?text=Yolanda",
                    "/invoices",
                    "/audit")) {
                // A page says again what was sought, which is no answer.
                String sought = page.contains("=") ? page.substring(page.indexOf('=') + 1) : "no echo";
                HttpResponse<String> answer = visitor.get(page);
                assertNothingIn(answer.statusCode(), answer.body().replace(sought, "…"), who + " at " + page);
                assertThat(page.contains(salary.toString()) || !answer.body().contains("/payments/" + salary))
                        .as(who + " is led to a salary by " + page)
                        .isTrue();
            }
        }
    }

    @Test
    void norInTheBytesOfWhatABankAnswered() {
        String answer = """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>%s</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>NONE</OrgnlMsgId></OrgnlGrpInfAndSts>
                <OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>X</OrgnlEndToEndId><TxSts>RJCT</TxSts>
                <OrgnlTxRef><Cdtr><Pty><Nm>Yolanda %s</Nm></Pty></Cdtr></OrgnlTxRef></TxInfAndSts></OrgnlPmtInfAndSts>
                </CstmrPmtStsRpt></Document>
                """.formatted(run, NAME);
        JsonNode kept = json(api.handIn("tomas", "test-bank", "answer.xml", answer.getBytes(StandardCharsets.UTF_8)));
        String file = kept.path("fileId").stringValue();
        for (String who : List.of("tomas", "olga")) {
            Visitor visitor = new Visitor(api.port());
            visitor.signIn(who, "correct horse battery");
            HttpResponse<String> page = visitor.get("/statements/files/" + file);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).doesNotContain(NAME, "/content");
            assertThat(visitor.get("/statements/files/" + file + "/content").body())
                    .doesNotContain(NAME);
            HttpResponse<String> content = api.get(who, "/v1/bank-files/" + file + "/content");
            assertThat(content.statusCode()).isEqualTo(403);
            assertThat(content.body()).doesNotContain(NAME);
        }
        assertThat(api.get("aldo", "/v1/bank-files/" + file + "/content").body())
                .contains(NAME);
    }

    @Test
    void anApproverSeesTheTotalsAndWhatIsUnusualAndSignsAllOfIt() {
        JsonNode seen = json(api.get("miriam", "/v1/payment-runs/" + run));
        assertThat(seen.path("payments").intValue()).isEqualTo(4);
        assertThat(json(api.get("miriam", "/v1/payments?run=" + run)).path("items"))
                .isEmpty();
        JsonNode changes = json(api.get("miriam", "/v1/payment-runs/" + run + "/payroll-changes"));
        assertThat(changes.path("payments").intValue()).isEqualTo(4);

        JsonNode toSign = json(api.get("miriam", "/v1/payment-runs/" + run + "/to-sign?step=APPROVE"));
        assertThat(toSign.path("sums").path(0).path("payments").intValue()).isEqualTo(3);
        HttpResponse<String> signed = api.post(
                "miriam",
                "/v1/payment-runs/" + run + "/approve",
                "{\"hash\": \"%s\"}".formatted(toSign.path("hash").stringValue()));
        assertThat(signed.statusCode()).as(signed.body()).isEqualTo(200);
        assertThat(json(signed).path("moved").intValue()).isEqualTo(3);
        assertThat(api.get("miriam", "/v1/payments/" + salary).statusCode()).isEqualTo(404);
    }

    @Test
    void theOfficerAndTheAuditorSeeEachOfThem() {
        for (String who : List.of("payroll", "aldo")) {
            HttpResponse<String> one = api.get(who, "/v1/payments/" + salary);
            assertThat(one.body()).as(who).contains(NAME, AMOUNT, ACCOUNT);
        }
    }

    private List<String> doors() {
        JsonNode paths = json(api.get("miriam", "/v1/openapi.json")).path("paths");
        List<String> doors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            if (path.getValue().has("get") && !path.getKey().contains("stream")) {
                for (UUID id : List.of(salary, held, run)) {
                    String door = path.getKey().replaceAll("\\{[a-zA-Z]+}", id.toString());
                    if (!doors.contains(door)) {
                        doors.add(door);
                    }
                }
            }
        }
        for (String text : List.of(NAME, AMOUNT, ACCOUNT, "2051", reference)) {
            doors.add("/v1/payments?text=" + text);
        }
        doors.add("/v1/payments?run=" + run);
        doors.add("/v1/payment-runs/" + run + "/to-sign?step=APPROVE");
        doors.add("/v1/payments/" + salary + "/to-sign?step=APPROVE");
        doors.add("/v1/cases?queue=BUSINESS");
        doors.add("/v1/cases?queue=TECHNICAL");
        doors.add("/v1/events?limit=500");
        return doors;
    }

    private static void assertNothingIn(int status, String body, String where) {
        assertThat(status).as(where).isLessThan(500);
        assertThat(body).as(where).doesNotContain(NAME, AMOUNT, SHOWN_AMOUNT, ACCOUNT, MASKED);
    }

    private void work() {
        int rounds = 0;
        while (engine.work()) {
            assertThat(++rounds).isLessThan(1_000);
        }
    }

    private static String salary(String name, String amount, String account, String document) {
        return """
                {"legalEntity": "API-DE", "kind": "PAYROLL", "amount": "%s", "currency": "EUR", "requestedOn": "%s",
                 "creditorName": "%s", "creditorNumber": "%s", "remittance": "Salary %s", "invoiceReference": "%s"}
                """.formatted(amount, LocalDate.now(ZoneOffset.UTC).plusDays(3), name, account, document, document);
    }
}
