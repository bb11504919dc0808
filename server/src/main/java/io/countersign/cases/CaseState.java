package io.countersign.cases;

/** Where a case is. */
public enum CaseState {
    OPEN,
    /** Somebody has taken it. */
    IN_PROGRESS,
    RESOLVED
}
