package io.countersign.connectors.bank;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import java.util.Set;

/** Who brings in the banks' files. */
final class Operator {

    static final Caller OLGA = new Caller(
            new Cause(new Actor(Actor.Kind.HUMAN, "olga", "Olga Varga"), "c-olga", null, null),
            Set.of(Capability.STATEMENTS_INGEST, Capability.CASES_TECHNICAL),
            Set.of("operator"),
            Set.of());

    private Operator() {}
}
