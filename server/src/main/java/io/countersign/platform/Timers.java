package io.countersign.platform;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Runs the timers from the moment the program is up until it goes down. */
class Timers implements SmartLifecycle {

    private final Supplier<Scheduler> maker;
    private @Nullable Scheduler running;

    Timers(Supplier<Scheduler> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized void start() {
        Scheduler scheduler = maker.get();
        scheduler.start();
        running = scheduler;
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }
}
