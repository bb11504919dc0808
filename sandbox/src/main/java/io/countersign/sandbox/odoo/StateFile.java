package io.countersign.sandbox.odoo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the rows in a file of JSON lines, one for each row of each transaction, so that a restart finds them again. */
final class StateFile implements AutoCloseable {

    private final Path file;
    private final Schema schema;
    private final JsonMapper json;
    private @Nullable BufferedWriter out;

    StateFile(Path file, Schema schema, JsonMapper json) {
        this.file = file;
        this.schema = schema;
        this.json = json;
    }

    /** Reads what was kept, and writes it anew without what was overwritten; answers whether there was anything. */
    boolean load(Store store) {
        try {
            boolean found = Files.exists(file);
            if (found) {
                try (Stream<String> lines = Files.lines(file)) {
                    lines.forEach(line -> restore(store, line));
                }
            } else {
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
            }
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            try (BufferedWriter writer = Files.newBufferedWriter(fresh)) {
                store.forEach(row -> write(writer, row.model(), row.id(), row));
            }
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restore(Store store, String line) {
        if (!line.endsWith("}")) {
            return; // the last line of a life that ended in the middle of it
        }
        Map<String, Object> kept = Args.values(json.readValue(line, Map.class));
        String model = String.valueOf(kept.get("model"));
        int id = ((Number) Objects.requireNonNull(kept.get("id"))).intValue();
        Object values = kept.get("values");
        Map<String, Object> typed = values == null ? Map.of() : typed(model, Args.values(values));
        if (model.equals("account.account") && typed.get("company_id") instanceof Integer company) {
            typed.putIfAbsent("company_ids", List.of(company)); // kept by an earlier version
        }
        store.restore(model, id, values == null ? null : new Row(model, id, typed));
    }

    private Map<String, Object> typed(String model, Map<String, Object> values) {
        Map<String, Schema.Field> fields = schema.model(model).fields();
        Map<String, Object> typed = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            Schema.Field field = fields.get(name);
            typed.put(
                    name,
                    switch (field == null ? Schema.Type.CHAR : field.type()) {
                        case FLOAT -> new BigDecimal(value.toString());
                        case DATETIME -> Instant.parse(value.toString());
                        case X2MANY -> Args.ids(value);
                        default -> value;
                    });
        });
        return typed;
    }

    synchronized void keep(List<Store.Change> changes) {
        if (out == null || changes.isEmpty()) {
            return;
        }
        for (Store.Change change : changes) {
            write(out, change.model(), change.id(), change.after());
        }
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(BufferedWriter writer, String model, int id, @Nullable Row row) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        kept.put("model", model);
        kept.put("id", id);
        if (row != null) {
            Map<String, Object> values = new LinkedHashMap<>();
            row.values()
                    .forEach((name, value) -> values.put(name, value instanceof Instant at ? at.toString() : value));
            kept.put("values", values);
        }
        try {
            writer.write(json.writeValueAsString(kept));
            writer.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (out != null) {
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
