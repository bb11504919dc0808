package io.countersign.governance.identity;

import java.io.Serial;

/**
 * Somebody asked to read what their capabilities do not allow. The edges answer it as
 * {@link io.countersign.model.ErrorCode#CAPABILITY_MISSING}; an edge that checks first never meets it.
 */
public final class CapabilityMissing extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final Capability capability;

    public CapabilityMissing(Capability capability) {
        super("The capability " + capability.code() + " is needed");
        this.capability = capability;
    }

    public static void check(Caller caller, Capability needed) {
        if (!caller.may(needed)) {
            throw new CapabilityMissing(needed);
        }
    }

    public Capability capability() {
        return capability;
    }
}
