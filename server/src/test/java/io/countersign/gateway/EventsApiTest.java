package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.instruction;
import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ApiTest
@Timeout(60)
class EventsApiTest {

    @Autowired
    private ApiTest.Api api;

    @Test
    void readsEveryEventOnceFromCursorToCursor() {
        String id = json(api.pay(instruction("EV-1"), "ev-1")).path("id").stringValue();
        List<String> seen = new ArrayList<>();
        String after = null;
        boolean more = true;
        while (more) {
            HttpResponse<String> page =
                    api.get("olga", "/v1/events?limit=5&subject=" + id + (after == null ? "" : "&after=" + after));
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            for (JsonNode event : json(page).path("items")) {
                assertThat(event.path("specversion").stringValue()).isEqualTo("1.0");
                assertThat(event.path("data").isObject()).isTrue();
                seen.add(event.path("type").stringValue());
            }
            more = json(page).path("more").booleanValue();
            after = json(page).path("next").stringValue();
        }
        assertThat(seen).containsExactly("io.countersign.payment.received.v1");
    }

    @Test
    void followsEventsAndGoesOnWhereItWasCutOff() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String lastId;
            try (BufferedReader lines = follow(http, null)) {
                assertThat(lines.readLine()).isEqualTo(": following");
                api.pay(instruction("EV-2"), "ev-2");
                lastId = next(lines, "id: ");
                assertThat(next(lines, "data: ")).contains("io.countersign.payment.received.v1");
            }
            String missed =
                    json(api.pay(instruction("EV-3"), "ev-3")).path("id").stringValue();
            try (BufferedReader lines = follow(http, lastId)) {
                assertThat(next(lines, "data: ")).contains(missed);
            }
        }
    }

    private BufferedReader follow(HttpClient http, @Nullable String lastId) throws IOException, InterruptedException {
        var request = api.request("olga", "/v1/events?type=payment.received").header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String next(BufferedReader lines, String field) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(field)) {
                return line.substring(field.length());
            }
        }
        throw new IllegalStateException("The stream ended");
    }
}
