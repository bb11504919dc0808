package io.countersign.sandbox.bank;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Hooks to make the line to one bank fail at a chosen moment. */
public final class Faults {

    private final AtomicInteger duringUpload = new AtomicInteger();
    private final AtomicInteger beforeRename = new AtomicInteger();
    private final AtomicInteger afterRename = new AtomicInteger();
    private volatile boolean down;
    private volatile Consumer<Moment> watcher = _ -> {};

    /** Where a handover stands, as the bank sees it. */
    public enum Moment {
        UPLOADING,
        BEFORE_RENAME,
        AFTER_RENAME
    }

    /** Is told each moment of each handover, while the client waits. */
    public void watch(Consumer<Moment> moments) {
        watcher = moments;
    }

    void at(Moment moment) {
        watcher.accept(moment);
    }

    /** The next uploads break while bytes are on their way. */
    public void dropDuringUpload(int times) {
        duringUpload.set(times);
    }

    /** The next renames are asked for and never happen; the line drops, so the asker cannot know. */
    public void dropBeforeRename(int times) {
        beforeRename.set(times);
    }

    /** The next renames happen, and the line drops before that is said. */
    public void dropAfterRename(int times) {
        afterRename.set(times);
    }

    /** Nobody is let in until it is switched on again. */
    public void down(boolean isDown) {
        down = isDown;
    }

    boolean isDown() {
        return down;
    }

    boolean takeDuringUpload() {
        return take(duringUpload);
    }

    boolean takeBeforeRename() {
        return take(beforeRename);
    }

    boolean takeAfterRename() {
        return take(afterRename);
    }

    private static boolean take(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
}
