package io.countersign.governance.identity;

import io.countersign.model.Actor;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Checks access tokens without asking anybody. A token that was checked is remembered until it expires, so that a
 * program which sends a thousand payments has its signature checked once.
 */
public final class BearerTokens implements AuthenticationManager {

    private static final int MOST_REMEMBERED = 10_000;

    private final JwtDecoder decoder;
    private final OutsideIdentities outside;
    private final Clock clock;
    private final Map<String, Checked> remembered = new ConcurrentHashMap<>();

    BearerTokens(JwtDecoder decoder, OutsideIdentities outside, Clock clock) {
        this.decoder = decoder;
        this.outside = outside;
        this.clock = clock;
    }

    /** A token that was found good, and who it speaks for. */
    private record Checked(TokenAuthentication authentication, Instant until) {}

    @Override
    public Authentication authenticate(Authentication authentication) {
        if (!(authentication instanceof BearerTokenAuthenticationToken bearer)) {
            throw new InvalidBearerTokenException("Only access tokens are accepted here");
        }
        String token = bearer.getToken();
        Checked known = remembered.get(token);
        if (known != null && known.until().isAfter(clock.instant())) {
            return known.authentication();
        }
        return remember(token, check(token));
    }

    private Jwt check(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException bad) {
            throw new InvalidBearerTokenException("The token is not valid or has expired", bad);
        } catch (JwtException broken) {
            throw new org.springframework.security.authentication.AuthenticationServiceException(
                    "The token cannot be checked now", broken);
        }
    }

    private TokenAuthentication remember(String token, Jwt jwt) {
        Identified who = outside.areUsed() ? outside.of(jwt.getClaims()) : ours(jwt);
        TokenAuthentication authentication = new TokenAuthentication(who);
        Instant until = jwt.getExpiresAt();
        if (until != null) {
            if (remembered.size() >= MOST_REMEMBERED) {
                forgetOld();
            }
            remembered.put(token, new Checked(authentication, until));
        }
        return authentication;
    }

    private void forgetOld() {
        Instant now = clock.instant();
        remembered.values().removeIf(checked -> !checked.until().isAfter(now));
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
    }

    private static Identified ours(Jwt jwt) {
        String id = jwt.getSubject();
        String name = jwt.getClaimAsString(TokenClaims.NAME);
        String kind = jwt.getClaimAsString(TokenClaims.KIND);
        if (id == null || name == null || kind == null) {
            throw new InvalidBearerTokenException("The token does not say who it is for");
        }
        Set<Capability> capabilities = strings(jwt, TokenClaims.CAPABILITIES).stream()
                .map(Capability::of)
                .collect(Collectors.toUnmodifiableSet());
        return new Identified(
                new Actor(Actor.Kind.valueOf(kind), id, name),
                capabilities,
                Set.copyOf(strings(jwt, TokenClaims.ROLES)),
                Set.copyOf(strings(jwt, TokenClaims.LEGAL_ENTITIES)));
    }

    private static Collection<String> strings(Jwt jwt, String claim) {
        List<String> strings = jwt.getClaimAsStringList(claim);
        return strings == null ? List.of() : strings;
    }

    /** What the filter chain carries; the capabilities are its authorities. */
    private static final class TokenAuthentication extends AbstractAuthenticationToken {

        private final transient Identified who;

        TokenAuthentication(Identified who) {
            super(authorities(who));
            this.who = who;
            setAuthenticated(true);
        }

        private static List<GrantedAuthority> authorities(Identified who) {
            return who.capabilities().stream()
                    .map(capability -> (GrantedAuthority) new SimpleGrantedAuthority(capability.code()))
                    .toList();
        }

        @Override
        public @Nullable Object getCredentials() {
            return null;
        }

        @Override
        public Object getPrincipal() {
            return who;
        }

        @Override
        public String getName() {
            return who.actor().id();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof TokenAuthentication token && token.who.equals(who);
        }

        @Override
        public int hashCode() {
            return who.hashCode();
        }
    }
}
