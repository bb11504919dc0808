package io.countersign.governance.events;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks events against the schemas of the catalogue. */
public final class EventSchemas {

    private final EventCatalogue catalogue = new EventCatalogue();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new HashMap<>();

    /** What is wrong with the data of an event; empty if nothing is. */
    public List<String> faults(String type, String data) {
        return catalogue
                .find(type)
                .map(known -> schemas
                        .computeIfAbsent(known.name(), name -> registry.getSchema(known.schema()))
                        .validate(data, InputFormat.JSON)
                        .stream()
                        .map(Error::toString)
                        .toList())
                .orElse(List.of("not in the catalogue"));
    }

    /** What is wrong with the whole log of a database: one line a kind of fault, with the type it was first seen on. */
    public List<String> faultsOfLog(JdbcClient jdbc) {
        Map<String, String> found = new HashMap<>();
        jdbc.sql("select type, data from governance.event").query(row -> {
            String type = row.getString("type");
            String data = row.getString("data");
            faults(type, data).forEach(fault -> found.putIfAbsent(type + " " + fault, data));
        });
        List<String> lines = new ArrayList<>();
        found.forEach((fault, data) -> lines.add(fault + " in " + data));
        return lines;
    }
}
