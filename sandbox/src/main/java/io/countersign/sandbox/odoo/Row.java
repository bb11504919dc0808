package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One record. A field that is not there is empty. Never changed: a change makes a new row. */
record Row(String model, int id, Map<String, Object> values) {

    @Nullable
    Object get(String field) {
        return field.equals("id") ? Integer.valueOf(id) : values.get(field);
    }

    String text(String field) {
        return values.get(field) instanceof String text ? text : "";
    }

    /** The id a many2one holds; 0 if it is empty. */
    int ref(String field) {
        return values.get(field) instanceof Integer id ? id : 0;
    }

    BigDecimal amount(String field) {
        return values.get(field) instanceof BigDecimal amount ? amount : BigDecimal.ZERO;
    }

    boolean flag(String field) {
        return Boolean.TRUE.equals(values.get(field));
    }

    Instant time(String field) {
        return values.get(field) instanceof Instant at ? at : Instant.EPOCH;
    }

    List<Integer> refs(String field) {
        return values.get(field) instanceof List<?> list
                ? list.stream().map(Integer.class::cast).toList()
                : List.of();
    }

    Row with(Map<String, ? extends @Nullable Object> changes) {
        Map<String, Object> merged = new LinkedHashMap<>(values);
        changes.forEach((field, value) -> {
            if (value == null) {
                merged.remove(field);
            } else {
                merged.put(field, value);
            }
        });
        return new Row(model, id, merged);
    }
}
