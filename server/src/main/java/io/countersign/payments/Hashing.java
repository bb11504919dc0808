package io.countersign.payments;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256. */
final class Hashing {

    private final MessageDigest digest;

    Hashing() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static String hex(String text) {
        Hashing hashing = new Hashing();
        hashing.update(text.getBytes(StandardCharsets.UTF_8));
        return hashing.hex();
    }

    static String hex(byte[] bytes) {
        Hashing hashing = new Hashing();
        hashing.update(bytes);
        return hashing.hex();
    }

    void update(byte[] bytes) {
        digest.update(bytes);
    }

    OutputStream over(OutputStream out) {
        return new DigestOutputStream(out, digest);
    }

    /** Ends the hash. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
