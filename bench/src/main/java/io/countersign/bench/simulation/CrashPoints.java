package io.countersign.bench.simulation;

import org.jspecify.annotations.Nullable;

/**
 * Where the program may die: before and after every commit, before and after every effect outside. A plan decides at which
 * of them it does. Nothing happens while it is not armed, so that looking at the outcome is safe.
 */
final class CrashPoints {

    /** Decides at each point, in the order in which they are met. */
    interface Plan {
        boolean dies(int point);
    }

    static final Plan NEVER = point -> false;

    private Plan plan = NEVER;
    private volatile @Nullable Thread worker;
    private volatile boolean armed;
    private volatile boolean dead;
    private int met;
    private int crashes;
    private @Nullable String last;

    void begin(Plan next) {
        plan = next;
        met = 0;
        crashes = 0;
        armed = false;
        dead = false;
    }

    /** A step of the work begins: the program may die from here on. */
    void arm() {
        worker = Thread.currentThread();
        armed = true;
        dead = false;
    }

    /** The step is over, or the program was started again after it died. */
    void disarm() {
        armed = false;
        dead = false;
    }

    /** A dead program does nothing more, not even the clean-up on the way out. */
    void alive(String toDo) {
        if (dead && Thread.currentThread() == worker) {
            throw new Crash("dead before " + toDo);
        }
    }

    /** The work passes a point. */
    void pass(String where) {
        if (!armed || Thread.currentThread() != worker) {
            return;
        }
        met++;
        if (plan.dies(met)) {
            crashes++;
            last = where;
            armed = false;
            dead = true;
            throw new Crash(where);
        }
    }

    int met() {
        return met;
    }

    int crashes() {
        return crashes;
    }

    @Nullable
    String last() {
        return last;
    }
}
