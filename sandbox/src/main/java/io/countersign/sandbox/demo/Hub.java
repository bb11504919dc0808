package io.countersign.sandbox.demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One person at the hub's API: signed in by the OIDC code flow with PKCE, as a command line would. */
public final class Hub implements AutoCloseable {

    private static final String CLIENT = "countersign-cli";
    private static final String CALLBACK = "http://127.0.0.1:49152/callback";
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Duration SPARE = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final URI base;
    private final String person;
    private final String password;
    private final JsonMapper json = new JsonMapper();
    private final SecureRandom random = new SecureRandom();
    private HttpClient http = client();
    private @Nullable String token;
    private Instant expires = Instant.MIN;

    public Hub(URI base, String person, String password) {
        this.base = base;
        this.person = person;
        this.password = password;
    }

    /** What the hub would not do. */
    static final class Refused extends IOException {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return call(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return call(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))));
    }

    /** One instruction a line, as NDJSON. */
    JsonNode upload(String path, String lines) throws IOException, InterruptedException {
        return call(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(lines)));
    }

    /** A valid access token of this person, for programs that speak to the API by themselves. */
    public String token() throws IOException, InterruptedException {
        signIn();
        return java.util.Objects.requireNonNull(token);
    }

    private JsonNode call(HttpRequest.Builder request) throws IOException, InterruptedException {
        signIn();
        HttpResponse<String> answer = http.send(
                request.timeout(LONGEST)
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new Refused(person + " is answered " + answer.statusCode() + " by "
                    + answer.uri().getPath() + ": " + answer.body());
        }
        return json.readTree(answer.body().isEmpty() ? "null" : answer.body());
    }

    private void signIn() throws IOException, InterruptedException {
        if (token != null && Instant.now().isBefore(expires.minus(SPARE))) {
            return;
        }
        http.close();
        http = client();
        String verifier = secret();
        URI authorize = base.resolve("/oauth2/authorize?"
                + form(Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        CLIENT,
                        "redirect_uri",
                        CALLBACK,
                        "scope",
                        "openid profile",
                        "state",
                        secret(),
                        "code_challenge",
                        challenge(verifier),
                        "code_challenge_method",
                        "S256")));
        HttpResponse<String> page = follow(authorize);
        Matcher csrf = CSRF.matcher(page.body());
        if (!csrf.find()) {
            throw new Refused("No sign-in form at " + page.uri());
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("username", person);
        fields.put("password", password);
        fields.put("_csrf", csrf.group(1));
        HttpResponse<String> signedIn = send(HttpRequest.newBuilder(base.resolve("/signin"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(fields))));
        exchange(code(location(signedIn)), verifier);
    }

    /** Follows to the callback; answers the code it is given. */
    private String code(URI next) throws IOException, InterruptedException {
        URI at = next;
        for (int i = 0; i < 5; i++) {
            if (at.toString().startsWith(CALLBACK)) {
                Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(at.toString());
                if (code.find()) {
                    return URLDecoder.decode(code.group(1), StandardCharsets.UTF_8);
                }
                throw new Refused("The hub gives " + person + " no code");
            }
            at = location(send(HttpRequest.newBuilder(here(at)).GET()));
        }
        throw new Refused(person + " is sent in circles at the sign-in");
    }

    private void exchange(String code, String verifier) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(base.resolve("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        CLIENT,
                        "code",
                        code,
                        "code_verifier",
                        verifier,
                        "redirect_uri",
                        CALLBACK)))));
        JsonNode tokens = json.readTree(answer.body());
        if (!tokens.path("access_token").isString()) {
            throw new Refused("No token for " + person);
        }
        token = tokens.path("access_token").asString();
        expires = Instant.now().plusSeconds(tokens.path("expires_in").asInt(60));
    }

    private HttpResponse<String> follow(URI start) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(start).header("Accept", "text/html").GET());
        for (int i = 0; i < 5 && answer.statusCode() / 100 == 3; i++) {
            answer = send(HttpRequest.newBuilder(here(location(answer)))
                    .header("Accept", "text/html")
                    .GET());
        }
        return answer;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI location(HttpResponse<String> answer) throws Refused {
        String location = answer.headers().firstValue("Location").orElse(null);
        if (location == null) {
            throw new Refused("The sign-in of " + person + " ends with " + answer.statusCode());
        }
        return answer.uri().resolve(location);
    }

    /** The hub may call itself localhost; the cookies are those of the address we came by. */
    private URI here(URI location) {
        String query = location.getRawQuery() == null ? "" : "?" + location.getRawQuery();
        return base.resolve(location.getRawPath() + query);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
