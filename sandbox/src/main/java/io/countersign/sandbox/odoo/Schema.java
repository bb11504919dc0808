package io.countersign.sandbox.odoo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The models and fields there are; read from {@code models.yaml}. */
final class Schema {

    enum Type {
        CHAR,
        INT,
        FLOAT,
        BOOL,
        DATE,
        DATETIME,
        MANY2ONE,
        X2MANY
    }

    record Field(Type type, @Nullable String target) {}

    record Model(String name, String label, List<String> read, List<String> write, Map<String, Field> fields) {}

    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, String> groups;

    Schema() {
        Map<String, Map<String, Object>> file = load();
        groups = new LinkedHashMap<>();
        Objects.requireNonNull(file.get("groups")).forEach((group, label) -> groups.put(group, String.valueOf(label)));
        Objects.requireNonNull(file.get("models")).forEach((name, spec) -> models.put(name, model(name, asMap(spec))));
    }

    private static Map<String, Map<String, Object>> load() {
        try (InputStream in = Schema.class.getResourceAsStream("models.yaml")) {
            return new YAMLMapper().readValue(Objects.requireNonNull(in), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Model model(String name, Map<String, Object> spec) {
        Map<String, Field> fields = new LinkedHashMap<>();
        fields.put("id", new Field(Type.INT, null));
        fields.put("display_name", new Field(Type.CHAR, null));
        for (String stamp : List.of("create_date", "write_date")) {
            fields.put(stamp, new Field(Type.DATETIME, null));
        }
        for (String who : List.of("create_uid", "write_uid")) {
            fields.put(who, new Field(Type.MANY2ONE, "res.users"));
        }
        for (Type type : List.of(Type.CHAR, Type.INT, Type.FLOAT, Type.BOOL, Type.DATE, Type.DATETIME)) {
            names(spec, type.name().toLowerCase(java.util.Locale.ROOT))
                    .forEach(field -> fields.put(field, new Field(type, null)));
        }
        for (Type type : List.of(Type.MANY2ONE, Type.X2MANY)) {
            Object targets = spec.get(type.name().toLowerCase(java.util.Locale.ROOT));
            if (targets != null) {
                asMap(targets).forEach((field, target) -> fields.put(field, new Field(type, String.valueOf(target))));
            }
        }
        return new Model(name, String.valueOf(spec.get("label")), names(spec, "read"), names(spec, "write"), fields);
    }

    private static List<String> names(Map<String, Object> spec, String key) {
        return spec.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    @SuppressWarnings("unchecked") // what YAML gives for a mapping
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    @Nullable
    Model find(String name) {
        return models.get(name);
    }

    Model model(String name) {
        Model model = models.get(name);
        if (model == null) {
            throw OdooError.notFound("the model '" + name + "' does not exist");
        }
        return model;
    }

    String groupLabel(String group) {
        return groups.getOrDefault(group, group);
    }
}
