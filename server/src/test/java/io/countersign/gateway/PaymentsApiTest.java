package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.faultPaths;
import static io.countersign.gateway.ApiTest.Api.instruction;
import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.controls.calendar.BankingDays;
import io.countersign.governance.identity.Visitor;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ApiTest
class PaymentsApiTest {

    @Autowired
    private ApiTest.Api api;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void takesAnInstructionInAndShowsIt() {
        HttpResponse<String> taken = api.pay(instruction("INV-1"), "key-1");

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        assertThat(json(taken).path("state").stringValue()).isEqualTo("RECEIVED");
        assertThat(taken.headers().firstValue("Location"))
                .hasValue("/v1/payments/" + json(taken).path("id").stringValue());

        HttpResponse<String> read =
                api.get("miriam", "/v1/payments/" + json(taken).path("id").stringValue());
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
        assertThat(json(read).path("payment").path("amount").stringValue()).isEqualTo("12.50");
        assertThat(json(read).path("payment").path("creditorNumber").stringValue())
                .isEqualTo("NL91ABNA0417164300");
        assertThat(json(read).path("payment").path("initiatedBy").stringValue()).isEqualTo("payroll");
    }

    @Test
    void readsANumberExactlyAndNotAsADouble() {
        HttpResponse<String> taken =
                api.pay(instruction("INV-EXACT").replace("\"12.50\"", "9007199254740993.01"), "key-exact");

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        assertThat(jdbc.sql("select amount::text from payments.payment where remittance = 'Invoice INV-EXACT'")
                        .query(String.class)
                        .single())
                .isEqualTo("9007199254740993.01");
    }

    @Test
    void answersTheSameKeyAndBodyWithTheFirstAnswer() {
        HttpResponse<String> first = api.pay(instruction("INV-2"), "key-2");
        HttpResponse<String> again = api.pay(instruction("INV-2"), "key-2");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    }

    @Test
    void refusesTheSameKeyWithAnotherBody() {
        api.pay(instruction("INV-3"), "key-3");
        HttpResponse<String> other = api.pay(instruction("INV-3b"), "key-3");

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("code").stringValue()).isEqualTo("REQ-1007");
    }

    @Test
    void storesOnePaymentHoweverManyAskAtOnceWithOneKey() throws InterruptedException, ExecutionException {
        List<Callable<HttpResponse<String>>> fifty = IntStream.range(0, 50)
                .<Callable<HttpResponse<String>>>mapToObj(i -> () -> api.pay(instruction("INV-50"), "key-50"))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            api.token("payroll");
            for (Future<HttpResponse<String>> one : threads.invokeAll(fifty)) {
                assertThat(one.get().statusCode()).as(one.get().body()).isIn(201, 409);
            }
        }
        assertThat(jdbc.sql("select count(*) from payments.payment where remittance = 'Invoice INV-50'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void asksForAKey() {
        HttpResponse<String> without = api.post("payroll", "/v1/payments", instruction("INV-4"));

        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(json(without).path("code").stringValue()).isEqualTo("REQ-1006");
    }

    @Test
    void tellsAllFaultsAtOnceEachWithItsPath() {
        HttpResponse<String> refused = api.pay("""
                {"legalEntity": "API-DE", "kind": "BRIBE", "amount": "1.234", "currency": "EUR", "requestedOn": "2026-02-30",
                 "creditorName": "", "creditorNumber": "DE89370400440532013001", "creditorBic": 7, "remittence": "x",
                 "invoiceReference": "INV-5", "invoices": ["no"]}
                """, "key-5");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(faultPaths(refused))
                .containsExactlyInAnyOrder(
                        "/amount",
                        "/requestedOn",
                        "/creditorBic",
                        "/invoices/0",
                        "/remittence",
                        "/kind",
                        "/creditorName",
                        "/creditorNumber",
                        "/remittance");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            not JSON                , `{"amount": `                                   , REQ-1001
            a list                  , `[]`                                            , REQ-1001
            nothing                 , ` `                                             , REQ-1001
            a duplicate key         , `{"amount": "1", "amount": "1000000"}`          , REQ-1001
            text behind the end     , `{} {}`                                         , REQ-1001
            a NUL                   , `{"creditorName": "a\u0000b"}`                  , REQ-1001
            a huge exponent         , `{"amount": 1e999999999, "currency": "EUR"}`    , REQ-1002
            an impossible exponent  , `{"amount": 1e9999999999}`                      , REQ-1001
            not a number            , `{"amount": NaN}`                               , REQ-1001
            a number without end    , `{"amount": 11111111111111111111111111111111111111111111111111}`, REQ-1001
            """)
    void refusesHostileJsonWithoutASurprise(String what, String body, String code) {
        HttpResponse<String> refused = api.pay(body, "key-hostile");

        assertThat(json(refused).path("code").stringValue())
                .as(what + refused.body())
                .isEqualTo(code);
        assertThat(refused.statusCode()).isIn(400, 422);
        assertThat(refused.body())
                .doesNotContain("jackson")
                .doesNotContain("Exception")
                .doesNotContain("1000000");
    }

    @Test
    void refusesDeepNestingInvalidUtf8AndWhatIsTooLarge() {
        assertThat(api.pay("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000), "key-deep")
                        .statusCode())
                .isEqualTo(400);
        byte[] latin1 = "{\"creditorName\": \"Brückner\"}".getBytes(StandardCharsets.ISO_8859_1);
        HttpRequest.Builder request = api.request("payroll", "/v1/payments")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "key-latin")
                .POST(BodyPublishers.ofByteArray(latin1));
        assertThat(json(new Visitor(api.port()).send(request)).path("code").stringValue())
                .isEqualTo("REQ-1001");
        assertThat(api.pay("{\"a\": \"" + "x".repeat(100_000) + "\"}", "key-large")
                        .statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET   , /v1/nothing                                      , 404, REQ-1003
            GET   , /v1/payments/not-an-id                           , 404, REQ-1003
            GET   , /v1/payments/00000000-0000-0000-0000-000000000000, 404, REQ-1003
            DELETE, /v1/payments                                     , 405, REQ-1009
            GET   , /v1/payments?limit=0                             , 422, REQ-1002
            GET   , /v1/payments?limit=many                          , 422, REQ-1002
            GET   , /v1/payments?stat=HELD                           , 422, REQ-1002
            GET   , /v1/payments?state=HELT                          , 422, REQ-1002
            GET   , /v1/payments?after=tampered                      , 422, REQ-1002
            GET   , /v1/cases?queue=BUSINESS                         , 403, AUTH-1002
            GET   , /v1/audit                                        , 403, AUTH-1002
            GET   , /v1/people                                       , 403, AUTH-1002
            PUT   , /v1/payments;x=1                                 , 400, REQ-1001
            """)
    void answersEveryErrorWithAProblem(String method, String path, int status, String code) {
        HttpResponse<String> refused =
                new Visitor(api.port()).send(api.request("payroll", path).method(method, BodyPublishers.noBody()));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(refused).path("code").stringValue()).isEqualTo(code);
        assertThat(json(refused).path("correlationId").stringValue())
                .isEqualTo(refused.headers().firstValue("X-Correlation-Id").orElseThrow());
    }

    @Test
    void refusesOtherMediaTypes() {
        HttpRequest.Builder xml = api.request("payroll", "/v1/payments")
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofString("<payment/>"));
        HttpResponse<String> refused = new Visitor(api.port()).send(xml);
        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(json(refused).path("code").stringValue()).isEqualTo("REQ-1005");

        HttpResponse<String> notAcceptable = new Visitor(api.port())
                .send(api.request("payroll", "/v1/payments").header("Accept", "image/png"));
        assertThat(notAcceptable.statusCode()).isEqualTo(406);
        assertThat(json(notAcceptable).path("code").stringValue()).isEqualTo("REQ-1010");
    }

    @Test
    void letsNobodyInWithoutAGoodToken() {
        Visitor visitor = new Visitor(api.port());
        HttpResponse<String> without = visitor.send(HttpRequest.newBuilder(visitor.at("/v1/payments")));
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");

        String token = api.token("payroll");
        String forged = token.substring(0, token.length() - 6) + "AAAAAA";
        assertThat(visitor.send(HttpRequest.newBuilder(visitor.at("/v1/payments"))
                                .header("Authorization", "Bearer " + forged))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void carriesTheCorrelationIdAndTheTraceThrough() {
        HttpResponse<String> taken = api.post(
                "payroll",
                "/v1/payments",
                instruction("INV-TRACE"),
                "Idempotency-Key",
                "key-trace",
                "X-Correlation-Id",
                "erp-4711",
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        assertThat(taken.headers().firstValue("X-Correlation-Id")).hasValue("erp-4711");
        assertThat(taken.headers().firstValue("traceparent").orElseThrow())
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-");
        assertThat(jdbc.sql("select traceparent from governance.event where correlation_id = 'erp-4711'")
                        .query(String.class)
                        .single())
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-");
    }

    @Test
    void makesUpACorrelationIdWhereOneIsNotWellFormed() {
        HttpResponse<String> answer = new Visitor(api.port())
                .send(api.request("payroll", "/v1/payments").header("X-Correlation-Id", "x".repeat(65)));

        assertThat(answer.headers().firstValue("X-Correlation-Id").orElseThrow())
                .startsWith("c-");
    }

    @Test
    void refusesASignatureToWhoMayNotSign() {
        String id =
                json(api.pay(instruction("INV-SIGN"), "key-sign")).path("id").stringValue();
        HttpResponse<String> refused =
                api.post("jana", "/v1/payments/" + id + "/approve", "{\"hash\": \"%s\"}".formatted("0".repeat(64)));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("code").stringValue()).isEqualTo("AUTH-1002");
    }

    @Test
    void checksAccountsAndTellsEveryFault() {
        HttpResponse<String> good =
                api.post("payroll", "/v1/bank-accounts/validations", "{\"number\": \"DE89 3704 0044 0532 0130 00\"}");
        assertThat(json(good).path("valid").booleanValue()).isTrue();
        assertThat(json(good).path("sepa").booleanValue()).isTrue();

        HttpResponse<String> bad = api.post(
                "payroll",
                "/v1/bank-accounts/validations",
                "{\"number\": \"DE8937040044053201\", \"bic\": \"DEUTXXFF\"}");
        assertThat(json(bad).path("valid").booleanValue()).isFalse();
        assertThat(faultPaths(bad)).contains("/number", "/bic");
    }

    @Test
    void uploadsARunLineByLineAndNamesTheLinesThatAreWrong() {
        String lines = IntStream.range(0, 20)
                .mapToObj(i -> instruction("INV-UP-" + i).replace("\n", " "))
                .collect(Collectors.joining("\n"));
        HttpResponse<String> made = upload("application/x-ndjson", lines, "key-up-1");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(json(made).path("payments").intValue()).isEqualTo(20);
        assertThat(upload("application/x-ndjson", lines, "key-up-1").headers().firstValue("Idempotent-Replayed"))
                .hasValue("true");

        String broken = lines.replace("Reference\": \"INV-UP-7\"", "Reference\": \"INV-UP-7\", \"colour\": \"red\"")
                .replaceFirst("\\{\"legalEntity\"", "{\"legalEntity");
        HttpResponse<String> refused = upload("application/x-ndjson", broken, "key-up-2");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(faultPaths(refused)).contains("line 1", "line 8: /colour");
    }

    @Test
    void takesAndComparesALongTextWhole() {
        String text = "ü".repeat(3_999);
        String a = instruction("INV-LONG").replace("Invoice INV-LONG", text + "A");
        HttpResponse<String> made = api.pay(a, "key-long");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(jdbc.sql("select remittance from payments.payment where id = cast(:id as uuid)")
                        .param("id", json(made).path("id").stringValue())
                        .query(String.class)
                        .single())
                .isEqualTo(text + "A");
        HttpResponse<String> other = api.pay(a.replace(text + "A", text + "B"), "key-long");
        assertThat(json(other).path("code").stringValue()).isEqualTo("REQ-1007");

        HttpResponse<String> tooLong = api.pay(a.replace(text + "A", text + "AB"), "key-too-long");
        assertThat(tooLong.statusCode()).isEqualTo(422);
        assertThat(faultPaths(tooLong)).containsExactly("/remittance");
    }

    @Test
    void uploadsLongTextsAsNdjsonAndCsv() {
        String text = "Position; Menge ".repeat(240);
        String line =
                instruction("INV-LONG-UP").replace("Invoice INV-LONG-UP", text).replace("\n", " ");
        HttpResponse<String> ndjson = upload("application/x-ndjson", line, "key-long-ndjson");
        assertThat(ndjson.statusCode()).as(ndjson.body()).isEqualTo(201);

        String csv = """
                legalEntity;amount;currency;requestedOn;creditorName;creditorNumber;remittance;invoiceReference
                API-DE;10.01;EUR;%s;Kranenburg;NL91ABNA0417164300;"%s";C-LONG
                """.formatted(BankingDays.later(LocalDate.now(ZoneOffset.UTC), 3), text);
        HttpResponse<String> made = upload("text/csv", csv, "key-long-csv");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(jdbc.sql("select count(*) from payments.payment where remittance = :text")
                        .param("text", text)
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        HttpResponse<String> refused = upload("text/csv", csv.replace(text, text.repeat(2)), "key-long-csv-2");
        assertThat(faultPaths(refused)).containsExactly("line 2: /remittance");
    }

    @Test
    void uploadsTwentyThousandLines() {
        String lines = IntStream.range(0, 20_000)
                .mapToObj(i -> instruction("INV-BIG-" + i).replace("\n", " "))
                .collect(Collectors.joining("\n"));
        HttpResponse<String> made = upload("application/x-ndjson", lines, "key-big");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(json(made).path("payments").intValue()).isEqualTo(20_000);
    }

    @Test
    void uploadsARunAsCsv() {
        String csv = """
                legalEntity;amount;currency;requestedOn;creditorName;creditorNumber;remittance;invoiceReference
                API-DE;10.00;EUR;%1$s;"Kranenburg; ""B.V.\""";NL91ABNA0417164300;Invoice C-1;C-1
                API-DE;11.00;EUR;%1$s;Kranenburg;NL91ABNA0417164300;Invoice C-2;C-2
                """.formatted(BankingDays.later(LocalDate.now(ZoneOffset.UTC), 3));
        HttpResponse<String> made = upload("text/csv", csv, "key-csv-1");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);

        HttpResponse<String> refused = upload("text/csv", csv.replace("creditorName", "name"), "key-csv-2");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(faultPaths(refused)).containsExactly("line 1");
    }

    private HttpResponse<String> upload(String type, String lines, String key) {
        return new Visitor(api.port())
                .send(api.request("payroll", "/v1/payment-runs?name=Upload&kind=SUPPLIER")
                        .header("Content-Type", type)
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(lines)));
    }
}
