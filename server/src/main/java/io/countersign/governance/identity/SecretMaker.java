package io.countersign.governance.identity;

import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Makes passwords and client secrets that are told once, and encodes them for keeping. */
@Component
class SecretMaker {

    /** bcrypt looks at no more; a longer password would be cut silently. */
    static final int LONGEST_BYTES = 72;

    static final int SHORTEST = 12;

    /** 192 bits for programs, 96 for people, who have to type it once. */
    private static final int CLIENT_BYTES = 24;

    private static final int PASSWORD_BYTES = 12;

    private final SecureRandom random = new SecureRandom();
    private final PasswordEncoder encoder;

    SecretMaker(PasswordEncoder encoder) {
        this.encoder = encoder;
    }

    String clientSecret() {
        return made(CLIENT_BYTES);
    }

    String oneTimePassword() {
        return made(PASSWORD_BYTES);
    }

    String encoded(String secret) {
        String encoded = encoder.encode(secret);
        if (encoded == null) {
            throw new IllegalArgumentException("There is nothing to encode");
        }
        return encoded;
    }

    boolean matches(String secret, String encoded) {
        return encoder.matches(secret, encoded);
    }

    private String made(int bytes) {
        byte[] made = new byte[bytes];
        random.nextBytes(made);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(made);
    }
}
