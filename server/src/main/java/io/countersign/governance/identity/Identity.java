package io.countersign.governance.identity;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A person or a service account as it is kept, without its secret.
 *
 * @param human people hold roles; service accounts hold capabilities
 * @param legalEntities in scope; empty means all
 * @param owner the person who answers for a service account
 */
public record Identity(
        String id,
        boolean human,
        String name,
        Set<String> roles,
        Set<Capability> capabilities,
        Set<String> legalEntities,
        @Nullable String owner,
        @Nullable Instant expiresAt,
        boolean active,
        int version,
        Instant createdAt) {

    boolean isUsable(Instant now) {
        return active && (expiresAt == null || expiresAt.isAfter(now));
    }

    Identity withRoles(Set<String> others) {
        return new Identity(
                id, human, name, others, capabilities, legalEntities, owner, expiresAt, active, version, createdAt);
    }

    Identity withCapabilities(Set<Capability> others) {
        return new Identity(
                id, human, name, roles, others, legalEntities, owner, expiresAt, active, version, createdAt);
    }

    Identity withLegalEntities(Set<String> others) {
        return new Identity(id, human, name, roles, capabilities, others, owner, expiresAt, active, version, createdAt);
    }

    Identity withActive(boolean other) {
        return new Identity(
                id, human, name, roles, capabilities, legalEntities, owner, expiresAt, other, version, createdAt);
    }

    Identity withExpiry(@Nullable Instant other) {
        return new Identity(
                id, human, name, roles, capabilities, legalEntities, owner, other, active, version, createdAt);
    }
}
