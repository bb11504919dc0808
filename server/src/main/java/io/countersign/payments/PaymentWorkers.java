package io.countersign.payments;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps the engine working while the program is up. Workers only poll: what is to be done is in the database, so a
 * process that dies leaves its work to the others.
 */
@Component
@ConditionalOnProperty(name = "countersign.timers", havingValue = "true", matchIfMissing = true)
class PaymentWorkers implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PaymentWorkers.class);
    private static final int WORKERS = 2;
    private static final long IDLE_MILLIS = 200;
    private static final long AFTER_FAULT_MILLIS = 2_000;

    private final PaymentEngine engine;
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable CountDownLatch stopping;

    PaymentWorkers(PaymentEngine engine) {
        this.engine = engine;
    }

    @Override
    public synchronized void start() {
        CountDownLatch stop = new CountDownLatch(1);
        for (int i = 1; i <= WORKERS; i++) {
            threads.add(Thread.ofVirtual().name("payments-" + i).start(() -> work(stop, engine::work)));
        }
        threads.add(Thread.ofVirtual().name("payees").start(() -> work(stop, engine::verifyPayees)));
        stopping = stop;
    }

    @Override
    public synchronized void stop() {
        if (stopping == null) {
            return;
        }
        stopping.countDown();
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(15));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
        stopping = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return stopping != null;
    }

    private void work(CountDownLatch stop, BooleanSupplier job) {
        long pause = 0;
        try {
            while (!stop.await(pause, TimeUnit.MILLISECONDS)) {
                pause = workOnce(job);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fault stops neither the worker nor other work; it is tried again after a pause. */
    private long workOnce(BooleanSupplier job) {
        try {
            return job.getAsBoolean() ? 0 : IDLE_MILLIS;
        } catch (RuntimeException e) {
            LOG.error("Payment work failed and is tried again", e);
            return AFTER_FAULT_MILLIS;
        }
    }
}
