package io.countersign.governance.identity;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.stereotype.Component;

/** Recognises people and programs by what an outside identity provider says of them. */
@Component
class OutsideIdentities {

    private final IdentityProperties.Oidc oidc;
    private final IdentityStore identities;

    OutsideIdentities(IdentityProperties properties, IdentityStore identities) {
        this.oidc = properties.oidc();
        this.identities = identities;
    }

    boolean areUsed() {
        return oidc.issuer() != null && !oidc.issuer().isBlank();
    }

    /**
     * A token without roles is of a program, which has to be known here under its client id; one with roles is of a
     * person.
     */
    Identified of(Map<String, Object> claims) {
        if (!rolesIn(claims).isEmpty()) {
            return person(claims);
        }
        String client = text(claims, "azp", text(claims, "client_id", text(claims, "sub", "")));
        return identities
                .identify(client)
                .filter(known -> known.roles().isEmpty())
                .orElseThrow(() -> new BadCredentialsException("Neither roles nor a service account of ours"));
    }

    /** The provider may say anything; what is toxic together stays refused. */
    Identified person(Map<String, Object> claims) {
        Set<String> roles = rolesIn(claims);
        if (!ToxicPairs.in(Role.capabilitiesOf(roles)).isEmpty()) {
            throw new InsufficientAuthenticationException(
                    "The identity provider grants roles that may not be held together");
        }
        String id = text(claims, "sub", "");
        return Identified.person(
                id,
                text(claims, "name", text(claims, "preferred_username", id)),
                roles,
                strings(claims.get(oidc.legalEntitiesClaim())));
    }

    private Set<String> rolesIn(Map<String, Object> claims) {
        Set<String> roles = new LinkedHashSet<>();
        for (String theirs : strings(claimAt(claims, oidc.rolesClaim()))) {
            String ours = oidc.roles().getOrDefault(theirs, theirs);
            if (isRole(ours)) {
                roles.add(ours);
            }
        }
        return roles;
    }

    /** Providers nest: {@code realm_access.roles}. */
    private static @Nullable Object claimAt(Map<String, Object> claims, String path) {
        Object value = claims.get(path);
        if (value != null) {
            return value;
        }
        Object at = claims;
        for (String step : path.split("\\.", -1)) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }

    private static boolean isRole(String code) {
        for (Role role : Role.values()) {
            if (role.code().equals(code)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> strings(@Nullable Object value) {
        Set<String> strings = new LinkedHashSet<>();
        if (value instanceof Collection<?> many) {
            many.forEach(one -> strings.add(String.valueOf(one)));
        } else if (value instanceof String one) {
            strings.addAll(List.of(one.split("[ ,]+", -1)));
        }
        strings.remove("");
        return strings;
    }

    private static String text(Map<String, Object> claims, String claim, String otherwise) {
        return claims.get(claim) instanceof String text && !text.isBlank() ? text : otherwise;
    }
}
