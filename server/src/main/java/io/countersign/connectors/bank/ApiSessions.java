package io.countersign.connectors.bank;

import io.countersign.connectors.BankConnections.Connection;
import io.countersign.connectors.BankConnections.Https;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps a client and a token for each bank API. A token is asked for anew shortly before it ends. */
@Component
class ApiSessions {

    private static final Duration BEFORE_ITS_END = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final Clock clock;
    private final JsonMapper json;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    ApiSessions(Clock clock, JsonMapper json) {
        this.clock = clock;
        this.json = json;
    }

    private record Token(String value, Instant until) {}

    /** A client with a token that is good now. */
    record Session(HttpClient client, Https api, String token, Duration patience) {

        /** A request to a path of the API, with what every request carries. */
        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(api.baseUrl() + path))
                    .timeout(patience)
                    .header("Authorization", "Bearer " + token);
        }
    }

    /** @throws IOException if the certificate cannot be used or the bank gives no token; nothing was said yet */
    Session open(Connection connection) throws IOException, InterruptedException {
        HttpClient client = client(connection);
        return new Session(client, connection.api(), token(connection, client), connection.readTimeout());
    }

    /** The token was refused: the next call asks for another. */
    void forget(Connection connection) {
        tokens.remove(connection.name());
    }

    private HttpClient client(Connection connection) throws IOException {
        HttpClient known = clients.get(connection.name());
        if (known != null) {
            return known;
        }
        try {
            HttpClient made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(connection.connectTimeout())
                    .sslContext(ClientCertificate.context(connection.api()))
                    .build();
            clients.put(connection.name(), made);
            return made;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("Our certificate cannot be used: " + Channel.message(unusable), unusable);
        }
    }

    private String token(Connection connection, HttpClient client) throws IOException, InterruptedException {
        Token known = tokens.get(connection.name());
        if (known != null && clock.instant().isBefore(known.until())) {
            return known.value();
        }
        Https api = connection.api();
        String form = "grant_type=client_credentials" + (api.scope() == null ? "" : "&scope=" + encoded(api.scope()));
        String credentials = encoded(api.clientId()) + ":" + encoded(api.clientSecret());
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(api.tokenUrl())
                        .timeout(connection.readTimeout())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IOException("The bank gives no token: HTTP " + answer.statusCode());
        }
        Token fresh = read(answer.body());
        tokens.put(connection.name(), fresh);
        return fresh.value();
    }

    private Token read(String body) throws IOException {
        try {
            JsonNode answer = json.readTree(body);
            String value = answer.path("access_token").asString("");
            if (value.isEmpty()) {
                throw new IOException("The bank's answer holds no token");
            }
            Duration lasts = Duration.ofSeconds(answer.path("expires_in").asLong(60));
            return new Token(value, clock.instant().plus(lasts).minus(BEFORE_ITS_END));
        } catch (JacksonException notJson) {
            throw new IOException("The bank's answer to a request for a token is not JSON", notJson);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
