package io.countersign.platform;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated database of a test's own. Pools are opened when first asked for. */
public final class TestDatabase implements AutoCloseable {

    private final DatabaseAccess access;
    private final Runnable drop;
    private @Nullable HikariDataSource owner;
    private @Nullable HikariDataSource application;

    TestDatabase(DatabaseAccess access, Runnable drop) {
        this.access = access;
        this.drop = drop;
    }

    public DatabaseAccess access() {
        return access;
    }

    /** With the application's rights: what the product itself may do. */
    public synchronized HikariDataSource applicationDataSource() {
        if (application == null) {
            application = access.applicationPool(16);
        }
        return application;
    }

    /** With all rights: to prepare what the product may not write, and to tamper. */
    public synchronized HikariDataSource ownerDataSource() {
        if (owner == null) {
            owner = access.ownerPool(4);
        }
        return owner;
    }

    /** With the application's rights. */
    public JdbcClient jdbc() {
        return JdbcClient.create(applicationDataSource());
    }

    /** With all rights. */
    public JdbcClient ownerJdbc() {
        return JdbcClient.create(ownerDataSource());
    }

    /** Transactions over {@link #applicationDataSource()}. */
    public TransactionTemplate transactions() {
        return new TransactionTemplate(new JdbcTransactionManager(applicationDataSource()));
    }

    @Override
    public synchronized void close() {
        if (application != null) {
            application.close();
        }
        if (owner != null) {
            owner.close();
        }
        drop.run();
    }
}
