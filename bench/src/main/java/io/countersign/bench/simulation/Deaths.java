package io.countersign.bench.simulation;

import io.countersign.sandbox.bank.Faults;
import io.countersign.sandbox.odoo.Fault;
import io.countersign.sandbox.odoo.OdooSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Chooses the moments at which the server is killed: while clients act, as a request that writes reaches Odoo or as its answer
 * is about to leave, while a file is on its way to the bank, just before and just after it gets its final name, and amid
 * the transactions of the workers. The server is killed from inside the moment, so that the one at its other end waits.
 */
final class Deaths {

    /** Where it dies. */
    enum Moment {
        AMONG_CLIENTS,
        BEFORE_ODOO,
        AFTER_ODOO,
        UPLOADING,
        BEFORE_RENAME,
        AFTER_RENAME,
        AMID_TRANSACTIONS
    }

    private static final Set<String> READ_ONLY =
            Set.of("read", "search_read", "search", "search_count", "authenticate");
    private static final String NEXT_TRANSACTION = "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint";

    private static final int LONGEST_LIFE_MILLIS = 15_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(75);

    private final Runnable kill;
    private final JdbcClient jdbc;
    private final Random random;
    private final List<Moment> turn = new ArrayList<>();
    private final Map<Moment, Integer> died = new EnumMap<>(Moment.class);
    private final AtomicInteger countdown = new AtomicInteger();
    private volatile @Nullable Moment next;

    Deaths(Runnable kill, JdbcClient jdbc, OdooSimulator odoo, Faults bank, long seed) {
        this.kill = kill;
        this.jdbc = jdbc;
        this.random = new Random(seed);
        odoo.faults((model, method) -> {
            boolean writes = writes(method);
            boolean dies = writes && at(Moment.BEFORE_ODOO);
            return dies && random.nextBoolean() ? new Fault.LostRequest() : fault(writes);
        });
        odoo.watchDone(call -> {
            if (writes(call.substring(call.lastIndexOf('/') + 1))) {
                at(Moment.AFTER_ODOO);
            }
        });
        bank.watch(moment -> at(
                switch (moment) {
                    case UPLOADING -> Moment.UPLOADING;
                    case BEFORE_RENAME -> Moment.BEFORE_RENAME;
                    case AFTER_RENAME -> Moment.AFTER_RENAME;
                }));
    }

    /** How often it died at each of them. */
    Map<Moment, Integer> died() {
        return died;
    }

    /**
     * Plans the next death; it happens at one of the next such moments. Each kind of moment has its turn before one comes
     * again.
     *
     * @return the longest time to wait for it
     */
    Duration plan() {
        if (turn.isEmpty()) {
            turn.addAll(List.of(Moment.values()));
            Collections.shuffle(turn, random);
        }
        Moment planned = turn.removeLast();
        countdown.set(
                switch (planned) {
                    case BEFORE_ODOO, AFTER_ODOO -> 1 + random.nextInt(8);
                    default -> 1 + random.nextInt(2);
                });
        next = planned;
        return switch (planned) {
            case AMONG_CLIENTS, AMID_TRANSACTIONS -> Duration.ofMillis(500 + random.nextInt(LONGEST_LIFE_MILLIS));
            default -> LONGEST_WAIT;
        };
    }

    /** Whether the planned death has come. */
    boolean isOver() {
        return next == null;
    }

    /** The server dies now, if it did not yet: among its clients, or amid the transactions of whoever is at work. */
    void now() throws InterruptedException {
        Moment planned = next;
        if (planned == null) {
            return;
        }
        if (planned == Moment.AMID_TRANSACTIONS) {
            await(jdbc.sql(NEXT_TRANSACTION).query(Long.class).single() + 1 + random.nextInt(40));
        }
        die(planned == Moment.AMID_TRANSACTIONS ? planned : Moment.AMONG_CLIENTS);
    }

    /** Nothing goes wrong any more. */
    void end(OdooSimulator odoo) {
        next = null;
        odoo.faults((model, method) -> Fault.NONE);
    }

    private void await(long transaction) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (jdbc.sql(NEXT_TRANSACTION).query(Long.class).single() < transaction && System.nanoTime() < end) {
            Thread.sleep(1);
        }
    }

    private boolean at(Moment moment) {
        return next == moment && countdown.decrementAndGet() <= 0 && die(moment);
    }

    private synchronized boolean die(Moment moment) {
        if (next == null) {
            return false;
        }
        next = null;
        kill.run();
        died.merge(moment, 1, Integer::sum);
        return true;
    }

    private static boolean writes(String method) {
        return !READ_ONLY.contains(method);
    }

    /** An Odoo that loses requests and answers also while nobody dies. */
    private Fault fault(boolean writes) {
        if (!writes) {
            return Fault.NONE;
        }
        return switch (random.nextInt(40)) {
            case 0 -> new Fault.LostRequest();
            case 1, 2 -> new Fault.LostAnswer();
            case 3 -> new Fault.ServerError(502);
            default -> Fault.NONE;
        };
    }
}
