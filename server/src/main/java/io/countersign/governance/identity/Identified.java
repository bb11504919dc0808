package io.countersign.governance.identity;

import io.countersign.model.Actor;
import java.util.Set;

/** Who was recognised, with all they may do now; without a request it is not yet a {@link Caller}. */
record Identified(Actor actor, Set<Capability> capabilities, Set<String> roles, Set<String> legalEntities) {

    Identified {
        capabilities = Set.copyOf(capabilities);
        roles = Set.copyOf(roles);
        legalEntities = Set.copyOf(legalEntities);
    }

    /** A human, by their roles. */
    static Identified person(String id, String name, Set<String> roles, Set<String> legalEntities) {
        return new Identified(new Actor(Actor.Kind.HUMAN, id, name), Role.capabilitiesOf(roles), roles, legalEntities);
    }
}
