package io.countersign.connectors.odoo;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How calls and answers look on the wire. */
interface Dialect {

    HttpRequest.Builder request(Call call);

    Outcome outcome(HttpResponse<byte[]> response);

    /** Names an error by its class in Odoo. The traceback that comes with it goes nowhere. */
    static Outcome named(String name, String message) {
        String short_ = name.substring(name.lastIndexOf('.') + 1);
        return switch (short_) {
            case "AccessError" -> new Outcome.Refused(Outcome.Reason.ACCESS, message);
            case "UserError", "ValidationError", "RedirectWarning" -> new Outcome.Refused(Outcome.Reason.RULE, message);
            case "MissingError" -> new Outcome.Refused(Outcome.Reason.MISSING, message);
            case "AccessDenied", "Unauthorized" -> new Outcome.Failed("Odoo refuses the API key: " + message, false);
            // Whatever else raised inside Odoo rolled its transaction back.
            default -> new Outcome.Failed("Odoo answers " + short_ + ": " + message, false);
        };
    }

    /** An answer that is no JSON comes from something in front of Odoo, which may have gone on without us. */
    static Outcome foreign(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        boolean beforeOdoo = Set.of(400, 401, 403, 404, 405, 413, 415, 429, 503).contains(status);
        return new Outcome.Failed("HTTP " + status + " that is not from Odoo's API", !beforeOdoo);
    }

    static @Nullable JsonNode json(JsonMapper json, HttpResponse<byte[]> response) {
        try {
            return json.readTree(response.body());
        } catch (JacksonException | NumberFormatException notJson) {
            return null;
        }
    }

    /** JSON-2, from 19 on. */
    record Json2(OdooSettings settings, JsonMapper json) implements Dialect {

        @Override
        public HttpRequest.Builder request(Call call) {
            Map<String, Object> body = new java.util.LinkedHashMap<>(call.arguments());
            body.putAll(call.options());
            if (call.ids() != null) {
                body.put("ids", call.ids());
            }
            return HttpRequest.newBuilder(
                            OdooClient.at(settings.url(), "/json/2/" + call.model() + "/" + call.method()))
                    .header("Authorization", "bearer " + settings.key())
                    .header("X-Odoo-Database", settings.db())
                    .header("Content-Type", "application/json; charset=utf-8")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        }

        @Override
        public Outcome outcome(HttpResponse<byte[]> response) {
            JsonNode body = Dialect.json(json, response);
            if (body == null || body.isMissingNode()) {
                return foreign(response);
            }
            if (response.statusCode() == 200) {
                return new Outcome.Answered(body);
            }
            return body.path("name").isString()
                    ? named(body.path("name").asString(), body.path("message").asString())
                    : foreign(response);
        }
    }

    /** JSON-RPC, for 18. */
    record JsonRpc(OdooSettings settings, JsonMapper json, int uid) implements Dialect {

        @Override
        public HttpRequest.Builder request(Call call) {
            java.util.List<Object> positional = new java.util.ArrayList<>();
            if (call.ids() != null) {
                positional.add(call.ids());
            }
            positional.addAll(call.arguments().values());
            java.util.List<Object> args = java.util.List.of(
                    settings.db(), uid, settings.key(), call.model(), call.method(), positional, call.options());
            return envelope(settings, json, "object", "execute_kw", args);
        }

        static HttpRequest.Builder envelope(
                OdooSettings settings, JsonMapper json, String service, String method, java.util.List<Object> args) {
            Map<String, Object> body = Map.of(
                    "jsonrpc",
                    "2.0",
                    "method",
                    "call",
                    "id",
                    1,
                    "params",
                    Map.of("service", service, "method", method, "args", args));
            return HttpRequest.newBuilder(OdooClient.at(settings.url(), "/jsonrpc"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        }

        /** Python's None leaves no {@code result} at all, although the call is committed. */
        @Override
        public Outcome outcome(HttpResponse<byte[]> response) {
            JsonNode body = Dialect.json(json, response);
            if (body == null
                    || response.statusCode() != 200
                    || !body.path("jsonrpc").isString()) {
                return foreign(response);
            }
            JsonNode error = body.path("error").path("data");
            if (body.has("error")) {
                return named(
                        error.path("name").asString(""), error.path("message").asString(""));
            }
            return new Outcome.Answered(body.has("result") ? body.path("result") : json.nullNode());
        }
    }
}
