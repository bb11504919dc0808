package io.countersign.governance.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Where we are: for people and programs outside, and for the console that fetches its tokens from ourselves. */
@Component
class PublicAddress {

    private final @Nullable String configured;
    private final Environment environment;

    PublicAddress(IdentityProperties properties, Environment environment) {
        this.configured = properties.publicUrl();
        this.environment = environment;
    }

    /** The issuer of our tokens. Known once the port is. */
    String issuer() {
        return configured == null ? "http://localhost:" + port() : configured.replaceAll("/+$", "");
    }

    /** Where the identity provider sends people back to: by the address they use, which a proxy may hide from us. */
    String callback() {
        return (configured == null ? "{baseUrl}" : issuer()) + Clients.CALLBACK;
    }

    /** Ourselves without a detour over the network. */
    String loopback() {
        boolean encrypted = environment.getProperty("server.ssl.enabled", Boolean.class, false);
        return encrypted ? issuer() : "http://127.0.0.1:" + port();
    }

    private int port() {
        return environment.getProperty(
                "local.server.port", Integer.class, environment.getProperty("server.port", Integer.class, 8080));
    }
}
