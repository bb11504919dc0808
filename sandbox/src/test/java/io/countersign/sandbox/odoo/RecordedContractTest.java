package io.countersign.sandbox.odoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the simulator what real servers were asked, and compares the shape of the answers: the same fields of the same
 * types for reads, the same status and error class for refusals.
 */
class RecordedContractTest {

    private static final Path RECORDS = Path.of("../../shared/data/odoo-records");
    private static final JsonMapper JSON = new JsonMapper();

    /** Fields only Odoo's own pages use; the simulator does not have them. */
    private static final List<String> LEFT_OUT = List.of(
            "invoice_payment_term_id",
            "preferred_payment_method_line_id",
            "invoice_payments_widget",
            "invoice_outstanding_credits_debits_widget",
            "message_main_attachment_id",
            "restrict_mode_hash_table",
            "secure_sequence_number",
            "payment_term_details",
            "made_sequence_gap",
            "is_manually_modified",
            "reconciled_payment_ids",
            "review_state",
            "property_supplier_payment_term_id",
            "property_outbound_payment_method_line_id",
            "user_fiscalyear_lock_date",
            "webhook_url",
            "payment_method_id");

    @Test
    void readsAnswerWithTheRecordedFieldsAndTypes() throws Exception {
        List<JsonNode> records = recorded("odoo19-");
        int compared = 0;
        try (World world = World.open(OdooVersion.V19)) {
            world.register(List.of(world.bill("INV-1", "30")), Map.of("communication", "PH-0001"));
            List<String> differences = new ArrayList<>();
            for (JsonNode record : records) {
                String path = record.path("transport").asString("").replace("POST ", "");
                JsonNode first = record.path("response").path(0);
                if (path.matches("/json/2/(account|res)\\.[a-z.]+/(read|search_read)") && first.isObject()) {
                    compared += compare(world, path, record, first, differences);
                }
            }
            assertThat(differences).isEmpty();
        }
        assertThat(compared).isGreaterThan(100);
    }

    private static int compare(World world, String path, JsonNode record, JsonNode first, List<String> differences)
            throws Exception {
        String model = path.split("/", -1)[3];
        if (new Schema().find(model) == null) {
            return 0;
        }
        List<String> fields = record.path("request")
                .path("fields")
                .valueStream()
                .map(JsonNode::asString)
                .filter(field -> !LEFT_OUT.contains(field))
                .toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("fields", fields);
        body.put("domain", List.of());
        body.put("limit", 1);
        HttpResponse<String> answer =
                post(world, "/json/2/" + model + "/search_read", JSON.writeValueAsString(body), World.KEY);
        JsonNode ours = JSON.readTree(answer.body()).path(0);
        for (String field : fields) {
            String theirs = shape(first.path(field));
            String mine = shape(ours.path(field));
            if (!theirs.equals(mine) && !theirs.equals("boolean") && !mine.equals("boolean") && !ours.isMissingNode()) {
                differences.add(model + "." + field + ": recorded " + theirs + ", simulated " + mine);
            }
            if (ours.isObject() && !ours.has(field)) {
                differences.add(model + "." + field + " is missing");
            }
        }
        return 1;
    }

    /** Empty is false for every type, so false fits anything. */
    private static String shape(JsonNode value) {
        if (value.isArray()) {
            return value.size() == 2 && value.path(1).isString() ? "many2one" : "list";
        }
        return value.isNumber()
                ? (value.isIntegralNumber() ? "int" : "float")
                : value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }

    @Test
    void refusalsHaveTheRecordedStatusAndClass() throws Exception {
        Map<String, JsonNode> errors = new LinkedHashMap<>();
        recorded("odoo19-08").forEach(record -> errors.put(record.path("label").asString(""), record));
        try (World world = World.open(OdooVersion.V19)) {
            int bill = world.bill("INV-1", "30");
            String key = World.KEY;
            List<List<String>> cases = List.of(
                    List.of("wrong key", "/json/2/account.move/search_count", "{\"domain\":[]}", "wrong"),
                    List.of("unknown model", "/json/2/no.model/search", "{\"domain\":[]}", key),
                    List.of("unknown method", "/json/2/account.move/nope", "{\"ids\":[1]}", key),
                    List.of("private method", "/json/2/account.move/_post", "{\"ids\":[1]}", key),
                    List.of("path incomplete", "/json/2/account.move", "{}", key),
                    List.of(
                            "unknown kwarg",
                            "/json/2/account.move/search_read",
                            "{\"domain\":[],\"fieldz\":[\"name\"]}",
                            key),
                    List.of("missing required kwarg", "/json/2/account.move/write", "{\"ids\":[1]}", key),
                    List.of(
                            "invalid field",
                            "/json/2/account.move/search_read",
                            "{\"domain\":[],\"fields\":[\"nofield\"],\"limit\":1}",
                            key),
                    List.of(
                            "invalid field in domain",
                            "/json/2/account.move/search_read",
                            "{\"domain\":[[\"nofield\",\"=\",1]],\"fields\":[\"name\"]}",
                            key),
                    List.of(
                            "bad domain operator",
                            "/json/2/account.move/search_read",
                            "{\"domain\":[[\"name\",\"LIKEZ\",1]],\"fields\":[\"name\"]}",
                            key),
                    List.of(
                            "missing record read",
                            "/json/2/account.move/read",
                            "{\"ids\":[99999999],\"fields\":[\"name\"]}",
                            key),
                    List.of(
                            "missing record write",
                            "/json/2/account.move/write",
                            "{\"ids\":[99999999],\"vals\":{\"ref\":\"x\"}}",
                            key),
                    List.of(
                            "missing record method",
                            "/json/2/account.payment/action_post",
                            "{\"ids\":[99999999]}",
                            key),
                    List.of("user error", "/json/2/account.move/action_post", "{\"ids\":[" + bill + "]}", key),
                    List.of(
                            "validation error",
                            "/json/2/account.payment/create",
                            "{\"vals_list\":[{\"amount\":-1,\"payment_type\":\"outbound\"}]}",
                            key),
                    List.of("ids on api.model", "/json/2/account.move/search", "{\"ids\":[1],\"domain\":[]}", key),
                    List.of("empty ids write", "/json/2/account.move/write", "{\"vals\":{\"ref\":\"x\"}}", key),
                    List.of("bad json", "/json/2/account.move/search", "{bad", key),
                    List.of("json array", "/json/2/account.move/search", "[1]", key),
                    List.of(
                            "string date bad",
                            "/json/2/account.move/write",
                            "{\"ids\":[" + bill + "],\"vals\":{\"invoice_date\":\"31/12/2026\"}}",
                            key),
                    List.of(
                            "allowed_company_ids not mine",
                            "/json/2/account.move/search_count",
                            "{\"domain\":[],\"context\":{\"allowed_company_ids\":[99]}}",
                            key));
            for (List<String> one : cases) {
                JsonNode recorded = Objects.requireNonNull(errors.get(one.getFirst()), one.getFirst());
                HttpResponse<String> answer = post(world, one.get(1), one.get(2), one.get(3));
                assertThat(answer.statusCode())
                        .as(one.getFirst())
                        .isEqualTo(recorded.path("status").asInt());
                JsonNode body = JSON.readTree(answer.body());
                assertThat(body.path("name").asString(""))
                        .as(one.getFirst())
                        .isEqualTo(recorded.path("response").path("name").asString(""));
                assertThat(body.propertyNames())
                        .as(one.getFirst())
                        .containsExactlyElementsOf(recorded.path("response").propertyNames());
            }
        }
    }

    @Test
    void eighteenLeavesOutTheResultOfWhatReturnsNothing() throws Exception {
        JsonNode recorded = recorded("odoo18-09").stream()
                .filter(record -> record.path("label").asString("").equals("/jsonrpc None result"))
                .findFirst()
                .orElseThrow();
        try (World world = World.open(OdooVersion.V18)) {
            int payment = world.register(List.of(world.bill("INV-1", "30")), Map.of());
            int uid = world.odoo().session(World.HUB).uid();
            String body =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"params\":{\"service\":\"object\",\"method\":\"execute_kw\",\"args\":[\"aldermoor\","
                            + uid + ",\"" + World.KEY + "\",\"account.payment\",\"mark_as_sent\",[[" + payment
                            + "]],{}]}}";
            HttpResponse<String> answer = post(world, "/jsonrpc", body, World.KEY);
            assertThat(JSON.readTree(answer.body())).isEqualTo(recorded.path("response"));
            assertThat(world.field("account.payment", payment, "is_sent")).isEqualTo(true);
        }
    }

    private static HttpResponse<String> post(World world, String path, String body, String key) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create(world.odoo().url() + path);
            return http.send(
                    HttpRequest.newBuilder(uri)
                            .header("Authorization", "bearer " + key)
                            .header("Content-Type", "application/json; charset=utf-8")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<JsonNode> recorded(String prefix) throws IOException {
        boolean there = Files.isDirectory(RECORDS);
        if (!there) {
            System.out.println("SKIPPED: the recordings of real Odoo servers are not at " + RECORDS.toAbsolutePath());
        }
        assumeTrue(there, "recordings are absent");
        List<JsonNode> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(RECORDS)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    records.add(JSON.readTree(line));
                }
            }
        }
        return records;
    }
}
