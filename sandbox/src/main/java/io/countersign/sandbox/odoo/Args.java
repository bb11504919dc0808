package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of one call: the records it is called on and what it is given by name. */
record Args(List<Integer> ids, Map<String, Object> named, Map<String, Object> context) {

    @Nullable
    Object get(String name) {
        return named.get(name);
    }

    List<?> list(String name) {
        return named.get(name) instanceof List<?> list ? list : List.of();
    }

    List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    @Nullable
    String text(String name) {
        return named.get(name) instanceof String text ? text : null;
    }

    int number(String name, int otherwise) {
        return named.get(name) instanceof Number number ? number.intValue() : otherwise;
    }

    /** A value set; Odoo's empty value, false, becomes null for every field that is no boolean. */
    @SuppressWarnings("unchecked") // what JSON gives for an object
    static Map<String, Object> values(Object object) {
        return (Map<String, Object>) object;
    }

    static BigDecimal decimal(@Nullable Object value) {
        return value instanceof Number number ? new BigDecimal(number.toString()) : BigDecimal.ZERO;
    }

    static List<Integer> ids(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .filter(Number.class::isInstance)
                        .map(id -> ((Number) id).intValue())
                        .toList()
                : List.of();
    }
}
