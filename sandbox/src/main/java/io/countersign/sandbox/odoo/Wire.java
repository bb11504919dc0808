package io.countersign.sandbox.odoo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What goes over the wire: JSON-2 on 19, JSON-RPC on both, the version endpoints, and HTML where Odoo answers with HTML. */
final class Wire {

    private static final String NOT_FOUND = """
            <!doctype html>
            <html lang=en>
            <title>404 Not Found</title>
            <h1>Not Found</h1>
            <p>The requested URL was not found on the server.</p>
            """;

    private static final String NO_DATABASE = """
            <!DOCTYPE html>
            <title>404 Not Found</title>
            <h1>Not Found</h1>
            <p>No database is selected and the requested URL was not found in the server-wide controllers.</p>
            """;

    private static final String NOT_JSON = """
            <!doctype html>
            <html lang=en>
            <title>415 Unsupported Media Type</title>
            <h1>Unsupported Media Type</h1>
            <p>Please verify the Content-Type request header and try again.</p>
            """;

    private final OdooSimulator odoo;
    private final OdooVersion version;
    private final JsonMapper json;

    Wire(OdooSimulator odoo, OdooVersion version, JsonMapper json) {
        this.odoo = odoo;
        this.version = version;
        this.json = json;
    }

    /** What Odoo answers; empty if its answer gets lost. */
    Optional<Reply> answer(Request request) {
        String path = request.path();
        if (path.startsWith("/json/2/") && version == OdooVersion.V19) {
            return json2(request, path.substring("/json/2/".length()));
        } else if (path.equals("/jsonrpc")) {
            return jsonRpc(request);
        } else if (path.equals("/web/webclient/version_info")) {
            return answer(200, Map.of("jsonrpc", "2.0", "id", 1, "result", versionInfo()));
        } else if (List.of("/json/version", "/web/version").contains(path) && version == OdooVersion.V19) {
            return answer(200, Map.of("version_info", version.info(), "version", version.full()));
        }
        return html(404, NOT_FOUND);
    }

    private Map<String, Object> versionInfo() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("server_version", version.full());
        info.put("server_version_info", version.info());
        info.put("server_serie", version.series());
        info.put("protocol_version", 1);
        return info;
    }

    private Optional<Reply> json2(Request request, String path) {
        String type = request.header("Content-Type");
        if (!type.startsWith("application/json")) {
            return html(415, NOT_JSON);
        }
        String database = request.header("X-Odoo-Database");
        if (!database.isEmpty() && !database.equals(odoo.database())) {
            return html(404, NO_DATABASE);
        }
        int slash = path.indexOf('/');
        String model = slash < 0 ? path : path.substring(0, slash);
        String method = slash < 0 ? "" : path.substring(slash + 1);
        Fault fault = odoo.fault(model, method);
        Optional<Optional<Reply>> instead = instead(fault);
        if (instead.isPresent()) {
            return instead.get();
        }
        int status = 200;
        Object result;
        try {
            result = json2(request, model, method);
        } catch (OdooError e) {
            status = e.status();
            result = error(e);
        }
        odoo.did(model, method);
        return fault instanceof Fault.LostAnswer ? Optional.empty() : answer(status, result);
    }

    private @Nullable Object json2(Request request, String model, String method) {
        String auth = request.header("Authorization");
        if (!auth.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
            throw OdooError.unauthorized("User not authenticated, use an API Key with a Bearer Authorization header.");
        }
        Session session = odoo.byKey(auth.substring("bearer ".length()).strip());
        if (session == null) {
            throw OdooError.unauthorized("Invalid apikey");
        }
        if (method.isEmpty()) {
            throw OdooError.notFound("Did you mean POST /json/2/<model>/<method>?");
        }
        Map<String, Object> named;
        try {
            Object parsed = json.readValue(request.body(), Object.class);
            named = parsed instanceof Map<?, ?> ? Args.values(parsed) : Map.of();
        } catch (JacksonException e) {
            throw OdooError.badRequest("could not parse the body as json: " + e.getOriginalMessage());
        }
        return odoo.run(null, session, model, method, Signature.of(method).named(model, method, named));
    }

    private Optional<Reply> jsonRpc(Request request) {
        Map<String, Object> body = Args.values(json.readValue(request.body(), Map.class));
        Map<String, Object> params = Args.values(Objects.requireNonNull(body.get("params")));
        List<?> args = params.get("args") instanceof List<?> list ? list : List.of();
        boolean object = "object".equals(params.get("service"));
        String model = object ? String.valueOf(args.get(3)) : "common";
        String method = String.valueOf(object ? args.get(4) : params.get("method"));
        Fault fault = odoo.fault(model, method);
        Optional<Optional<Reply>> instead = instead(fault);
        if (instead.isPresent()) {
            return instead.get();
        }
        Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
        envelope.put("jsonrpc", "2.0");
        envelope.put("id", body.get("id"));
        try {
            Object result = object ? execute(args) : common(method, args);
            if (result != null) {
                envelope.put("result", result); // None leaves no result at all, although everything is committed
            }
        } catch (OdooError e) {
            envelope.put("error", rpcError(e));
        }
        odoo.did(model, method);
        return fault instanceof Fault.LostAnswer ? Optional.empty() : answer(200, envelope);
    }

    private @Nullable Object common(String method, List<?> args) {
        return switch (method) {
            case "version" -> versionInfo();
            case "authenticate", "login" -> {
                refuseOtherDatabase(String.valueOf(args.getFirst()));
                Session session = odoo.byKey(String.valueOf(args.get(2)));
                boolean right = session != null && session.login().equals(args.get(1));
                yield right ? Objects.requireNonNull(session).uid() : false;
            }
            default -> throw OdooError.attribute("Method not found: " + method);
        };
    }

    private @Nullable Object execute(List<?> args) {
        refuseOtherDatabase(String.valueOf(args.getFirst()));
        Session session = odoo.byKey(String.valueOf(args.get(2)));
        if (session == null || !(args.get(1) instanceof Number uid) || uid.intValue() != session.uid()) {
            throw OdooError.denied();
        }
        String model = String.valueOf(args.get(3));
        String method = String.valueOf(args.get(4));
        List<?> positional = args.size() > 5 && args.get(5) instanceof List<?> list ? list : List.of();
        Map<String, Object> keywords =
                args.size() > 6 && args.get(6) instanceof Map<?, ?> ? Args.values(args.get(6)) : Map.of();
        try {
            Args bound = Signature.of(method).positional(model, method, positional, keywords);
            return odoo.run(null, session, model, method, bound);
        } catch (OdooError e) {
            if (e.fromWerkzeug()) { // 18 does not speak of pages
                throw OdooError.user("Object " + model + " doesn't exist");
            }
            throw e;
        }
    }

    private void refuseOtherDatabase(String asked) {
        if (!asked.equals(odoo.database())) {
            throw OdooError.noDatabase(asked);
        }
    }

    private static Map<String, Object> error(OdooError e) {
        List<Object> arguments = new ArrayList<>(List.of(e.text()));
        if (e.fromWerkzeug()) {
            arguments.add(e.status());
        }
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("name", e.name());
        error.put("message", e.text());
        error.put("arguments", arguments);
        error.put("context", Map.of());
        error.put("debug", traceback(e));
        return error;
    }

    private static Map<String, Object> rpcError(OdooError e) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", e.name());
        data.put("debug", traceback(e));
        data.put("message", e.text());
        data.put("arguments", List.of(e.text()));
        data.put("context", Map.of());
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", 200);
        error.put("message", "Odoo Server Error");
        error.put("data", data);
        return error;
    }

    private static String traceback(OdooError e) {
        return "Traceback (most recent call last):\n  File \"/srv/odoo/http.py\", line 2273, in _serve_db\n"
                + "    return service_model.retrying(serve_func, env=self.env)\n" + e.name() + ": " + e.text() + "\n";
    }

    /** What the faults that come before the work answer instead of it. */
    private static Optional<Optional<Reply>> instead(Fault fault) {
        return switch (fault) {
            case Fault.None none -> Optional.empty();
            case Fault.LostAnswer lost -> Optional.empty();
            case Fault.LostRequest lost -> Optional.of(Optional.empty());
            case Fault.ServerError error ->
                Optional.of(html(
                        error.status(),
                        "<html><head><title>" + error.status()
                                + "</title></head><body><center><h1>nginx</h1></center></body></html>"));
            case Fault.Slow slow -> {
                try {
                    Thread.sleep(slow.by());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    yield Optional.of(Optional.empty());
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<Reply> answer(int status, @Nullable Object body) {
        return Optional.of(new Reply(status, "application/json; charset=utf-8", json.writeValueAsString(body)));
    }

    private static Optional<Reply> html(int status, String page) {
        return Optional.of(new Reply(status, "text/html; charset=utf-8", page));
    }
}
