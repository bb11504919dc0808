package io.countersign.governance.identity;

import static io.countersign.governance.identity.Capability.*;

import java.util.List;
import java.util.Set;

/** Capabilities that no single identity may hold together, and capabilities only people may hold. The only lists. */
public final class ToxicPairs {

    /** Two capabilities that may not meet in one identity. */
    public record Pair(Capability one, Capability other, String why) {}

    private static final String THREE_ACTS = "initiation, approval and release are acts of different people";
    private static final String OWN_ACCOUNT = "who edits bank accounts could pay to their own";
    private static final String OWN_RIGHTS = "who grants rights could grant themselves a payment";
    private static final String OWN_RULES = "who makes the rules may not act under them";

    private static final List<Pair> PAIRS = List.of(
            new Pair(PAYMENTS_INITIATE, PAYMENTS_APPROVE, THREE_ACTS),
            new Pair(PAYMENTS_INITIATE, PAYMENTS_RELEASE, THREE_ACTS),
            new Pair(PAYMENTS_APPROVE, PAYMENTS_RELEASE, THREE_ACTS),
            new Pair(SUPPLIERS_EDIT, PAYMENTS_INITIATE, OWN_ACCOUNT),
            new Pair(SUPPLIERS_EDIT, PAYMENTS_APPROVE, OWN_ACCOUNT),
            new Pair(SUPPLIERS_EDIT, PAYMENTS_RELEASE, OWN_ACCOUNT),
            new Pair(SUPPLIERS_EDIT, SUPPLIERS_VERIFY, "a change of an account is verified by somebody else"),
            new Pair(IDENTITIES_MANAGE, PAYMENTS_INITIATE, OWN_RIGHTS),
            new Pair(IDENTITIES_MANAGE, PAYMENTS_APPROVE, OWN_RIGHTS),
            new Pair(IDENTITIES_MANAGE, PAYMENTS_RELEASE, OWN_RIGHTS),
            new Pair(IDENTITIES_MANAGE, SUPPLIERS_EDIT, OWN_RIGHTS),
            new Pair(POLICIES_PROPOSE, POLICIES_APPROVE, "a rule is approved by somebody else"),
            new Pair(POLICIES_PROPOSE, PAYMENTS_INITIATE, OWN_RULES),
            new Pair(POLICIES_PROPOSE, PAYMENTS_APPROVE, OWN_RULES),
            new Pair(POLICIES_PROPOSE, PAYMENTS_RELEASE, OWN_RULES),
            new Pair(POLICIES_APPROVE, PAYMENTS_INITIATE, OWN_RULES),
            new Pair(POLICIES_APPROVE, PAYMENTS_APPROVE, OWN_RULES),
            new Pair(POLICIES_APPROVE, PAYMENTS_RELEASE, OWN_RULES));

    /** A signature is an act of a person: a program cannot answer for it. */
    private static final Set<Capability> PEOPLE_ONLY =
            Set.of(PAYMENTS_APPROVE, PAYMENTS_RELEASE, IDENTITIES_MANAGE, POLICIES_APPROVE);

    private ToxicPairs() {}

    /** The pairs that would meet. */
    public static List<Pair> in(Set<Capability> capabilities) {
        return PAIRS.stream()
                .filter(pair -> capabilities.contains(pair.one()) && capabilities.contains(pair.other()))
                .toList();
    }

    public static List<Pair> all() {
        return PAIRS;
    }

    static boolean onlyForPeople(Capability capability) {
        return PEOPLE_ONLY.contains(capability);
    }
}
