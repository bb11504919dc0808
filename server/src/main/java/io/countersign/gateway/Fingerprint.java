package io.countersign.gateway;

import io.countersign.model.ErrorCode;
import io.countersign.payments.IdempotencyKey;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Says whether two requests with one Idempotency-Key are the same request. */
final class Fingerprint {

    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";

    private static final int LONGEST = 255;

    private Fingerprint() {}

    static IdempotencyKey required(HttpServletRequest request, byte[] body) {
        IdempotencyKey key = optional(request, body);
        if (key == null) {
            throw new ApiProblem(ErrorCode.IDEMPOTENCY_KEY_MISSING, null);
        }
        return key;
    }

    /** For a request that may be repeated without harm; null if it has no key. */
    static @Nullable IdempotencyKey optional(HttpServletRequest request, byte[] body) {
        String key = key(request);
        if (key == null) {
            return null;
        }
        MessageDigest digest = begin(request);
        digest.update(body);
        return new IdempotencyKey(key, HexFormat.of().formatHex(digest.digest()));
    }

    /** The key, or null if there is none. */
    static @Nullable String key(HttpServletRequest request) {
        String key = request.getHeader(HEADER);
        if (key == null || key.isEmpty()) {
            return null;
        }
        if (key.length() > LONGEST || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ApiProblem(
                    ErrorCode.IDEMPOTENCY_KEY_MISSING,
                    "1 to %d visible ASCII characters are expected".formatted(LONGEST));
        }
        return key;
    }

    /** Method, path and parameters; the body follows. */
    static MessageDigest begin(HttpServletRequest request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String query = request.getQueryString();
            String head =
                    request.getMethod() + ' ' + request.getRequestURI() + '?' + (query == null ? "" : query) + '\n';
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            return digest;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
