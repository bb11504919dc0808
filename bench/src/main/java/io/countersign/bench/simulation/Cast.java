package io.countersign.bench.simulation;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.Role;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The people of the simulation, with the rights their roles give them and no others. */
final class Cast {

    static final Caller CLERK = person("jana", Role.CLERK);
    static final Caller OTHER_CLERK = person("jonas", Role.CLERK);
    static final Caller APPROVER = person("miriam", Role.APPROVER);
    static final Caller SECOND_APPROVER = person("pavel", Role.APPROVER);
    static final Caller THIRD_APPROVER = person("ruth", Role.APPROVER);
    static final Caller TREASURER = person("henrik", Role.TREASURER);
    static final Caller SECOND_TREASURER = person("greta", Role.TREASURER);
    static final Caller AUDITOR = person("aldo", Role.AUDITOR);
    static final Caller PROGRAM = new Caller(
            new Cause(new Actor(Actor.Kind.SERVICE, "svc-payroll", "Payroll"), "c-payroll", null, "127.0.0.1"),
            EnumSet.of(Capability.PAYMENTS_INITIATE, Capability.PAYMENTS_READ, Capability.PAYROLL_DETAILS),
            Set.of(),
            Set.of());

    static final List<Caller> APPROVERS = List.of(APPROVER, SECOND_APPROVER, THIRD_APPROVER);
    static final List<Caller> TREASURERS = List.of(TREASURER, SECOND_TREASURER);

    private Cast() {}

    /** Somebody who would hold these roles if the toxic pairs were not refused when rights are granted. */
    static Caller inRolesOf(Caller person, Role... roles) {
        return person(person.id(), roles);
    }

    private static Caller person(String id, Role... roles) {
        Set<String> codes = Set.copyOf(List.of(roles).stream().map(Role::code).toList());
        Set<Capability> may = EnumSet.of(Capability.PAYMENTS_READ, Capability.PAYROLL_DETAILS);
        may.addAll(Role.capabilitiesOf(codes));
        return new Caller(
                new Cause(new Actor(Actor.Kind.HUMAN, id, id), "c-" + id, null, "127.0.0.1"), may, codes, Set.of());
    }
}
