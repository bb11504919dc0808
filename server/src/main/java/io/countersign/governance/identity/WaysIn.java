package io.countersign.governance.identity;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What the sign-in page may tell before anybody is signed in. */
@Component
public class WaysIn {

    /** Somebody a visitor of the demo can sign in as. */
    public record DemoPerson(String id, String name, Set<String> roles) {}

    private final IdentityStore store;
    private final IdentityProperties properties;
    private final OutsideIdentities outside;

    WaysIn(IdentityStore store, IdentityProperties properties, OutsideIdentities outside) {
        this.store = store;
        this.properties = properties;
        this.outside = outside;
    }

    /** Whether people sign in here by password; otherwise at the company's identity provider. */
    public boolean byPassword() {
        return !outside.areUsed();
    }

    /** The people of the demo, in the order in which a payment meets them; nobody outside of one. */
    public List<DemoPerson> demoPeople() {
        return properties.demo() && byPassword()
                ? store.all(true).stream()
                        .filter(Identity::active)
                        .sorted(Comparator.comparing(person -> person.roles().stream()
                                .map(Role::of)
                                .min(Comparator.naturalOrder())
                                .orElse(Role.POLICY_OWNER)))
                        .map(person -> new DemoPerson(person.id(), person.name(), person.roles()))
                        .toList()
                : List.of();
    }
}
