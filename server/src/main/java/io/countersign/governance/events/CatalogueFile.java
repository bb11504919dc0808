package io.countersign.governance.events;

import java.io.IOException;
import java.io.InputStream;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one file of the catalogue: a family of types that share what is said once at the top. A type may say it
 * differently; a type of which something is not said at all is refused.
 */
final class CatalogueFile {

    private static final List<String> SAID =
            List.of("owner", "key", "ordering", "idempotency", "replay", "retention", "classification");
    private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*");
    private static final Set<String> REPLAYS = Set.of("ANY", "NEVER");
    private static final Set<String> CLASSES = Set.of("INTERNAL", "CONFIDENTIAL", "PERSONAL");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Map<String, ?> DEFINITIONS =
            Map.of("hash", Map.of("type", "string", "pattern", "^[0-9a-f]{64}$", "description", "SHA-256"));

    private CatalogueFile() {}

    /** @throws IllegalStateException if anything is missing or wrong, naming file and type */
    static List<EventType> read(Resource file) throws IOException {
        try (InputStream in = file.getInputStream()) {
            Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return types(map(root), String.valueOf(file.getFilename()));
        } catch (YAMLException broken) {
            throw new IllegalStateException("The event catalogue " + file.getFilename() + " is not YAML", broken);
        }
    }

    static List<EventType> types(Map<String, Object> family, String file) {
        List<EventType> types = new ArrayList<>();
        map(family.get("types"))
                .forEach((name, own) ->
                        types.add(type(name, family, map(own), "The event type " + name + " in " + file)));
        if (types.isEmpty()) {
            throw new IllegalStateException("The event catalogue " + file + " declares no types");
        }
        return types;
    }

    private static EventType type(String name, Map<String, Object> family, Map<String, Object> own, String where) {
        Map<String, String> said = new LinkedHashMap<>();
        for (String what : SAID) {
            said.put(what, text(own.getOrDefault(what, family.get(what)), where + " needs its " + what));
        }
        check(NAME.matcher(name).matches(), where + " is not named like payment.approved");
        check(name.startsWith(family.get("family") + "."), where + " is not of the family " + family.get("family"));
        check(REPLAYS.contains(said.get("replay")), where + " has a replay policy that is none of " + REPLAYS);
        check(CLASSES.contains(said.get("classification")), where + " has a classification that is none of " + CLASSES);
        check(isPeriod(said.get("retention")), where + " has a retention that is no period such as P10Y");
        check(family.containsKey("schema"), where + " needs its schema");
        return new EventType(
                name,
                text(own.get("description"), where + " needs its description"),
                text(said.get("owner"), where),
                text(said.get("key"), where),
                text(said.get("ordering"), where),
                text(said.get("idempotency"), where),
                text(said.get("replay"), where),
                text(said.get("retention"), where),
                text(said.get("classification"), where),
                schema(name, map(family.get("schema")), map(own.get("schema"))));
    }

    /** What the family says and what the type adds, and nothing else. */
    private static String schema(String name, Map<String, Object> family, Map<String, Object> own) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:countersign:event:" + name + ":v1");
        schema.put("$defs", DEFINITIONS);
        schema.put("type", "object");
        schema.put("allOf", own.isEmpty() ? List.of(family) : List.of(family, own));
        schema.put("unevaluatedProperties", false);
        return JSON.writeValueAsString(schema);
    }

    private static boolean isPeriod(@Nullable String text) {
        try {
            return text != null && !Period.parse(text).isZero();
        } catch (DateTimeParseException notAPeriod) {
            return false;
        }
    }

    private static String text(@Nullable Object value, String otherwise) {
        check(value instanceof String text && !text.isBlank(), otherwise);
        return String.valueOf(value);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    @SuppressWarnings("unchecked") // YAML's names are read as text by the schema of the file
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
