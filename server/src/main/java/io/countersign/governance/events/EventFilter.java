package io.countersign.governance.events;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events a reader wants.
 *
 * @param types short or wire types, or families such as {@code payment.*}; empty means every type
 * @param subject only events about this; null means any
 * @param legalEntities only events of these; empty means all, events of no legal entity included
 */
public record EventFilter(Set<String> types, @Nullable String subject, Set<String> legalEntities) {

    public static final EventFilter ALL = new EventFilter(Set.of(), null, Set.of());

    public EventFilter {
        types = types.stream().map(LoggedEvent::shortType).collect(java.util.stream.Collectors.toUnmodifiableSet());
        legalEntities = Set.copyOf(legalEntities);
    }

    public static EventFilter types(String... types) {
        return new EventFilter(Set.of(types), null, Set.of());
    }
}
