package io.countersign.governance.identity;

import io.countersign.model.Cause;
import java.util.Set;

/**
 * An identity that asks for something, with all it may do. Made by the gateway from a token and by the console from a
 * session; every door that changes something takes one.
 *
 * @param cause who asks, from where, under which correlation id
 * @param capabilities what the identity may do
 * @param roles the roles of a human, such as {@code approver}; empty for the other kinds
 * @param legalEntities the codes of the legal entities in scope; empty means all of them
 */
public record Caller(Cause cause, Set<Capability> capabilities, Set<String> roles, Set<String> legalEntities) {

    public Caller {
        capabilities = Set.copyOf(capabilities);
        roles = Set.copyOf(roles);
        legalEntities = Set.copyOf(legalEntities);
    }

    public boolean may(Capability capability) {
        return capabilities.contains(capability);
    }

    public boolean covers(String legalEntity) {
        return legalEntities.isEmpty() || legalEntities.contains(legalEntity);
    }

    /** The actor's id, the one that signatures and the audit trail carry. */
    public String id() {
        return cause.actor().id();
    }
}
