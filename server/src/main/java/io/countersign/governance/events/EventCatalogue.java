package io.countersign.governance.events;

import io.countersign.governance.DeclaredEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The event types that may be published, each with its owner, key, ordering, idempotency rule, replay policy, retention,
 * classification and schema. Read from {@code events/*.yaml}; with a type of which something is missing the program does
 * not start.
 */
@Component
public class EventCatalogue implements DeclaredEvents {

    private final Map<String, EventType> types = new TreeMap<>();

    public EventCatalogue() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath*:events/*.yaml");
            Arrays.sort(files, Comparator.comparing(file -> String.valueOf(file.getFilename())));
            for (Resource file : files) {
                for (EventType type : CatalogueFile.read(file)) {
                    if (types.put(type.name(), type) != null) {
                        throw new IllegalStateException("The event type " + type.name() + " is declared twice");
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void require(String type) {
        if (!types.containsKey(type)) {
            throw new IllegalArgumentException("The event type " + type + " is not in the catalogue");
        }
    }

    /** By short or wire name. */
    public Optional<EventType> find(String type) {
        return Optional.ofNullable(types.get(LoggedEvent.shortType(type)));
    }

    @Override
    public Set<String> names() {
        return types.keySet();
    }

    /** All types, by name. */
    public Collection<EventType> types() {
        return types.values();
    }
}
