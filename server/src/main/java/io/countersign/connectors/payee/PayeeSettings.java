package io.countersign.connectors.payee;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom to ask about payees, from {@code countersign.payee}. Without a URL nobody is asked.
 *
 * @param url the provider's endpoint for one verification; {@code https}, or {@code http} on this machine only
 * @param token sent as a bearer token, if the provider asks for one
 * @param timeout for one answer; the scheme promises one within five seconds
 */
@ConfigurationProperties("countersign.payee")
record PayeeSettings(
        @Nullable URI url,
        @DefaultValue("provider") String name,
        @Nullable String token,
        @DefaultValue("5s") Duration timeout) {

    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

    PayeeSettings {
        if (url != null && !"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && isHere(url))) {
            throw new IllegalArgumentException(
                    "countersign.payee.url has to begin with https: names and accounts travel");
        }
    }

    private static boolean isHere(URI url) {
        return url.getHost() != null && HERE.contains(url.getHost());
    }
}
