package io.countersign.gateway;

import io.countersign.controls.calendar.BankingDays;
import io.countersign.governance.identity.Visitor;
import io.countersign.payments.MasterData;
import io.countersign.platform.CountersignTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running product with the demo people and one legal entity that has an account. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@CountersignTest
@Import(ApiTest.Scene.class)
@TestPropertySource(
        properties = {
            "countersign.demo=true",
            "countersign.demo-password=correct horse battery",
            "countersign.demo-secret=a-secret-for-demo-programs",
            "countersign.bank.connections[0].name=test-bank",
            "countersign.bank.connections[0].channel=PORTAL",
            "countersign.bank.connections[1].name=folder-bank",
            "countersign.bank.connections[1].channel=FOLDER"
        })
@interface ApiTest {

    /** What the tests act on. */
    @TestConfiguration(proxyBeanMethods = false)
    class Scene {

        @Bean
        Api api(MasterData master) {
            master.legalEntities(
                    List.of(new MasterData.LegalEntity("API-DE", "API GmbH", "DE", "EUR", "Europe/Berlin", null)));
            master.ownAccounts(List.of(new MasterData.OwnAccount(
                    "API-DE", "DE89370400440532013000", "COBADEFFXXX", "EUR", "Main", "test-bank", null)));
            return new Api();
        }
    }

    /** Calls the API as a program or a person. */
    class Api {

        private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();
        private static final JsonMapper JSON = JsonMapper.builder().build();

        @Autowired
        private org.springframework.core.env.Environment environment;

        int port() {
            return environment.getRequiredProperty("local.server.port", Integer.class);
        }

        String token(String who) {
            return TOKENS.computeIfAbsent(
                    port() + who,
                    any -> List.of("payroll", "erp-import").contains(who)
                            ? new Visitor(port()).tokenOfProgram(who, "a-secret-for-demo-programs")
                            : new Visitor(port()).tokenOf(who, "correct horse battery"));
        }

        HttpResponse<String> get(String who, String path) {
            return new Visitor(port()).send(request(who, path));
        }

        HttpRequest.Builder request(String who, String path) {
            return HttpRequest.newBuilder(new Visitor(port()).at(path)).header("Authorization", "Bearer " + token(who));
        }

        HttpResponse<String> post(String who, String path, String json, String... headers) {
            HttpRequest.Builder request = request(who, path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(json));
            return new Visitor(port()).send(headers.length == 0 ? request : request.headers(headers));
        }

        /** Hands in a file of a bank. */
        HttpResponse<String> handIn(String who, String connection, String name, byte[] content) {
            String query = "?connection=%s&name=%s".formatted(connection, name);
            return new Visitor(port())
                    .send(request(who, "/v1/bank-files" + query)
                            .header("Content-Type", "application/octet-stream")
                            .POST(BodyPublishers.ofByteArray(content)));
        }

        HttpResponse<String> pay(String json, String key) {
            return post("payroll", "/v1/payments", json, "Idempotency-Key", key);
        }

        static JsonNode json(HttpResponse<String> response) {
            return JSON.readTree(response.body());
        }

        static List<String> faultPaths(HttpResponse<String> response) {
            return json(response)
                    .path("faults")
                    .valueStream()
                    .map(fault -> fault.path("path").stringValue())
                    .toList();
        }

        static String instruction(String reference) {
            return """
                    {"legalEntity": "API-DE", "kind": "SUPPLIER", "amount": "12.50", "currency": "EUR",
                     "requestedOn": "%s", "creditorName": "Kranenburg B.V.", "creditorNumber": "NL91ABNA0417164300",
                     "remittance": "Invoice %s", "invoiceReference": "%s"}
                    """.formatted(BankingDays.later(LocalDate.now(java.time.ZoneOffset.UTC), 3), reference, reference);
        }
    }
}
