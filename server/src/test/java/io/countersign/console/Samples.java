package io.countersign.console;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Fills any record of ours, so that a template can be shown with every field set to something. */
final class Samples {

    static final String HOSTILE =
            "\"><img src=x onerror=alert(1)><script>alert(2)</script>'`${7*7}[[${7*7}]]</textarea>";

    static final Instant NOW = Instant.parse("2026-11-24T11:42:00Z");

    private final Function<String, String> texts;
    private int next;

    private Samples(Function<String, String> texts) {
        this.texts = texts;
    }

    /** Every text is an attack. */
    static Samples hostile() {
        return new Samples(name -> HOSTILE);
    }

    /** Every text is its field's name, or what usually stands there. */
    static Samples plausible() {
        Map<String, String> usual = Map.ofEntries(
                Map.entry("currency", "EUR"),
                Map.entry("contentHash", "748f5a584bbdec582ce2636c415342725296d16110cf0279f17db0e4e9aada70"),
                Map.entry("hash", "748f5a584bbdec582ce2636c415342725296d16110cf0279f17db0e4e9aada70"),
                Map.entry("creditorName", "Ateliers Fauvel SARL"),
                Map.entry("creditorNumber", "FR1420041010050500013M02606"),
                Map.entry("legalEntityName", "Aldermoor Optik GmbH"),
                Map.entry("reference", "PAY-26-118437"),
                Map.entry("policy", "approval-matrix@3#row-2"));
        return new Samples(name -> usual.getOrDefault(name, name));
    }

    <T> T one(Class<T> type) {
        return type.cast(value(type, type.getSimpleName()));
    }

    <T> List<T> two(Class<T> type) {
        return List.of(one(type), one(type));
    }

    Visit visit() {
        Caller caller = new Caller(
                new Cause(new Actor(Actor.Kind.HUMAN, "miriam", texts.apply("name")), "c-1", null, null),
                Set.of(Capability.values()),
                Set.of(texts.apply("role")),
                Set.of());
        return new Visit(
                caller,
                caller,
                two(io.countersign.payments.Views.LegalEntity.class),
                null,
                java.time.ZoneId.of("Europe/Berlin"),
                null,
                true);
    }

    private Object value(Type type, String name) {
        if (type instanceof ParameterizedType generic) {
            return container(generic, name);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return texts.apply(name);
        }
        if (plain == Object.class || plain.isSealed()) {
            return value(plain == Object.class ? String.class : plain.getPermittedSubclasses()[0], name);
        }
        if (plain.isEnum()) {
            Object[] all = plain.getEnumConstants();
            return all[next++ % all.length];
        }
        if (plain.isRecord()) {
            return filled(plain);
        }
        return simple(plain);
    }

    private Object simple(Class<?> type) {
        return switch (type.getName()) {
            case "int", "java.lang.Integer" -> 1 + next++ % 50;
            case "long", "java.lang.Long" -> 1L + next++ % 50;
            case "boolean", "java.lang.Boolean" -> true;
            case "java.math.BigDecimal" -> new BigDecimal("1204332.18").add(BigDecimal.valueOf(next++));
            case "java.time.ZoneOffset" -> ZoneOffset.UTC;
            case "java.time.Duration" -> java.time.Duration.ofMinutes(30L + next++);
            case "java.time.Instant" -> NOW.minusSeconds(3_700L * next++);
            case "java.time.LocalDate" -> LocalDate.of(2026, 11, 24).minusDays(next++ % 20);
            case "java.util.UUID" -> new UUID(7, next++);
            default -> throw new IllegalArgumentException("No sample of " + type);
        };
    }

    private Object container(ParameterizedType type, String name) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type element = type.getActualTypeArguments()[0];
        if (raw == List.class) {
            return new ArrayList<>(List.of(value(element, name), value(element, name)));
        }
        if (raw == Set.class) {
            return Set.of(value(element, name));
        }
        throw new IllegalArgumentException("No sample of " + type);
    }

    private Object filled(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components)
                .map(component -> value(component.getGenericType(), component.getName()))
                .toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException notARecordOfOurs) {
            throw new IllegalArgumentException("No sample of " + type, notARecordOfOurs);
        }
    }
}
