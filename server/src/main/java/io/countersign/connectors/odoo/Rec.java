package io.countersign.connectors.odoo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A record as Odoo tells it: every empty value is false, a relation is its id and name, a time has whole seconds. */
record Rec(JsonNode json) {

    /** Odoo keeps amounts as floating point numbers; more than this is no noise any more. */
    static final BigDecimal NOISE = new BigDecimal("0.00001");

    int id() {
        return json.path("id").asInt();
    }

    @Nullable
    String text(String field) {
        JsonNode value = json.path(field);
        return value.isString() && !value.asString().isBlank()
                ? value.asString().strip()
                : null;
    }

    String text(String field, String otherwise) {
        String text = text(field);
        return text == null ? otherwise : text;
    }

    boolean flag(String field) {
        return json.path(field).isBoolean() && json.path(field).asBoolean();
    }

    int number(String field) {
        return json.path(field).isNumber() ? json.path(field).asInt() : 0;
    }

    BigDecimal decimal(String field) {
        return json.path(field).isNumber() ? json.path(field).decimalValue() : BigDecimal.ZERO;
    }

    /** An amount with the digits of its currency. */
    BigDecimal amount(String field, int digits) {
        BigDecimal told = decimal(field);
        BigDecimal exact = told.setScale(digits, RoundingMode.HALF_EVEN);
        if (told.subtract(exact).abs().compareTo(NOISE) > 0) {
            throw new IllegalArgumentException(field + " of record " + id() + " is finer than its currency: " + told);
        }
        return exact;
    }

    /** The id of a relation; 0 if it is empty. */
    int ref(String field) {
        JsonNode value = json.path(field);
        return value.isArray() ? value.path(0).asInt() : value.isNumber() ? value.asInt() : 0;
    }

    String refName(String field) {
        return json.path(field).path(1).asString("");
    }

    @Nullable
    String refKey(String field) {
        int id = ref(field);
        return id == 0 ? null : String.valueOf(id);
    }

    List<Integer> refs(String field) {
        return StreamSupport.stream(json.path(field).spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }

    Optional<LocalDate> date(String field) {
        return Optional.ofNullable(text(field)).map(LocalDate::parse);
    }

    Instant time(String field) {
        String text = text(field);
        return text == null
                ? Instant.EPOCH
                : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }
}
