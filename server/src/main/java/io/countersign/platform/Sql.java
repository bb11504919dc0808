package io.countersign.platform;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements the platform runs before there is a pool or a Spring context. Never with text from outside. */
final class Sql {

    private Sql() {}

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs the statement unless the query finds a row. */
    static void unless(Connection connection, String query, String sql) throws SQLException {
        boolean found;
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            found = rows.next();
        }
        if (!found) {
            run(connection, sql);
        }
    }
}
