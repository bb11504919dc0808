package io.countersign.reconciliation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version of a statement changes about the one it replaces, entry by entry.
 *
 * @param replaces the version received before
 * @param gone how many of its entries are not in this one; they stay as they were matched
 * @param added how many entries only this one has
 * @param changed how many entries both have, and not alike
 * @param same how many are as they were
 * @param entries the first of what is gone, then of what is added, then of what is changed, each in the order of the bank;
 *     without the salaries that the reader may not see, which are counted
 */
public record Correction(Statements.Earlier replaces, int gone, int added, int changed, int same, List<Entry> entries) {

    /** How many of each change are told. */
    static final int MOST = 50;

    /** What became of an entry. */
    public enum Change {
        GONE,
        ADDED,
        CHANGED
    }

    /**
     * One entry that differs.
     *
     * @param before as the version before tells it; null where only this one does
     * @param now as this version tells it; null where it is gone
     * @param what the names of what differs, such as amount or valuedOn; empty unless it is changed
     * @param payments with how many payments it is matched, or was where it is gone, those of its single transactions included
     */
    public record Entry(
            Change change,
            Statements.@Nullable Line before,
            Statements.@Nullable Line now,
            List<String> what,
            int payments) {}

    /** Whether there are more of a change than are told. */
    public boolean goesOn() {
        return Math.max(gone, Math.max(added, changed)) > MOST;
    }

    /** Whether some are left out that the reader may not see. */
    public boolean withholds() {
        return entries.size() < Math.min(gone, MOST) + Math.min(added, MOST) + Math.min(changed, MOST);
    }
}
