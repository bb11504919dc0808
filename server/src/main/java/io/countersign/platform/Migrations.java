package io.countersign.platform;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings a database to this version's shape: one schema and one folder of migrations a module, in the order in which the
 * modules may refer to each other. Runs as the owner; several processes starting at once wait for each other.
 */
public final class Migrations {

    /** From 16 on, membership alone does not allow SET ROLE, and 15 knows no privilege of that name. */
    private static final String IS_MEMBER = """
            select where pg_has_role('countersign_app',
                case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end)
            """;

    /** The lower rows first: an upper module's tables may refer to a lower module's. */
    private static final List<String> MODULES = List.of(
            "platform",
            "governance",
            "controls",
            "payments",
            "reconciliation",
            "cases",
            "connectors",
            "gateway",
            "console");

    private static final int OLDEST_POSTGRES = 15;

    private Migrations() {}

    /** @throws PlatformFailure with a sentence for the operator if this database cannot be used */
    public static void run(DatabaseAccess access) {
        try (var owner = access.ownerPool(4)) {
            run(owner);
        }
    }

    static void run(DataSource owner) {
        try (Connection connection = owner.getConnection()) {
            requireVersion(connection);
            requireRole(connection);
            for (String module : MODULES) {
                if (Migrations.class.getResource("/db/migration/" + module) != null) {
                    Sql.run(connection, "create schema if not exists " + module);
                    migrate(owner, module);
                }
            }
        } catch (SQLException problem) {
            throw new PlatformFailure("The database cannot be used: " + problem.getMessage(), problem);
        }
    }

    private static void migrate(DataSource owner, String module) {
        Flyway.configure()
                .dataSource(owner)
                .schemas(module)
                .createSchemas(false)
                .table("flyway_history")
                .locations("classpath:db/migration/" + module)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load()
                .migrate();
    }

    private static void requireVersion(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST_POSTGRES) {
            throw new PlatformFailure(
                    "Countersign needs PostgreSQL %d or newer; this one is %d".formatted(OLDEST_POSTGRES, version));
        }
    }

    /** The role whose rights the application has. Makes it, where we may. */
    private static void requireRole(Connection connection) {
        try {
            Sql.unless(
                    connection,
                    "select from pg_roles where rolname = 'countersign_app'",
                    "create role countersign_app nologin");
            Sql.unless(connection, IS_MEMBER, "grant countersign_app to current_user");
        } catch (SQLException refused) {
            throw new PlatformFailure(
                    "The role countersign_app is missing and this user may not make it. Ask the database's administrator"
                            + " for: create role countersign_app nologin; grant countersign_app to <this user>;",
                    refused);
        }
    }
}
