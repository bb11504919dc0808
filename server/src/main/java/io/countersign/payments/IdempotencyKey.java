package io.countersign.payments;

/**
 * What makes a request the same request.
 *
 * @param key chosen by the caller, 1 to 255 printable characters, unique within the caller
 * @param fingerprint hex SHA-256 of the request: method, path and body
 */
public record IdempotencyKey(String key, String fingerprint) {

    /** For a request that is told by what it asks. */
    public static IdempotencyKey of(String key, Object request) {
        return new IdempotencyKey(key, Hashing.hex(request.toString()));
    }
}
