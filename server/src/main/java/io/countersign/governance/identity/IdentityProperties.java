package io.countersign.governance.identity;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How people and programs are recognised.
 *
 * @param publicUrl the address people use, such as {@code https://pay.example.com}; without it {@code
 *     http://localhost:<port>}
 * @param demo whether the demo people are made
 * @param demoPassword of all demo people; one is made up and told once if it is not given
 * @param demoSecret of the demo service accounts, likewise
 * @param data the data directory
 */
@ConfigurationProperties("countersign")
record IdentityProperties(
        @Nullable String publicUrl,
        @DefaultValue("false") boolean demo,
        @Nullable String demoPassword,
        @Nullable String demoSecret,
        @DefaultValue(".countersign") Path data,
        @DefaultValue Keys keys,
        @DefaultValue Oidc oidc) {

    /** @param dir where the key that signs our tokens is kept */
    record Keys(@Nullable Path dir) {}

    /**
     * An identity provider of the company's. With an issuer, the embedded one is off.
     *
     * @param rolesClaim the claim that lists roles or groups
     * @param roles what the provider's roles are called here; a role that is not named keeps its name
     * @param legalEntitiesClaim the claim that lists the legal entities in scope; absent means all
     * @param audience what access tokens for us carry as {@code aud}
     */
    record Oidc(
            @Nullable String issuer,
            @DefaultValue("countersign") String clientId,
            @Nullable String clientSecret,
            @DefaultValue("roles") String rolesClaim,
            @DefaultValue Map<String, String> roles,
            @DefaultValue("legal_entities") String legalEntitiesClaim,
            @DefaultValue("countersign") String audience) {}

    Path keysDir() {
        return keys.dir() == null ? data.resolve("keys") : keys.dir();
    }
}
