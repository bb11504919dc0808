package io.countersign.bench;

import io.countersign.sandbox.demo.Hub;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API of a running server, as its people and programs use it. */
public final class Api {

    /** The server would not do it. */
    public static final class Refused extends IOException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        Refused(HttpLine.Answer answer) {
            super("The API answers " + answer.status() + ": " + answer.body());
        }
    }

    private final URI url;
    private final JsonMapper json = new JsonMapper();
    private final Map<String, Hub> people = new ConcurrentHashMap<>();

    public Api(URI url) {
        this.url = url;
    }

    public URI url() {
        return url;
    }

    /** The access token of a program, by client credentials. */
    public String programToken(String program) throws IOException {
        String basic = Base64.getEncoder()
                .encodeToString((program + ":" + ServerProcess.SECRET).getBytes(StandardCharsets.UTF_8));
        try (HttpLine line = new HttpLine(url)) {
            return read(line.send(
                            "POST",
                            "/oauth2/token",
                            "Authorization: Basic " + basic + "\r\nContent-Type: application/x-www-form-urlencoded\r\n",
                            "grant_type=client_credentials".getBytes(StandardCharsets.US_ASCII)))
                    .path("access_token")
                    .asString();
        }
    }

    /** Before a clock runs: a password check is slow on purpose. */
    public void signIn(String... names) throws IOException {
        for (String name : names) {
            get(name, "/v1/payments?limit=1");
        }
    }

    /** A person does something; {@code headers} are complete lines, each with its line end. */
    public JsonNode as(String person, String method, String path, String headers, byte[] body) throws IOException {
        Hub hub = people.computeIfAbsent(person, name -> new Hub(url, name, ServerProcess.PASSWORD));
        try (HttpLine line = new HttpLine(url)) {
            return read(line.send(method, path, headers + "Authorization: Bearer " + hub.token() + "\r\n", body));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        }
    }

    /** A person hands in a file of a bank. */
    public JsonNode handIn(String person, String connection, Path file) throws IOException {
        Hub hub = people.computeIfAbsent(person, name -> new Hub(url, name, ServerProcess.PASSWORD));
        String path = "/v1/bank-files?connection=%s&name=%s".formatted(connection, file.getFileName());
        try (HttpLine line = new HttpLine(url)) {
            String headers = "Content-Type: application/octet-stream\r\nAuthorization: Bearer " + hub.token() + "\r\n";
            return read(line.send("POST", path, headers, file));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        }
    }

    public JsonNode post(String person, String path, String body) throws IOException {
        return as(person, "POST", path, "Content-Type: application/json\r\n", body.getBytes(StandardCharsets.UTF_8));
    }

    public JsonNode get(String person, String path) throws IOException {
        return as(person, "GET", path, "", new byte[0]);
    }

    /** Signs what the API shows to this person; {@code at} is the path of a payment or a run. */
    public void sign(String person, String at, String act) throws IOException {
        String step = act.toUpperCase(java.util.Locale.ROOT);
        String hash = get(person, at + "/to-sign?step=" + step).path("hash").asString();
        post(person, at + "/" + act, "{\"hash\":\"%s\"}".formatted(hash));
    }

    public JsonNode read(HttpLine.Answer answer) throws Refused {
        if (answer.status() >= 300) {
            throw new Refused(answer);
        }
        return json.readTree(answer.body());
    }
}
