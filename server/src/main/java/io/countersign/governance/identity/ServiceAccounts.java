package io.countersign.governance.identity;

import com.nimbusds.jose.jwk.JWK;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The door to service accounts: programs with an owner, an expiry and capabilities, never roles. Needs {@code
 * identities:manage}. A program never holds what only people may do, nor what is toxic together.
 */
@Component
public class ServiceAccounts {

    private static final Duration LONGEST_LIFE = Duration.ofDays(400);

    /**
     * A program that is to get tokens.
     *
     * @param owner the person who answers for it
     * @param publicKey a JWK, if it proves itself by {@code private_key_jwt}; without it, it gets a client secret
     */
    public record NewAccount(
            String id,
            String name,
            String owner,
            Instant expiresAt,
            Set<String> capabilities,
            Set<String> legalEntities,
            @Nullable String publicKey) {}

    private final IdentityStore store;
    private final IdentityJournal journal;
    private final SecretMaker secrets;
    private final Clock clock;

    ServiceAccounts(IdentityStore store, IdentityJournal journal, SecretMaker secrets, Clock clock) {
        this.store = store;
        this.journal = journal;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** All of them, by id. Needs {@code identities:manage} or {@code audit:read}; empty without. */
    public List<Identity> list(Caller caller) {
        return caller.may(Capability.IDENTITIES_MANAGE) || caller.may(Capability.AUDIT_READ)
                ? store.all(false)
                : List.of();
    }

    /** Adds a service account; the answer carries the client secret, unless it has a key. */
    @Transactional
    public IdentityChange add(Caller caller, NewAccount account) {
        IdentityChange.Refused refused = IdentityRules.refusal(caller, account.id());
        if (refused == null) {
            refused = faultsOf(account);
        }
        if (refused == null) {
            refused = forbidden(of(account.capabilities()));
        }
        if (refused != null) {
            return refused;
        }
        String secret = account.publicKey() == null ? secrets.clientSecret() : null;
        Identity identity = new Identity(
                account.id(),
                false,
                account.name(),
                Set.of(),
                of(account.capabilities()),
                account.legalEntities(),
                account.owner(),
                account.expiresAt(),
                true,
                1,
                clock.instant());
        String encoded = secret == null ? null : secrets.encoded(secret);
        if (!store.insert(identity, new IdentityStore.Proof(encoded, account.publicKey()))) {
            return IdentityChange.Refused.because(ErrorCode.CHANGED, "This id is taken");
        }
        journal.record("created", account.id(), 1, null, told(account), caller.cause());
        return new IdentityChange.Done(account.id(), 1, secret);
    }

    @Transactional
    public IdentityChange grant(Caller caller, String id, String capability, String why) {
        return changeCapability(caller, id, capability, why, true);
    }

    @Transactional
    public IdentityChange revoke(Caller caller, String id, String capability, String why) {
        return changeCapability(caller, id, capability, why, false);
    }

    @Transactional
    public IdentityChange setActive(Caller caller, String id, boolean active, String why) {
        return change(
                caller, id, active ? "activated" : "deactivated", why, Map.of(), account -> account.withActive(active));
    }

    /** Lets an account live until another moment, as long as the person who answers for it is still active here. */
    @Transactional
    public IdentityChange extend(Caller caller, String id, Instant expiresAt, String why) {
        IdentityChange.Refused refused = IdentityRules.refusal(caller, id);
        if (refused != null) {
            return refused;
        }
        if (!isNear(expiresAt)) {
            return invalid(List.of(expiryFault()));
        }
        Optional<String> owner = find(id).map(Identity::owner);
        if (owner.isPresent()
                && store.find(owner.get()).filter(Identity::active).isEmpty()) {
            return IdentityChange.Refused.because(
                    ErrorCode.INVALID, owner.get() + ", who answers for it, is not active here any more");
        }
        return change(
                caller,
                id,
                "extended",
                why,
                Map.of("expiresAt", expiresAt.toString()),
                account -> account.withExpiry(expiresAt));
    }

    /** Replaces the client secret; the old one stops working at once. */
    @Transactional
    public IdentityChange rotate(Caller caller, String id, String why) {
        IdentityChange.Refused refused = IdentityRules.refusal(caller, id);
        if (refused != null) {
            return refused;
        }
        Identity account = find(id).orElse(null);
        if (account == null) {
            return noSuch(id);
        }
        String secret = secrets.clientSecret();
        if (!store.setSecret(id, account.version(), secrets.encoded(secret))) {
            return changed();
        }
        journal.record("secret-rotated", id, account.version() + 1, why, Map.of(), caller.cause());
        return new IdentityChange.Done(id, account.version() + 1, secret);
    }

    private IdentityChange changeCapability(Caller caller, String id, String capability, String why, boolean granted) {
        IdentityChange.Refused unknown = IdentityRules.faultsOf("xx", "x", Set.of(), Set.of(capability));
        if (unknown != null) {
            return unknown;
        }
        return change(caller, id, granted ? "granted" : "revoked", why, Map.of("capability", capability), account -> {
            Set<Capability> all = new HashSet<>(account.capabilities());
            if (granted) {
                all.add(Capability.of(capability));
            } else {
                all.remove(Capability.of(capability));
            }
            return account.withCapabilities(all);
        });
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
        refused = forbidden(after.capabilities());
        if (refused != null) {
            return refused;
        }
        if (!store.update(after)) {
            return changed();
        }
        journal.record(act, id, before.version() + 1, why, data, caller.cause());
        return new IdentityChange.Done(id, before.version() + 1, null);
    }

    private IdentityChange.@Nullable Refused faultsOf(NewAccount account) {
        List<Fault> faults = new ArrayList<>();
        IdentityChange.Refused common =
                IdentityRules.faultsOf(account.id(), account.name(), Set.of(), account.capabilities());
        if (common != null) {
            faults.addAll(common.faults());
        }
        if (store.find(account.owner()).filter(Identity::human).isEmpty()) {
            faults.add(IdentityRules.fault("/owner", "The owner is a person who is known here"));
        }
        if (!isNear(account.expiresAt())) {
            faults.add(expiryFault());
        }
        if (account.publicKey() != null && !isPublicKey(account.publicKey())) {
            faults.add(IdentityRules.fault("/publicKey", "A public key as a JWK (RSA or EC) is expected"));
        }
        return faults.isEmpty() ? null : invalid(faults);
    }

    private boolean isNear(Instant expiresAt) {
        Instant now = clock.instant();
        return expiresAt.isAfter(now) && expiresAt.isBefore(now.plus(LONGEST_LIFE));
    }

    private static Fault expiryFault() {
        return IdentityRules.fault("/expiresAt", "A time within the next %d days".formatted(LONGEST_LIFE.toDays()));
    }

    private static boolean isPublicKey(String jwk) {
        try {
            JWK key = JWK.parse(jwk);
            return !key.isPrivate()
                    && Set.of("RSA", "EC").contains(key.getKeyType().getValue());
        } catch (ParseException none) {
            return false;
        }
    }

    private static IdentityChange.@Nullable Refused forbidden(Set<Capability> capabilities) {
        String acts = capabilities.stream()
                .filter(ToxicPairs::onlyForPeople)
                .map(Capability::code)
                .sorted()
                .collect(Collectors.joining(", "));
        return acts.isEmpty()
                ? IdentityRules.toxic(capabilities)
                : IdentityChange.Refused.because(ErrorCode.TOXIC_PAIR, "Only people may hold " + acts);
    }

    private static Map<String, ?> told(NewAccount account) {
        return Map.of(
                "kind", "SERVICE",
                "name", account.name(),
                "owner", account.owner(),
                "expiresAt", account.expiresAt().toString(),
                "capabilities", account.capabilities());
    }

    private static Set<Capability> of(Set<String> codes) {
        return codes.stream().map(Capability::of).collect(Collectors.toUnmodifiableSet());
    }

    private Optional<Identity> find(String id) {
        return store.find(id).filter(identity -> !identity.human());
    }

    private static IdentityChange.Refused invalid(List<Fault> faults) {
        return new IdentityChange.Refused(ErrorCode.INVALID, ErrorCode.INVALID.title(), faults);
    }

    private static IdentityChange noSuch(String id) {
        return IdentityChange.Refused.because(ErrorCode.NOT_FOUND, "There is no service account " + id);
    }

    private static IdentityChange changed() {
        return IdentityChange.Refused.because(ErrorCode.CHANGED, ErrorCode.CHANGED.title());
    }
}
