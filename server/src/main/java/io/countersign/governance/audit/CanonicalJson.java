package io.countersign.governance.audit;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.erdtman.jcs.NumberToJSON;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the canonical form of RFC 8785, by which two equal documents have equal bytes. A number that a double cannot hold
 * exactly is outside that form (it asks for I-JSON); it is written as a string of its digits, so that none is rounded away
 * before it is hashed.
 */
final class CanonicalJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private static final BigDecimal MOST_EXACT = BigDecimal.valueOf(1L << 53);
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out;

    CanonicalJson(StringBuilder out) {
        this.out = out;
    }

    static String of(Map<String, ?> fields) {
        StringBuilder out = new StringBuilder(256);
        new CanonicalJson(out).object(new TreeMap<>(fields));
        return out.toString();
    }

    static String of(String json) {
        StringBuilder out = new StringBuilder(json.length());
        new CanonicalJson(out).document(json);
        return out.toString();
    }

    /** Takes a sorted map: names come in the order of their UTF-16 code units, the order of {@link String#compareTo}. */
    private void object(Map<String, ?> fields) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, ?> field : fields.entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            text(field.getKey());
            out.append(':');
            value(field.getValue());
        }
        out.append('}');
    }

    void value(@Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Integer number -> out.append(number.intValue());
            case Long number -> number(BigDecimal.valueOf(number));
            case JsonNode node -> node(node);
            case List<?> list -> list(list);
            default -> text(value.toString());
        }
    }

    void document(String json) {
        node(MAPPER.readTree(json));
    }

    private void node(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> {
                TreeMap<String, JsonNode> fields = new TreeMap<>();
                node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
                object(fields);
            }
            case ARRAY -> list(node.values());
            case STRING -> text(node.stringValue());
            case NUMBER -> number(node.decimalValue());
            case BOOLEAN -> out.append(node.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("Not JSON: " + node.getNodeType());
        }
    }

    private void list(Iterable<?> values) {
        out.append('[');
        boolean first = true;
        for (Object value : values) {
            if (!first) {
                out.append(',');
            }
            first = false;
            value(value);
        }
        out.append(']');
    }

    private void number(BigDecimal number) {
        boolean whole = number.scale() <= 0;
        if (whole && number.abs().compareTo(MOST_EXACT) < 0) {
            out.append(number.longValueExact());
            return;
        }
        double nearest = number.doubleValue();
        if (Double.isFinite(nearest) && new BigDecimal(Double.toString(nearest)).compareTo(number) == 0) {
            try {
                out.append(NumberToJSON.serializeNumber(nearest));
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        } else {
            text(number.stripTrailingZeros().toPlainString());
        }
    }

    void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
