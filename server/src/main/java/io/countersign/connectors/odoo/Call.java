package io.countersign.connectors.odoo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a public method in Odoo, before it is put into a dialect. JSON-2 takes everything by name; JSON-RPC takes
 * the records and the required arguments by position, because overrides rename their arguments.
 *
 * @param ids the records it is called on; null for a method of the model itself
 * @param arguments the required arguments in their order
 * @param options the other arguments
 */
record Call(
        String model,
        String method,
        @Nullable List<Integer> ids,
        Map<String, Object> arguments,
        Map<String, Object> options) {

    static Call on(String model, String method, List<Integer> ids) {
        return new Call(model, method, ids, Map.of(), Map.of());
    }

    static Call read(String model, List<Integer> ids, List<String> fields) {
        return new Call(model, "read", ids, Map.of("fields", fields), Map.of());
    }

    /** Also finds what is archived. */
    static Call search(String model, List<?> domain, List<String> fields) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("fields", fields);
        options.put("context", Map.of("active_test", false));
        return new Call(model, "search_read", null, Map.of("domain", domain), options);
    }

    static Call create(String model, Map<String, Object> values) {
        return new Call(model, "create", null, Map.of("vals_list", List.of(values)), Map.of());
    }

    /** Whether it changes nothing, so that a lost answer leaves no doubt. */
    boolean reads() {
        return method.equals("read") || method.equals("search_read");
    }

    Call with(String option, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(options);
        more.put(option, value);
        return new Call(model, method, ids, arguments, more);
    }

    @Override
    public String toString() {
        return model + "." + method;
    }
}
