package io.countersign.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person at the console, without script: follows links and redirects, fills in forms. */
final class Browser {

    static final String PASSWORD = "correct horse battery";

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final String home;
    private String token = "";

    private Browser(int port) {
        this.home = "http://localhost:" + port;
    }

    static Browser signedInAs(String person, int port) {
        Browser browser = new Browser(port);
        browser.get("/");
        browser.post("/signin", Map.of("username", person, "password", PASSWORD));
        return browser;
    }

    static Browser nobody(int port) {
        return new Browser(port);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : home + path))
                .header("Accept", "text/html"));
    }

    /** Sends a form as the page would, with the token of the last page. */
    HttpResponse<String> post(String path, Map<String, ?> fields) {
        String body = fields.entrySet().stream()
                .flatMap(field -> (field.getValue() instanceof List<?> many ? many : List.of(field.getValue()))
                        .stream().map(value -> encoded(field.getKey()) + "=" + encoded(value.toString())))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(home + path))
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body + "&_csrf=" + encoded(token))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            Matcher found = TOKEN.matcher(response.body());
            if (found.find()) {
                token = found.group(1);
            }
            return response;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** The value of a hidden field of a page. */
    static String hidden(HttpResponse<String> page, String name) {
        Matcher found =
                Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page.body());
        if (!found.find()) {
            throw new AssertionError("No field " + name + " on " + page.uri());
        }
        return found.group(1).replace("&amp;", "&");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
