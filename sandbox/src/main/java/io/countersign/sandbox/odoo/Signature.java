package io.countersign.sandbox.odoo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a method takes: whether it is called on records, and its arguments by position.
 *
 * @param required how many of the arguments must be given
 */
record Signature(boolean onRecords, List<String> arguments, int required) {

    private static final Map<String, Signature> KNOWN = Map.ofEntries(
            Map.entry("search", new Signature(false, List.of("domain", "offset", "limit", "order"), 1)),
            Map.entry("search_count", new Signature(false, List.of("domain", "limit"), 1)),
            Map.entry("search_read", new Signature(false, List.of("domain", "fields", "offset", "limit", "order"), 0)),
            Map.entry("read", new Signature(true, List.of("fields", "load"), 0)),
            Map.entry("create", new Signature(false, List.of("vals_list"), 1)),
            Map.entry("write", new Signature(true, List.of("vals"), 1)),
            Map.entry("fields_get", new Signature(false, List.of("allfields", "attributes"), 0)),
            Map.entry("context_get", new Signature(false, List.of(), 0)),
            Map.entry("has_access", new Signature(true, List.of("operation"), 1)),
            Map.entry("has_group", new Signature(true, List.of("group_ext_id"), 1)),
            Map.entry("js_assign_outstanding_line", new Signature(true, List.of("line_id"), 1)),
            Map.entry(
                    "message_post",
                    new Signature(
                            true,
                            List.of(
                                    "body",
                                    "subject",
                                    "message_type",
                                    "subtype_xmlid",
                                    "body_is_html",
                                    "attachment_ids"),
                            0)));

    private static final Signature PLAIN = new Signature(true, List.of(), 0);

    static Signature of(String method) {
        return KNOWN.getOrDefault(method, PLAIN);
    }

    /** JSON-2: everything by name in one object. */
    Args named(String model, String method, Map<String, Object> body) {
        Map<String, Object> named = new LinkedHashMap<>(body);
        Object ids = named.remove("ids");
        Object context = named.remove("context");
        if (ids != null && !onRecords) {
            throw OdooError.unprocessable("cannot call " + model + "." + method + " with ids");
        }
        for (String argument : arguments.subList(0, required)) {
            if (!named.containsKey(argument)) {
                throw OdooError.unprocessable("missing a required argument: '" + argument + "'");
            }
        }
        refuseUnknown(method, named.keySet());
        return new Args(Args.ids(ids), named, context(context));
    }

    /** JSON-RPC: by position, then by name; the records come first. */
    Args positional(String model, String method, List<?> given, Map<String, Object> keywords) {
        Map<String, Object> named = new LinkedHashMap<>(keywords);
        Object context = named.remove("context");
        if (model.equals("res.company") && named.containsKey("vals")) {
            throw OdooError.type("ResCompany.write() got an unexpected keyword argument 'vals'");
        }
        List<?> rest = given;
        List<Integer> ids = List.of();
        if (onRecords && !given.isEmpty()) {
            ids = given.getFirst() instanceof Number one ? List.of(one.intValue()) : Args.ids(given.getFirst());
            rest = given.subList(1, given.size());
        }
        for (int i = 0; i < rest.size() && i < arguments.size(); i++) {
            put(named, arguments.get(i), rest.get(i));
        }
        for (String argument : arguments.subList(0, required)) {
            if (!named.containsKey(argument)) {
                throw OdooError.type(
                        model + "." + method + "() missing 1 required positional argument: '" + argument + "'");
            }
        }
        refuseUnknown(method, named.keySet());
        return new Args(ids, named, context(context));
    }

    private static void put(Map<String, Object> named, String argument, @Nullable Object value) {
        if (value != null) {
            named.put(argument, value);
        }
    }

    private void refuseUnknown(String method, Set<String> names) {
        for (String name : names) {
            if (!arguments.contains(name) && !arguments.isEmpty()) {
                String where = method.equals("search_read") ? "BaseModel._read_format()" : method + "()";
                throw OdooError.type(where + " got an unexpected keyword argument '" + name + "'");
            }
        }
    }

    private static Map<String, Object> context(@Nullable Object context) {
        return context instanceof Map<?, ?> ? Args.values(context) : Map.of();
    }
}
