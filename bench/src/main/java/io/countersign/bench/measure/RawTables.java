package io.countersign.bench.measure;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A scratch copy of the tables the product writes, with the same columns, indexes, checks and foreign keys. What the bare
 * database does with the same rows is measured on it.
 */
final class RawTables {

    private static final List<String> TABLES = List.of(
            "payments.payment",
            "payments.idempotency_key",
            "payments.claim",
            "payments.approval",
            "payments.bank_reply",
            "reconciliation.line",
            "reconciliation.match");

    private static final List<String> PARTITIONED = List.of("governance.event", "governance.audit_entry");

    private static final String FOREIGN_KEYS = """
            select 'alter table raw.' || c.relname || ' add ' || pg_get_constraintdef(k.oid)
            from pg_constraint k join pg_class c on c.oid = k.conrelid
            where k.contype = 'f' and k.conrelid = cast(:table as regclass)
            """;

    private final JdbcClient owner;

    private RawTables(JdbcClient owner) {
        this.owner = owner;
    }

    static RawTables make(JdbcClient owner) {
        RawTables raw = new RawTables(owner);
        owner.sql("drop schema if exists raw cascade").update();
        owner.sql("create schema raw").update();
        TABLES.forEach(raw::copy);
        PARTITIONED.forEach(raw::copyPartitioned);
        return raw;
    }

    private void copy(String table) {
        owner.sql("create table raw.%s (like %s including all)".formatted(name(table), table))
                .update();
        owner.sql(FOREIGN_KEYS)
                .param("table", table)
                .query(String.class)
                .list()
                .forEach(sql -> owner.sql(sql).update());
    }

    private void copyPartitioned(String table) {
        String name = name(table);
        owner.sql("create table raw.%s (like %s including all) partition by range (at)".formatted(name, table))
                .update();
        owner.sql("create table raw.%1$s_all partition of raw.%1$s default".formatted(name))
                .update();
    }

    void empty() {
        String all = String.join(
                ", ",
                java.util.stream.Stream.concat(TABLES.stream(), PARTITIONED.stream())
                        .map(table -> "raw." + name(table))
                        .toList());
        owner.sql("truncate " + all).update();
    }

    private static String name(String table) {
        return table.substring(table.indexOf('.') + 1);
    }
}
