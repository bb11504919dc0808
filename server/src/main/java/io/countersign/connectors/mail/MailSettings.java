package io.countersign.connectors.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mail server, from {@code countersign.mail}. Without a host nothing is sent.
 *
 * @param port 587 with STARTTLS, 465 with TLS, 25 without, where none is named
 * @param tls how the way to the server is protected; {@code NONE} on this machine only
 * @param from the sender's address, which also gets what bounces
 * @param replyTo where answers go, if not to the sender
 * @param timeout for the connection and for each answer
 */
@ConfigurationProperties("countersign.mail")
record MailSettings(
        @Nullable String host,
        @Nullable Integer port,
        @DefaultValue("STARTTLS") Tls tls,
        @Nullable String user,
        @Nullable String password,
        @Nullable String from,
        @Nullable String replyTo,
        @DefaultValue("20s") Duration timeout) {

    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    /** How the way to the mail server is protected. */
    enum Tls {
        STARTTLS(587),
        TLS(465),
        NONE(25);

        private final int port;

        Tls(int port) {
            this.port = port;
        }
    }

    MailSettings {
        if (host != null && tls == Tls.NONE && !HERE.contains(host)) {
            throw new IllegalArgumentException("countersign.mail.tls may be NONE only where the host is this machine");
        }
        if (host != null) {
            check("countersign.mail.from", from);
        }
        if (replyTo != null) {
            check("countersign.mail.reply-to", replyTo);
        }
    }

    int usedPort() {
        return port == null ? tls.port : port;
    }

    private static void check(String setting, @Nullable String address) {
        try {
            if (address == null || address.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(setting + " has to be an e-mail address");
            }
            new InternetAddress(address, true).validate();
        } catch (AddressException wrong) {
            throw new IllegalArgumentException(setting + " is no e-mail address: " + wrong.getMessage(), wrong);
        }
    }
}
