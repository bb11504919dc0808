package io.countersign.governance;

import io.countersign.governance.events.EventCatalogue;
import io.countersign.platform.TestDatabase;
import java.time.Clock;
import tools.jackson.databind.json.JsonMapper;

/** Makes the journal for tests that need no Spring context. */
public final class Journals {

    private Journals() {}

    public static Journal journal(TestDatabase database, Clock clock) {
        return new Journal(database.jdbc(), clock, JsonMapper.builder().build(), new EventCatalogue());
    }
}
