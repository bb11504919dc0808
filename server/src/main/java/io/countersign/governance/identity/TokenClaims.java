package io.countersign.governance.identity;

import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** Writes into our tokens who they are for and what the holder may do, so that checking one needs nothing else. */
final class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    static final String AUDIENCE = "countersign";
    static final String TYPE = "at+jwt";
    static final String KIND = "kind";
    static final String NAME = "name";
    static final String ROLES = "roles";
    static final String CAPABILITIES = "capabilities";
    static final String LEGAL_ENTITIES = "legal_entities";

    private final IdentityStore identities;
    private final PublicAddress address;

    TokenClaims(IdentityStore identities, PublicAddress address) {
        this.identities = identities;
        this.address = address;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        Authentication principal = context.getPrincipal();
        if (principal == null) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
        Identified who = identities
                .identify(principal.getName())
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT));
        context.getClaims().issuer(address.issuer()).claim(NAME, who.actor().name());
        if (!OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            return;
        }
        context.getJwsHeader().type(TYPE);
        context.getClaims()
                .audience(List.of(AUDIENCE))
                .claim(KIND, who.actor().kind().name())
                .claim(ROLES, sorted(who.roles().stream()))
                .claim(CAPABILITIES, sorted(who.capabilities().stream().map(Capability::code)))
                .claim(LEGAL_ENTITIES, sorted(who.legalEntities().stream()));
    }

    private static List<String> sorted(java.util.stream.Stream<String> values) {
        return values.sorted().toList();
    }
}
