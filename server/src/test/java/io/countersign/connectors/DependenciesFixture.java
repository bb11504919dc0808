package io.countersign.connectors;

import io.countersign.governance.Journals;
import io.countersign.platform.TestDatabase;
import java.time.Clock;
import java.util.UUID;

/** The dependency map over a test's database. */
public final class DependenciesFixture {

    private DependenciesFixture() {}

    public static Dependencies over(TestDatabase database, Clock clock) {
        return new Dependencies(
                database.jdbc(), Journals.journal(database, clock), clock, UUID::randomUUID, database.transactions());
    }
}
