package io.countersign.governance.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a seal signs: the RFC 8785 form of its number, tree size, root, the hash of the seal before, its time and its key.
 * Hashes are hex.
 */
record SealText(long number, long treeSize, String root, String previous, Instant sealedAt, String key) {

    /** What comes before the first seal. */
    static final String NOTHING = "0".repeat(64);

    private static final String TYPE = "countersign-audit-seal-v1";

    static SealText of(AuditTrail.Seal seal) {
        return new SealText(seal.number(), seal.treeSize(), seal.root(), seal.previous(), seal.sealedAt(), seal.key());
    }

    String text() {
        return CanonicalJson.of(Map.of(
                "type", TYPE,
                "seal", number,
                "treeSize", treeSize,
                "root", root,
                "previous", previous,
                "sealedAt", sealedAt.toString(),
                "key", key));
    }

    byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /** What the next seal names as the one before. */
    String hash() {
        return HexFormat.of().formatHex(MerkleTree.sha256().digest(bytes()));
    }

    boolean signedBy(byte[] publicKey, byte[] signature) {
        return signed(text(), publicKey, signature);
    }

    static boolean signed(String text, byte[] publicKey, byte[] signature) {
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(publicKey));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text.getBytes(StandardCharsets.UTF_8));
            return check.verify(signature);
        } catch (GeneralSecurityException broken) {
            return false;
        }
    }

    /** How a public key is called. */
    static String keyId(byte[] publicKey) {
        return HexFormat.of().formatHex(MerkleTree.sha256().digest(publicKey), 0, 8);
    }
}
