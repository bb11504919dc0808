package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import java.util.EnumSet;
import java.util.Set;

/** The people of the tests. */
final class Cast {

    static final Caller CLERK = person(
            "jana",
            "clerk",
            Capability.PAYMENTS_INITIATE,
            Capability.PAYMENTS_CANCEL,
            Capability.CASES_BUSINESS,
            Capability.PAYROLL_DETAILS);
    static final Caller OTHER_CLERK = person("jonas", "clerk", Capability.PAYMENTS_INITIATE, Capability.CASES_BUSINESS);
    static final Caller SECOND_CLERK = person("jule", "clerk", Capability.PAYMENTS_INITIATE);
    static final Caller APPROVER = person("miriam", "approver", Capability.PAYMENTS_APPROVE);
    static final Caller SECOND_APPROVER = person("pavel", "approver", Capability.PAYMENTS_APPROVE);
    static final Caller TREASURER = person("henrik", "treasurer", Capability.PAYMENTS_RELEASE);
    static final Caller SECOND_TREASURER = person("greta", "treasurer", Capability.PAYMENTS_RELEASE);
    static final Caller PAYROLL = new Caller(
            new Cause(new Actor(Actor.Kind.SERVICE, "svc-payroll", "Payroll"), "c-payroll", null, "127.0.0.1"),
            Set.of(Capability.PAYMENTS_INITIATE, Capability.PAYMENTS_READ, Capability.PAYROLL_DETAILS),
            Set.of(),
            Set.of());

    private Cast() {}

    static Caller person(String id, String role, Capability... capabilities) {
        Set<Capability> all = EnumSet.of(Capability.PAYMENTS_READ, Capability.INVOICES_READ);
        all.addAll(Set.of(capabilities));
        return new Caller(
                new Cause(new Actor(Actor.Kind.HUMAN, id, id), "c-test", null, "127.0.0.1"),
                all,
                Set.of(role),
                Set.of());
    }

    static Caller within(Caller caller, String... legalEntities) {
        return new Caller(caller.cause(), caller.capabilities(), caller.roles(), Set.of(legalEntities));
    }
}
