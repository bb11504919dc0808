package io.countersign.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a database: as its owner, who migrates it, and as the application, which has the rights of the role {@code
 * countersign_app} and no others. So the application cannot change what was written to the audit trail, whatever it does.
 *
 * @param url the JDBC address
 * @param owner who owns the tables
 * @param application the application's own user; the owner, if it must take the role on by itself
 */
public record DatabaseAccess(String url, User owner, User application) {

    /** A name and its password. */
    public record User(String name, @Nullable String password) {

        @Override
        public String toString() {
            return name;
        }
    }

    static DatabaseAccess embedded(String url, User owner, User application) {
        return new DatabaseAccess(url, owner, application);
    }

    /** A PostgreSQL somebody else runs: one user, who owns the tables and steps down to the role for the application. */
    public static DatabaseAccess external(String url, User user) {
        return new DatabaseAccess(url, user, user);
    }

    /** The same server, another database. */
    public DatabaseAccess database(String name) {
        return new DatabaseAccess(url.replaceFirst("/[^/?]*(\\?.*)?$", "/" + name + "$1"), owner, application);
    }

    /** One connection with all rights, for migrations. */
    public Connection connectAsOwner() throws SQLException {
        return DriverManager.getConnection(url, owner.name(), owner.password());
    }

    /** A pool of connections that have the application's rights. */
    public HikariDataSource applicationPool(int size) {
        HikariConfig config = config(application, size);
        if (application.equals(owner)) {
            config.setConnectionInitSql("set role countersign_app");
        }
        return new HikariDataSource(config);
    }

    /** A small pool of connections with all rights; for migrations and for tests that tamper. */
    public HikariDataSource ownerPool(int size) {
        return new HikariDataSource(config(owner, size));
    }

    private HikariConfig config(User user, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("countersign-" + user.name());
        config.setJdbcUrl(url);
        config.setUsername(user.name());
        config.setPassword(user.password());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(size, 2));
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "countersign");
        return config;
    }
}
