package io.countersign.governance.identity;

import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * The company's own OpenID provider. It is asked about itself when it is first needed, so that we start without it: the
 * API then refuses tokens for a while, and payments that are under way go on.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("!" + EmbeddedProvider.IS_USED)
class OutsideProvider {

    @Bean
    BearerTokens bearerTokens(IdentityProperties properties, OutsideIdentities outside, Clock clock) {
        IdentityProperties.Oidc oidc = properties.oidc();
        String issuer = Objects.requireNonNull(oidc.issuer());
        return new BearerTokens(
                new SupplierJwtDecoder(() -> {
                    NimbusJwtDecoder decoder =
                            NimbusJwtDecoder.withIssuerLocation(issuer).build();
                    JwtTimestampValidator time = new JwtTimestampValidator();
                    time.setClock(clock);
                    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                            time, new JwtIssuerValidator(issuer), new JwtAudienceValidator(oidc.audience())));
                    return decoder;
                }),
                outside,
                clock);
    }

    @Bean
    ClientRegistrationRepository consoleRegistration(IdentityProperties properties, PublicAddress address) {
        AtomicReference<@Nullable ClientRegistration> known = new AtomicReference<>();
        return registrationId -> {
            ClientRegistration registration = known.get();
            if (registration == null) {
                registration = registration(properties.oidc(), address);
                known.set(registration);
            }
            return registration;
        };
    }

    private static ClientRegistration registration(IdentityProperties.Oidc oidc, PublicAddress address) {
        ClientRegistration.Builder builder = ClientRegistrations.fromIssuerLocation(
                        Objects.requireNonNull(oidc.issuer()))
                .registrationId("countersign")
                .clientId(oidc.clientId())
                .scope("openid", "profile")
                .redirectUri(address.callback())
                .userNameAttributeName("sub");
        if (oidc.clientSecret() == null) {
            return builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                    .build();
        }
        return builder.clientSecret(oidc.clientSecret()).build();
    }
}
