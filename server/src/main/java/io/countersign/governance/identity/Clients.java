package io.countersign.governance.identity;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * Who may ask the embedded authorization server for tokens: the console and the command line for people, and the service
 * accounts for themselves.
 */
final class Clients implements RegisteredClientRepository {

    static final String CONSOLE = "countersign-console";
    static final String COMMAND_LINE = "countersign-cli";
    static final String CALLBACK = "/login/oauth2/code/countersign";

    private static final TokenSettings TOKENS = TokenSettings.builder()
            .accessTokenTimeToLive(Duration.ofMinutes(5))
            .authorizationCodeTimeToLive(Duration.ofMinutes(1))
            .build();

    private final IdentityStore identities;
    private final PublicAddress address;
    private final Clock clock;

    Clients(IdentityStore identities, PublicAddress address, Clock clock) {
        this.identities = identities;
        this.address = address;
        this.clock = clock;
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("Clients are service accounts; they are kept by their own door");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return switch (clientId) {
            case CONSOLE ->
                forPeople(CONSOLE)
                        .redirectUri(address.issuer() + CALLBACK)
                        .redirectUri("http://127.0.0.1" + CALLBACK)
                        .build();
            case COMMAND_LINE ->
                forPeople(COMMAND_LINE).redirectUri("http://127.0.0.1/callback").build();
            default -> serviceAccount(clientId);
        };
    }

    /** Loopback addresses may come with any port (RFC 8252 §7.3). */
    private static RegisteredClient.Builder forPeople(String id) {
        return RegisteredClient.withId(id)
                .clientId(id)
                .clientName(id)
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .scope(OidcScopes.OPENID)
                .scope(OidcScopes.PROFILE)
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build())
                .tokenSettings(TOKENS);
    }

    private @Nullable RegisteredClient serviceAccount(String id) {
        Identity account = identities
                .find(id)
                .filter(found -> !found.human() && found.isUsable(clock.instant()))
                .orElse(null);
        if (account == null) {
            return null;
        }
        IdentityStore.Proof proof = identities.proof(id);
        RegisteredClient.Builder client = RegisteredClient.withId(id)
                .clientId(id)
                .clientName(account.name())
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .tokenSettings(TOKENS);
        if (proof.publicKey() != null) {
            return client.clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
                    .clientSettings(ClientSettings.builder()
                            .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.RS256)
                            .build())
                    .build();
        }
        return client.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                .clientSecret(Objects.requireNonNull(proof.secret()))
                .build();
    }
}
