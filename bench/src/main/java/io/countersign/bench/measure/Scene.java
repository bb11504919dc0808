package io.countersign.bench.measure;

import io.countersign.bench.ServerProcess;
import io.countersign.sandbox.demo.Hub;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The company of the benchmark, its people at the API, and its instructions. */
final class Scene {

    static final String ENTITY = "BENCH";
    static final String ACCOUNT = "DE89370400440532013000";
    static final String BANK = "bench-bank";

    private static final String COMPANY = """
            with entity as (
                insert into payments.legal_entity (code, name, country, currency, zone)
                values ('BENCH', 'Bench AG', 'DE', 'EUR', 'Europe/Berlin')),
            account as (
                insert into payments.own_account (id, legal_entity, number, bic, currency, name, connection)
                values (gen_random_uuid(), 'BENCH', 'DE89370400440532013000', 'COBADEFFXXX', 'EUR', 'Main', 'bench-bank')),
            party as (
                insert into payments.party (id, kind, name, country)
                values ('00000000-0000-7000-8000-000000000001', 'SUPPLIER', 'Brennhof Logistik GmbH', 'DE'))
            insert into payments.party_account (id, party_id, number, currency, trusted)
            values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001',
                    'DE75512108001245126199', 'EUR', true)
            """;

    private final ServerProcess server;
    private final JsonMapper json = new JsonMapper();
    private final Map<String, Hub> people = new ConcurrentHashMap<>();

    Scene(ServerProcess server) {
        this.server = server;
    }

    static void found(JdbcClient owner) {
        owner.sql(COMPANY).update();
    }

    URI url() {
        return server.url();
    }

    /** The access token of a program, by client credentials. */
    String programToken(String program) throws IOException {
        String basic = Base64.getEncoder()
                .encodeToString((program + ":" + ServerProcess.SECRET).getBytes(StandardCharsets.UTF_8));
        try (HttpLine line = new HttpLine(url())) {
            HttpLine.Answer answer = line.send(
                    "POST",
                    "/oauth2/token",
                    "Authorization: Basic " + basic + "\r\nContent-Type: application/x-www-form-urlencoded\r\n",
                    "grant_type=client_credentials".getBytes(StandardCharsets.US_ASCII));
            return read(answer).path("access_token").asString();
        }
    }

    /** Before the clock runs: a password check is slow on purpose. */
    void signIn(String... names) throws IOException {
        for (String name : names) {
            get(name, "/v1/payments?limit=1");
        }
    }

    /** A person does something at the API. */
    JsonNode as(String person, String method, String path, String headers, byte[] body) throws IOException {
        Hub hub = people.computeIfAbsent(person, name -> new Hub(url(), name, ServerProcess.PASSWORD));
        try (HttpLine line = new HttpLine(url())) {
            return read(line.send(method, path, headers + "Authorization: Bearer " + hub.token() + "\r\n", body));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        }
    }

    JsonNode post(String person, String path, String body) throws IOException {
        return as(person, "POST", path, "Content-Type: application/json\r\n", body.getBytes(StandardCharsets.UTF_8));
    }

    JsonNode get(String person, String path) throws IOException {
        return as(person, "GET", path, "", new byte[0]);
    }

    private JsonNode read(HttpLine.Answer answer) throws IOException {
        if (answer.status() >= 300) {
            throw new IOException("The API answers " + answer.status() + ": " + answer.body());
        }
        return json.readTree(answer.body());
    }

    /** One supplier bill; every number is another document. */
    static String instruction(long number) {
        return """
                {"legalEntity":"BENCH","kind":"SUPPLIER","amount":"%d.%02d","currency":"EUR","requestedOn":"%s",\
                "creditorName":"Brennhof Logistik GmbH","creditorNumber":"DE75512108001245126199","creditorCountry":"DE",\
                "remittance":"Invoice %d of last month","invoiceReference":"INV-%d"}""".formatted(100 + number % 900, number % 100, today(), number, number);
    }

    /** One salary, to an account of its own. */
    static String salary(long number) {
        return """
                {"legalEntity":"BENCH","kind":"PAYROLL","amount":"%d.%02d","currency":"EUR","requestedOn":"%s",\
                "creditorName":"Employee %06d","creditorNumber":"%s","creditorCountry":"DE",\
                "remittance":"Salary %s, employee %06d","purpose":"SALA","invoiceReference":"SAL-%d"}
                """.formatted(
                        2000 + number % 3000, number % 100, today(), number, iban(number), today(), number, number);
    }

    /** A German account number with right check digits. */
    static String iban(long number) {
        String bban = "51210800" + String.format(Locale.ROOT, "%010d", number);
        int remainder = 0;
        for (char digit : (bban + "131400").toCharArray()) {
            remainder = (remainder * 10 + (digit - '0')) % 97;
        }
        return String.format(Locale.ROOT, "DE%02d%s", 98 - remainder, bban);
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC).plusDays(1);
    }
}
