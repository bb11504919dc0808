package io.countersign.governance.events;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Wakes those who follow the log. One look at the end of the log serves all followers of this process, and nobody looks
 * while nobody follows.
 */
@Component
class EventTail {

    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final int MOST = 256;
    private static final long PAUSE_MILLIS = 200;

    private final EventReader reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private EventCursor end = EventCursor.START;
    private int followers;
    private boolean watching;

    EventTail(EventReader reader) {
        this.reader = reader;
    }

    /** Answers whether there is room for one more. */
    boolean enter() {
        lock.lock();
        try {
            if (followers >= MOST) {
                return false;
            }
            followers++;
            if (!watching) {
                watching = true;
                Thread.ofVirtual().name("event-tail").start(this::watch);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            followers--;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the end of the log is behind this, or the time is over. */
    void awaitAfter(EventCursor seen, Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lockInterruptibly();
        try {
            while (!end.isAfter(seen) && left > 0) {
                left = moved.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        boolean anyone = true;
        while (anyone) {
            EventCursor now = look();
            lock.lock();
            try {
                if (!now.equals(end)) {
                    end = now;
                    moved.signalAll();
                }
                anyone = followers > 0;
                watching = anyone;
                if (anyone) {
                    moved.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                watching = false;
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    /** A database that is away makes followers wait, not fail. */
    private EventCursor look() {
        try {
            return reader.end();
        } catch (RuntimeException away) {
            LOG.debug("The end of the event log cannot be read", away);
            lock.lock();
            try {
                return end;
            } finally {
                lock.unlock();
            }
        }
    }
}
