package io.countersign.platform;

import org.jspecify.annotations.Nullable;

/** The migrated database of this process, and the embedded PostgreSQL under it where there is one. */
record PlatformDatabase(DatabaseAccess access, @Nullable EmbeddedPostgres embedded) implements AutoCloseable {

    static PlatformDatabase open(DatabaseProperties properties) {
        if (properties.database().url() != null) {
            DatabaseAccess access = properties.database().access();
            Migrations.run(access);
            return new PlatformDatabase(access, null);
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.start(properties.data().resolve("postgres"));
        try {
            Migrations.run(postgres.access());
            return new PlatformDatabase(postgres.access(), postgres);
        } catch (RuntimeException notMigrated) {
            postgres.close();
            throw notMigrated;
        }
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
