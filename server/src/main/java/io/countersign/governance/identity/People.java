package io.countersign.governance.identity;

import io.countersign.model.ErrorCode;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The door to the people of the embedded identity provider. Needs {@code identities:manage}; nobody changes what they
 * themselves may do, and roles that are toxic together are refused.
 */
@Component
public class People {

    /** Somebody who is to sign in. {@code legalEntities} empty means all. */
    public record NewPerson(String id, String name, Set<String> roles, Set<String> legalEntities) {}

    private final IdentityStore store;
    private final IdentityJournal journal;
    private final SecretMaker secrets;
    private final Clock clock;

    People(IdentityStore store, IdentityJournal journal, SecretMaker secrets, Clock clock) {
        this.store = store;
        this.journal = journal;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Everybody, by id. Needs {@code identities:manage} or {@code audit:read}; empty without. */
    public List<Identity> list(Caller caller) {
        return caller.may(Capability.IDENTITIES_MANAGE) || caller.may(Capability.AUDIT_READ)
                ? store.all(true)
                : List.of();
    }

    /** Adds a person; the answer carries a password to be changed at the first opportunity. */
    @Transactional
    public IdentityChange add(Caller caller, NewPerson person) {
        IdentityChange.Refused refused = refusal(caller, person);
        if (refused != null) {
            return refused;
        }
        String password = secrets.oneTimePassword();
        Identity identity = new Identity(
                person.id(),
                true,
                person.name(),
                person.roles(),
                Set.of(),
                person.legalEntities(),
                null,
                null,
                true,
                1,
                clock.instant());
        if (!store.insert(identity, new IdentityStore.Proof(secrets.encoded(password), null))) {
            return IdentityChange.Refused.because(ErrorCode.CHANGED, "This id is taken");
        }
        journal.record(
                "created",
                person.id(),
                1,
                null,
                Map.of("kind", "HUMAN", "name", person.name(), "roles", person.roles()),
                caller.cause());
        return new IdentityChange.Done(person.id(), 1, password);
    }

    @Transactional
    public IdentityChange grant(Caller caller, String id, String role, String why) {
        return change(caller, id, "granted", why, Map.of("role", role), person -> {
            Set<String> roles = new HashSet<>(person.roles());
            roles.add(role);
            return person.withRoles(roles);
        });
    }

    @Transactional
    public IdentityChange revoke(Caller caller, String id, String role, String why) {
        return change(caller, id, "revoked", why, Map.of("role", role), person -> {
            Set<String> roles = new HashSet<>(person.roles());
            roles.remove(role);
            return person.withRoles(roles);
        });
    }

    /** Narrows or widens the legal entities in scope; empty means all. */
    @Transactional
    public IdentityChange scope(Caller caller, String id, Set<String> legalEntities, String why) {
        return change(
                caller,
                id,
                "scoped",
                why,
                Map.of("legalEntities", legalEntities),
                person -> person.withLegalEntities(legalEntities));
    }

    @Transactional
    public IdentityChange setActive(Caller caller, String id, boolean active, String why) {
        return change(
                caller, id, active ? "activated" : "deactivated", why, Map.of(), person -> person.withActive(active));
    }

    /** Gives a person a new password, told once. */
    @Transactional
    public IdentityChange resetPassword(Caller caller, String id, String why) {
        IdentityChange.Refused refused = IdentityRules.refusal(caller, id);
        if (refused != null) {
            return refused;
        }
        String password = secrets.oneTimePassword();
        return find(id).map(person -> setPassword(caller, person, password, why, password))
                .orElseGet(() -> noSuch(id));
    }

    /** Everybody changes their own password, knowing the old one. */
    @Transactional
    public IdentityChange changePassword(Caller caller, String old, String password) {
        IdentityChange.Refused refused = IdentityRules.faultOfPassword(password);
        if (refused != null) {
            return refused;
        }
        String kept = store.proof(caller.id()).secret();
        if (kept == null || !secrets.matches(old, kept)) {
            return IdentityChange.Refused.because(ErrorCode.UNAUTHENTICATED, "The old password is not right");
        }
        return find(caller.id())
                .map(person -> setPassword(caller, person, password, "by the person", null))
                .orElseGet(() -> noSuch(caller.id()));
    }

    private IdentityChange setPassword(
            Caller caller, Identity person, String password, String why, @Nullable String told) {
        if (!store.setSecret(person.id(), person.version(), secrets.encoded(password))) {
            return changed();
        }
        int version = person.version() + 1;
        journal.record("password-changed", person.id(), version, why, Map.of(), caller.cause());
        return new IdentityChange.Done(person.id(), version, told);
    }

    private IdentityChange change(
            Caller caller, String id, String act, String why, Map<String, ?> data, UnaryOperator<Identity> change) {
        IdentityChange.Refused refused = IdentityRules.refusal(caller, id);
        if (refused != null) {
            return refused;
        }
        Identity before = find(id).orElse(null);
        if (before == null) {
            return noSuch(id);
        }
        Identity after = change.apply(before);
        refused = IdentityRules.faultsOf(id, before.name(), after.roles(), Set.of());
        if (refused == null) {
            refused = IdentityRules.toxic(Role.capabilitiesOf(after.roles()));
        }
        if (refused != null) {
            return refused;
        }
        if (!store.update(after)) {
            return changed();
        }
        journal.record(act, id, before.version() + 1, why, data, caller.cause());
        return new IdentityChange.Done(id, before.version() + 1, null);
    }

    private static IdentityChange.@Nullable Refused refusal(Caller caller, NewPerson person) {
        IdentityChange.Refused refused = IdentityRules.refusal(caller, person.id());
        if (refused == null) {
            refused = IdentityRules.faultsOf(person.id(), person.name(), person.roles(), Set.of());
        }
        return refused != null ? refused : IdentityRules.toxic(Role.capabilitiesOf(person.roles()));
    }

    private Optional<Identity> find(String id) {
        return store.find(Objects.requireNonNull(id)).filter(Identity::human);
    }

    private static IdentityChange noSuch(String id) {
        return IdentityChange.Refused.because(ErrorCode.NOT_FOUND, "Nobody is called " + id);
    }

    private static IdentityChange changed() {
        return IdentityChange.Refused.because(ErrorCode.CHANGED, ErrorCode.CHANGED.title());
    }
}
