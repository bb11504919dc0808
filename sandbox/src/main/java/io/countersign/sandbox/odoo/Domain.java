package io.countersign.sandbox.odoo;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A search domain in Odoo's prefix notation. Times compare to the microsecond on 18 and by whole seconds on 19. */
final class Domain {

    private static final Set<String> OPERATORS =
            Set.of("=", "!=", "<>", "in", "not in", ">", ">=", "<", "<=", "like", "ilike", "not like", "=like");

    private final Schema.Model model;
    private final Schema schema;
    private final Store store;
    private final OdooVersion version;

    Domain(Schema.Model model, Schema schema, Store store, OdooVersion version) {
        this.model = model;
        this.schema = schema;
        this.store = store;
        this.version = version;
    }

    /** All terms must hold where no operator says otherwise. */
    Predicate<Row> parse(List<?> terms) {
        Deque<Predicate<Row>> stack = new ArrayDeque<>();
        for (int i = terms.size() - 1; i >= 0; i--) {
            Object term = terms.get(i);
            if ("&".equals(term)) {
                stack.push(stack.pop().and(stack.pop()));
            } else if ("|".equals(term)) {
                stack.push(stack.pop().or(stack.pop()));
            } else if ("!".equals(term)) {
                stack.push(stack.pop().negate());
            } else if (term instanceof List<?> leaf && leaf.size() == 3) {
                stack.push(leaf(String.valueOf(leaf.get(0)), String.valueOf(leaf.get(1)), leaf.get(2)));
            } else {
                throw OdooError.value("Invalid item in domain: " + term);
            }
        }
        return stack.stream().reduce(row -> true, Predicate::and);
    }

    private Predicate<Row> leaf(String path, String operator, @Nullable Object wanted) {
        String op = operator.toLowerCase(Locale.ROOT);
        String[] steps = path.split("\\.", -1);
        Schema.Model at = model;
        for (int i = 0; i < steps.length; i++) {
            Schema.Field field = at.fields().get(steps[i]);
            if (field == null) {
                throw OdooError.value("Invalid field " + at.name() + "." + steps[i] + " in condition ('" + path + "', '"
                        + op + "', " + wanted + ")");
            }
            if (i < steps.length - 1) {
                at = schema.model(Objects.requireNonNull(field.target()));
            }
        }
        if (!OPERATORS.contains(op)) {
            throw OdooError.value("Invalid operator in condition ('" + path + "', '" + op + "', " + wanted + ")");
        }
        return row -> holds(read(row, steps), op, wanted);
    }

    private @Nullable Object read(Row row, String[] steps) {
        Row at = row;
        for (int i = 0; i < steps.length - 1; i++) {
            Schema.Field field =
                    Objects.requireNonNull(schema.model(at.model()).fields().get(steps[i]));
            Row next = store.find(Objects.requireNonNull(field.target()), at.ref(steps[i]));
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at.get(steps[steps.length - 1]);
    }

    private boolean holds(@Nullable Object value, String op, @Nullable Object wanted) {
        return switch (op) {
            case "=" -> wanted instanceof List<?> list ? in(value, list) : same(value, wanted);
            case "!=", "<>" -> !same(value, wanted);
            case "in" -> in(value, (List<?>) Objects.requireNonNull(wanted));
            case "not in" -> !in(value, (List<?>) Objects.requireNonNull(wanted));
            case "like", "=like" -> value != null && like(value.toString(), String.valueOf(wanted));
            case "not like" -> value == null || !like(value.toString(), String.valueOf(wanted));
            case "ilike" ->
                value != null
                        && like(
                                value.toString().toLowerCase(Locale.ROOT),
                                String.valueOf(wanted).toLowerCase(Locale.ROOT));
            case ">" -> value != null && wanted != null && order(value, wanted) > 0;
            case ">=" -> value != null && wanted != null && order(value, wanted) >= 0;
            case "<" -> value != null && wanted != null && order(value, wanted) < 0;
            default -> value != null && wanted != null && order(value, wanted) <= 0;
        };
    }

    private static boolean like(String text, String pattern) {
        String bare = pattern.endsWith("%") ? pattern.substring(0, pattern.length() - 1) : pattern;
        return pattern.endsWith("%") ? text.startsWith(bare) : text.contains(bare);
    }

    private boolean in(@Nullable Object value, List<?> wanted) {
        return wanted.stream().anyMatch(one -> same(value, one));
    }

    private boolean same(@Nullable Object value, @Nullable Object wanted) {
        boolean wantedEmpty = wanted == null || Boolean.FALSE.equals(wanted);
        if (value instanceof List<?> list) {
            return wantedEmpty ? list.isEmpty() : list.contains(wanted);
        }
        if (value == null || Boolean.FALSE.equals(value)) {
            return wantedEmpty || (wanted instanceof Number number && BigDecimal.ZERO.compareTo(decimal(number)) == 0);
        }
        return !wantedEmpty && order(value, Objects.requireNonNull(wanted)) == 0;
    }

    private int order(Object value, Object wanted) {
        if (value instanceof Instant at) {
            Instant then = instant(wanted.toString());
            return version == OdooVersion.V18
                    ? at.compareTo(then)
                    : at.truncatedTo(ChronoUnit.SECONDS).compareTo(then.truncatedTo(ChronoUnit.SECONDS));
        }
        if (value instanceof Number number && wanted instanceof Number other) {
            return decimal(number).compareTo(decimal(other));
        }
        return value.toString().compareTo(wanted.toString());
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    static Instant instant(String text) {
        String iso = text.replace(' ', 'T');
        return LocalDateTime.parse(iso.length() == 10 ? iso + "T00:00:00" : iso).toInstant(ZoneOffset.UTC);
    }

    /** Sorts by an order such as {@code write_date asc, id asc}. Within a second, both versions go by microseconds. */
    static List<Row> sorted(List<Row> rows, @Nullable String order) {
        List<Row> sorted = new ArrayList<>(rows);
        for (String part :
                List.of((order == null ? "id" : order).split(",", -1)).reversed()) {
            String[] words = part.strip().split("\\s+", -1);
            int sign = words.length > 1 && words[1].equalsIgnoreCase("desc") ? -1 : 1;
            sorted.sort((a, b) -> sign * compare(a.get(words[0]), b.get(words[0])));
        }
        return sorted;
    }

    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? 1 : -1;
        }
        if (a instanceof Instant at && b instanceof Instant other) {
            return at.compareTo(other);
        }
        if (a instanceof Number number && b instanceof Number other) {
            return decimal(number).compareTo(decimal(other));
        }
        return a.toString().compareTo(b.toString());
    }
}
