package io.countersign.payments;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Lets requests that arrive together be written together, by one statement in one transaction. Nobody waits for company:
 * while a few requests write, the others gather, and the next of them writes for all who have gathered. Alone, a request
 * writes at once, in its own thread. See docs/adr/0013.
 *
 * @param <T> what a request wants written
 * @param <R> its answer
 */
final class GroupCommit<T, R> {

    private final int writers;
    private final int largest;
    private final Function<List<T>, List<R>> write;

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiting<T, R>> waiting = new ArrayDeque<>();
    private int writing;

    /**
     * @param writers how many groups are written at a time
     * @param largest the most requests of a group
     * @param write writes all in one transaction, or throws and has written none; answers in the order asked
     */
    GroupCommit(int writers, int largest, Function<List<T>, List<R>> write) {
        this.writers = writers;
        this.largest = largest;
        this.write = write;
    }

    /** A request, and what its thread is told to do in the end: mostly to go home with an answer. */
    private record Waiting<T, R>(T wanted, CompletableFuture<Supplier<R>> told) {}

    /**
     * Writes this and answers when it is committed.
     *
     * @throws org.springframework.dao.DataAccessException as {@code write} does; never for the fault of another request
     */
    R write(T wanted) {
        Waiting<T, R> mine = new Waiting<>(wanted, new CompletableFuture<>());
        return mayWriteNow(mine)
                ? writeWithThoseWaiting(mine)
                : mine.told().join().get();
    }

    private boolean mayWriteNow(Waiting<T, R> mine) {
        lock.lock();
        try {
            if (writing < writers) {
                writing++;
                return true;
            }
            waiting.add(mine);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private R writeWithThoseWaiting(Waiting<T, R> mine) {
        Supplier<R> own;
        try {
            own = together(gather(mine));
        } finally {
            handOver();
        }
        return own.get();
    }

    private List<Waiting<T, R>> gather(Waiting<T, R> first) {
        List<Waiting<T, R>> group = new ArrayList<>();
        group.add(first);
        lock.lock();
        try {
            while (group.size() < largest && !waiting.isEmpty()) {
                group.add(waiting.remove());
            }
        } finally {
            lock.unlock();
        }
        return group;
    }

    /** Whoever gathered first writes next. */
    private void handOver() {
        Waiting<T, R> next;
        lock.lock();
        try {
            next = waiting.poll();
            if (next == null) {
                writing--;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.told().complete(() -> writeWithThoseWaiting(next));
        }
    }

    /** Tells the others of the group what became of them, and answers the first of them likewise. */
    private Supplier<R> together(List<Waiting<T, R>> group) {
        try {
            List<R> answers =
                    write.apply(group.stream().map(Waiting<T, R>::wanted).toList());
            return tell(group, i -> () -> answers.get(i));
        } catch (DataIntegrityViolationException | ConcurrencyFailureException ofOne) {
            // One of them cannot be written, or has to wait for somebody outside. Nothing is written yet: each tries
            // alone.
            return group.size() == 1 ? failing(ofOne) : tell(group, i -> () -> alone(group.get(i)));
        } catch (RuntimeException | Error ofAll) {
            return tell(group, i -> failing(ofAll));
        }
    }

    private Supplier<R> tell(List<Waiting<T, R>> group, IntFunction<Supplier<R>> what) {
        for (int i = 1; i < group.size(); i++) {
            group.get(i).told().complete(what.apply(i));
        }
        return what.apply(0);
    }

    private R alone(Waiting<T, R> one) {
        return write.apply(List.of(one.wanted())).getFirst();
    }

    private Supplier<R> failing(Throwable why) {
        return () -> {
            if (why instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) why;
        };
    }
}
