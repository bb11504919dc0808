package io.countersign.cases;

import io.countersign.governance.identity.Capability;

/** The two queues, never mixed. */
public enum CaseQueue {
    /** Waits for a decision by finance. */
    BUSINESS("BC", Capability.CASES_BUSINESS),
    /** Waits for a repair by operators. */
    TECHNICAL("TC", Capability.CASES_TECHNICAL);

    private final String prefix;
    private final Capability capability;

    CaseQueue(String prefix, Capability capability) {
        this.prefix = prefix;
        this.capability = capability;
    }

    /** What its numbers begin with. */
    public String prefix() {
        return prefix;
    }

    /** What working in it needs. */
    public Capability capability() {
        return capability;
    }
}
