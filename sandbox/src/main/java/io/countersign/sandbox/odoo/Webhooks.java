package io.countersign.sandbox.odoo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Automation rules that call a URL: without signature, without retry, with one second of patience that the Odoo user waits
 * out. 18 sends before the commit, even of what is rolled back, and twice for what was created; 19 sends after the commit.
 */
final class Webhooks implements AutoCloseable {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private record Rule(String model, URI url) {}

    private final OdooVersion version;
    private final JsonMapper json;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private volatile @Nullable HttpClient http;

    Webhooks(OdooVersion version, JsonMapper json) {
        this.version = version;
        this.json = json;
    }

    void add(String model, URI url) {
        if (http == null) {
            http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        }
        rules.add(new Rule(model, url));
    }

    void changed(List<Store.Change> changes, boolean committed) {
        if (rules.isEmpty() || committed != (version == OdooVersion.V19)) {
            return;
        }
        Map<String, Store.Change> last = new LinkedHashMap<>();
        changes.forEach(change -> last.put(change.model() + "," + change.id(), change));
        for (Store.Change change : last.values()) {
            Row row = change.after();
            if (row != null && relevant(row)) {
                int times = version == OdooVersion.V18 && change.before() == null ? 2 : 1;
                rules.stream()
                        .filter(rule -> rule.model().equals(change.model()))
                        .forEach(rule -> send(rule, row, times));
            }
        }
    }

    private static boolean relevant(Row row) {
        return !row.model().equals("account.move") || row.text("move_type").startsWith("in_");
    }

    private void send(Rule rule, Row row, int times) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("_action", "Send Webhook Notification(#321)");
        body.put("_id", row.id());
        body.put("_model", row.model());
        body.put("id", row.id());
        for (String field : List.of("name", "payment_state", "state")) {
            if (row.get(field) != null) {
                body.put(field, Objects.requireNonNull(row.get(field)));
            }
        }
        body.put("write_date", MICROS.format(row.time("write_date")));
        HttpRequest request = HttpRequest.newBuilder(rule.url())
                .timeout(Duration.ofSeconds(1))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
        for (int i = 0; i < times; i++) {
            try {
                Objects.requireNonNull(http).send(request, HttpResponse.BodyHandlers.discarding());
            } catch (IOException e) {
                return; // Odoo logs it and goes on; it never tries again
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        if (http != null) {
            http.close();
        }
    }
}
