package io.countersign.connectors.odoo;

import io.countersign.connectors.Dependencies;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to one Odoo over HTTP, in the dialect the server understands, behind a circuit breaker. */
final class OdooClient implements Odoo {

    /** How the dependency is called on the map. */
    static final String NAME = "odoo";

    private static final Logger LOG = LoggerFactory.getLogger(OdooClient.class);
    private static final int FIRST_WITH_JSON2 = 19;

    private final OdooSettings settings;
    private final Dependencies dependencies;
    private final HttpClient http;
    private final JsonMapper json;
    private volatile @Nullable Dialect dialect;

    OdooClient(OdooSettings settings, Dependencies dependencies, HttpClient http) {
        this.settings = settings;
        this.dependencies = dependencies;
        this.http = http;
        this.json = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }

    static URI at(URI base, String path) {
        String root = base.toString();
        return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
    }

    @Override
    public Outcome call(Call call) {
        if (!dependencies.mayTry(NAME)) {
            return new Outcome.Failed("Odoo did not answer lately; waiting before it is asked again", false);
        }
        Outcome outcome = tried(call);
        switch (outcome) {
            case Outcome.Answered answered -> dependencies.answered(NAME);
            case Outcome.Refused refused -> dependencies.answered(NAME);
            case Outcome.Failed failed -> {
                LOG.warn("{}: {}", call, failed.message());
                dependencies.failed(NAME, failed.message());
            }
        }
        return outcome;
    }

    private Outcome tried(Call call) {
        Dialect known = dialect;
        if (known == null) {
            switch (probe()) {
                case Probed.Speaks speaks -> {
                    known = speaks.dialect();
                    dialect = known;
                }
                case Probed.Silent silent -> {
                    return silent.why();
                }
            }
        }
        Sent sent = send(known.request(call));
        Outcome outcome = switch (sent) {
            case Sent.Response response -> known.outcome(response.response());
            case Sent.Nothing nothing -> nothing.why();
        };
        return outcome instanceof Outcome.Failed failed && call.reads()
                ? new Outcome.Failed(failed.message(), false)
                : outcome;
    }

    /** What a probe found. */
    private sealed interface Probed {
        record Speaks(Dialect dialect) implements Probed {}

        record Silent(Outcome.Failed why) implements Probed {}
    }

    private sealed interface Sent {
        record Response(HttpResponse<byte[]> response) implements Sent {}

        record Nothing(Outcome.Failed why) implements Sent {}
    }

    private Sent send(HttpRequest.Builder request) {
        try {
            HttpRequest ready = request.timeout(settings.timeout()).build();
            return new Sent.Response(http.send(ready, HttpResponse.BodyHandlers.ofByteArray()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Sent.Nothing(new Outcome.Failed("Odoo cannot be reached: " + e.getMessage(), false));
        } catch (IOException e) {
            return new Sent.Nothing(new Outcome.Failed("Odoo's answer did not arrive: " + e.getMessage(), true));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Sent.Nothing(new Outcome.Failed("We are stopping", true));
        }
    }

    /** Chooses by configuration or by the version the server tells. */
    private Probed probe() {
        if (settings.dialect().equals("json2")) {
            return new Probed.Speaks(new Dialect.Json2(settings, json));
        }
        if (settings.dialect().equals("jsonrpc")) {
            return logIn();
        }
        Sent told =
                send(HttpRequest.newBuilder(at(settings.url(), "/json/version")).GET());
        if (told instanceof Sent.Nothing nothing) {
            return new Probed.Silent(nothing.why());
        }
        if (told instanceof Sent.Response response && major(response.response()) >= FIRST_WITH_JSON2) {
            return new Probed.Speaks(new Dialect.Json2(settings, json));
        }
        return logIn();
    }

    private int major(HttpResponse<byte[]> response) {
        JsonNode body = response.statusCode() == 200 ? Dialect.json(json, response) : null;
        return body == null ? 0 : body.path("version_info").path(0).asInt(0);
    }

    /** JSON-RPC wants the number of the user. */
    private Probed logIn() {
        String user = settings.user();
        if (user == null) {
            return new Probed.Silent(new Outcome.Failed(
                    "This Odoo speaks JSON-RPC, which needs COUNTERSIGN_ODOO_USER beside the key", false));
        }
        List<Object> args = List.of(settings.db(), user, settings.key(), java.util.Map.of());
        Sent sent = send(Dialect.JsonRpc.envelope(settings, json, "common", "authenticate", args));
        return switch (sent) {
            case Sent.Nothing nothing -> new Probed.Silent(nothing.why());
            case Sent.Response response ->
                loggedIn(new Dialect.JsonRpc(settings, json, 0).outcome(response.response()));
        };
    }

    private Probed loggedIn(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered ->
                answered.value().isNumber()
                        ? new Probed.Speaks(new Dialect.JsonRpc(
                                settings, json, answered.value().asInt()))
                        : new Probed.Silent(new Outcome.Failed("Odoo refuses the login or the API key", false));
            case Outcome.Refused refused -> new Probed.Silent(new Outcome.Failed(refused.message(), false));
            case Outcome.Failed failed -> new Probed.Silent(failed);
        };
    }
}
