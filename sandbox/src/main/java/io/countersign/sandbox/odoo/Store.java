package io.countersign.sandbox.odoo;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All rows, with transactions one after the other. Every written row carries the time its transaction began, to the
 * microsecond, as in PostgreSQL.
 */
final class Store {

    /** A row that a transaction wrote; {@code after} is null if it was deleted. */
    record Change(
            String model,
            int id,
            @Nullable Row before,
            @Nullable Row after) {}

    private final Map<String, NavigableMap<Integer, Row>> tables = new LinkedHashMap<>();
    private final Map<String, Integer> nextIds = new HashMap<>(); // the last id given, which is never given again
    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final BiConsumer<List<Change>, Boolean> hooks;

    private List<Change> changes = new ArrayList<>();
    private Instant began = Instant.EPOCH;
    private int user = 1;

    /** @param hooks told the changes of each transaction before (false) and after (true) its commit */
    Store(Clock clock, BiConsumer<List<Change>, Boolean> hooks) {
        this.clock = clock;
        this.hooks = hooks;
    }

    <T extends @Nullable Object> T transaction(int asUser, @Nullable Instant at, Supplier<T> work) {
        lock.lock();
        try {
            began = (at == null ? clock.instant() : at).truncatedTo(ChronoUnit.MICROS);
            user = asUser;
            changes = new ArrayList<>();
            try {
                T result = work.get();
                hooks.accept(changes, false);
                List<Change> committed = changes;
                changes = new ArrayList<>();
                hooks.accept(committed, true);
                return result;
            } catch (RuntimeException e) {
                hooks.accept(changes, false);
                rollback();
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    private void rollback() {
        for (Change change : changes.reversed()) {
            if (change.before() == null) {
                table(change.model()).remove(change.id());
            } else {
                table(change.model()).put(change.id(), change.before());
            }
        }
    }

    Instant began() {
        return began;
    }

    int user() {
        return user;
    }

    private NavigableMap<Integer, Row> table(String model) {
        return tables.computeIfAbsent(model, m -> new TreeMap<>());
    }

    Collection<Row> all(String model) {
        return table(model).values();
    }

    @Nullable
    Row find(String model, int id) {
        return table(model).get(id);
    }

    Row get(String model, int id) {
        Row row = find(model, id);
        if (row == null) {
            throw OdooError.missing(model, id, user);
        }
        return row;
    }

    Row insert(String model, Map<String, ? extends @Nullable Object> values) {
        int id = nextIds.merge(model, 1, Integer::sum);
        Map<String, Object> stamped = new LinkedHashMap<>();
        stamped.put("create_date", began);
        stamped.put("create_uid", user);
        stamped.put("write_date", began);
        stamped.put("write_uid", user);
        Row row = new Row(model, id, stamped).with(values);
        put(null, row);
        return row;
    }

    Row update(String model, int id, Map<String, ? extends @Nullable Object> values) {
        Row before = get(model, id);
        Row after = before.with(values).with(Map.of("write_date", began, "write_uid", user));
        put(before, after);
        return after;
    }

    /** Changes a field that Odoo computes without touching the row's write_date. */
    Row quietly(String model, int id, Map<String, ? extends @Nullable Object> values) {
        Row before = get(model, id);
        Row after = before.with(values);
        put(before, after);
        return after;
    }

    void delete(String model, int id) {
        Row before = get(model, id);
        table(model).remove(id);
        changes.add(new Change(model, id, before, null));
    }

    private void put(@Nullable Row before, Row after) {
        table(after.model()).put(after.id(), after);
        changes.add(new Change(after.model(), after.id(), before, after));
    }

    /** Puts back what was kept from an earlier life. */
    void restore(String model, int id, @Nullable Row row) {
        nextIds.merge(model, id, Math::max);
        if (row == null) {
            table(model).remove(id);
        } else {
            table(model).put(id, row);
        }
    }

    /** Everything, for keeping. */
    void forEach(java.util.function.Consumer<Row> reader) {
        lock.lock();
        try {
            tables.values().forEach(table -> List.copyOf(table.values()).forEach(Objects.requireNonNull(reader)));
        } finally {
            lock.unlock();
        }
    }
}
