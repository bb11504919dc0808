package io.countersign.governance.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person or a program at the running product, over real HTTP: a browser without a window. */
public final class Visitor {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern ID_TOKEN = Pattern.compile("\"id_token\"\\s*:\\s*\"([^\"]+)\"");
    private static final String VERIFIER = "a-verifier-of-at-least-43-characters-0123456789";
    private static final String CALLBACK = "http://127.0.0.1:5555/callback";

    private final String base;
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public Visitor(int port) {
        this.base = "http://localhost:" + port;
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path)).header("Accept", "text/html");
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Follows redirects on our own host as a browser does. */
    public HttpResponse<String> follow(String path) {
        HttpResponse<String> response = get(path);
        for (int hops = 0; hops < 10 && response.statusCode() == 302; hops++) {
            String next = location(response);
            if (!at(next).getAuthority().equals(URI.create(base).getAuthority())) {
                return response;
            }
            response = get(next);
        }
        return response;
    }

    public HttpResponse<String> post(String path, Map<String, String> form) {
        return send(HttpRequest.newBuilder(at(path))
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(form))));
    }

    /** Types name and password into the sign-in page. */
    public HttpResponse<String> signIn(String name, String password) {
        Matcher csrf = CSRF.matcher(get("/signin").body());
        if (!csrf.find()) {
            throw new IllegalStateException("The sign-in page carries no CSRF token");
        }
        return post("/signin", Map.of("username", name, "password", password, "_csrf", csrf.group(1)));
    }

    /** An access token of a person, by the code flow of the command line. */
    public String tokenOf(String name, String password) {
        return token(TOKEN, tokensOf(name, password));
    }

    /** What the console gets to know who signed in; not for the API. */
    public String idTokenOf(String name, String password) {
        return token(ID_TOKEN, tokensOf(name, password));
    }

    private HttpResponse<String> tokensOf(String name, String password) {
        String challenge = base64(sha256(VERIFIER));
        String authorize = "/oauth2/authorize?response_type=code&client_id=countersign-cli&scope=openid&state=s"
                + "&code_challenge_method=S256&code_challenge=" + challenge
                + "&redirect_uri=" + URLEncoder.encode(CALLBACK, StandardCharsets.UTF_8);
        get(authorize);
        String back = location(signIn(name, password));
        String callback = location(follow(back));
        String code = query(callback).get("code");
        if (code == null) {
            throw new IllegalStateException("No code came back: " + callback);
        }
        return post(
                "/oauth2/token",
                Map.of(
                        "grant_type", "authorization_code",
                        "client_id", "countersign-cli",
                        "code", code,
                        "redirect_uri", CALLBACK,
                        "code_verifier", VERIFIER));
    }

    /** An access token of a service account. */
    public String tokenOfProgram(String id, String secret) {
        return token(TOKEN, programToken(id, secret));
    }

    public HttpResponse<String> programToken(String id, String secret) {
        String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(at("/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials")));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    public URI at(String path) {
        return URI.create(path.startsWith("http") ? path : base + path);
    }

    public static String location(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IllegalStateException(response.statusCode() + " without a Location"));
    }

    private static String token(Pattern wanted, HttpResponse<String> response) {
        Matcher token = wanted.matcher(response.body());
        if (!token.find()) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return token.group(1);
    }

    private static Map<String, String> query(String url) {
        return Pattern.compile("&")
                .splitAsStream(URI.create(url).getRawQuery())
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
