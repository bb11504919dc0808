package io.countersign.governance.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/** The identity provider of the first minutes, and of companies that have no other: an OpenID provider in the program. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression(EmbeddedProvider.IS_USED)
class EmbeddedProvider {

    static final String IS_USED = "'${countersign.oidc.issuer:}'.isBlank()";

    /** Clocks of our own processes agree; a little is allowed for those of a cluster. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);

    /** Where a person was going at the authorization server; the console remembers its own way beside it. */
    static RequestCache wayToAuthorize() {
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.setSessionAttrName("COUNTERSIGN_AUTHORIZE_REQUEST");
        return cache;
    }

    @Bean
    @Order(1)
    SecurityFilterChain authorizationServer(HttpSecurity http, IdentityStore identities) {
        http.oauth2AuthorizationServer(server -> {
                    http.securityMatcher(server.getEndpointsMatcher());
                    configure(server, identities);
                })
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .requestCache(cache -> cache.requestCache(wayToAuthorize()))
                .exceptionHandling(problems -> problems.defaultAuthenticationEntryPointFor(
                        new LoginUrlAuthenticationEntryPoint("/signin"),
                        new MediaTypeRequestMatcher(MediaType.TEXT_HTML)));
        return http.build();
    }

    /** No user info endpoint is announced: the ID token says all there is, and nothing about it is stored. */
    private static void configure(OAuth2AuthorizationServerConfigurer server, IdentityStore identities) {
        server.oidc(oidc -> oidc.providerConfigurationEndpoint(endpoint -> endpoint.providerConfigurationCustomizer(
                        provider -> provider.claims(claims -> claims.remove("userinfo_endpoint")))))
                .clientAuthentication(clients -> clients.authenticationProviders(providers -> providers.forEach(one -> {
                    if (one instanceof JwtClientAssertionAuthenticationProvider assertions) {
                        assertions.setJwtDecoderFactory(new ClientAssertions(identities));
                    }
                })));
    }

    @Bean
    RegisteredClientRepository clients(IdentityStore identities, PublicAddress address, Clock clock) {
        return new Clients(identities, address, clock);
    }

    @Bean
    OAuth2AuthorizationService authorizationCodes(
            JdbcClient jdbc, JsonMapper json, RegisteredClientRepository clients, Clock clock) {
        return new AuthorizationCodes(jdbc, json, clients, clock);
    }

    /** The issuer is whatever address was asked, so that localhost and 127.0.0.1 both work; tokens carry ours. */
    @Bean
    AuthorizationServerSettings authorizationServerSettings() {
        return AuthorizationServerSettings.builder().build();
    }

    @Bean
    JWKSource<SecurityContext> signingKeys(IdentityProperties properties) {
        return new ImmutableJWKSet<>(new JWKSet(SigningKey.in(properties.keysDir())));
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> tokenClaims(IdentityStore identities, PublicAddress address) {
        return new TokenClaims(identities, address);
    }

    @Bean
    BearerTokens bearerTokens(
            JWKSource<SecurityContext> keys, OutsideIdentities outside, PublicAddress address, Clock clock)
            throws com.nimbusds.jose.JOSEException {
        RSAKey key = (RSAKey)
                ((ImmutableJWKSet<SecurityContext>) keys).getJWKSet().getKeys().getFirst();
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withPublicKey(key.toRSAPublicKey())
                .signatureAlgorithm(SignatureAlgorithm.RS256)
                .validateType(false)
                .build();
        JwtTimestampValidator time = new JwtTimestampValidator(CLOCK_SKEW);
        time.setClock(clock);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                time,
                new JwtTypeValidator(TokenClaims.TYPE),
                new JwtAudienceValidator(TokenClaims.AUDIENCE),
                new JwtClaimValidator<String>("iss", issuer -> address.issuer().equals(issuer))));
        return new BearerTokens(decoder, outside, clock);
    }

    @Bean
    PasswordSignIn passwordSignIn(
            IdentityStore identities,
            SignInThrottle throttle,
            SecretMaker secrets,
            IdentityJournal journal,
            TransactionOperations transaction) {
        return new PasswordSignIn(identities, throttle, secrets, journal, transaction);
    }

    /** The console is a client like any other; only the port it finds us on is known late. */
    @Bean
    ClientRegistrationRepository consoleRegistration(PublicAddress address) {
        return registrationId -> ClientRegistration.withRegistrationId("countersign")
                .clientId(Clients.CONSOLE)
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(address.callback())
                .scope("openid", "profile")
                .authorizationUri("/oauth2/authorize")
                .tokenUri(address.loopback() + "/oauth2/token")
                .jwkSetUri(address.loopback() + "/oauth2/jwks")
                .issuerUri(address.issuer())
                .userNameAttributeName("sub")
                .build();
    }
}
