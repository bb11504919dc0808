package io.countersign.governance.audit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Proves offline that one entry is in the tree a seal signed (RFC 6962, section 2.1.1).
 *
 * @param entry the RFC 8785 form of the entry, the bytes that were hashed
 * @param leaf its place in the tree
 * @param leafHash hex
 * @param path hex hashes from the leaf to the root
 * @param seal the first seal that covers it
 * @param publicKeyPem the key the seal names; compare it with one you got elsewhere
 */
public record InclusionProof(
        long number,
        String entry,
        long leaf,
        String leafHash,
        List<String> path,
        AuditTrail.Seal seal,
        String publicKeyPem) {

    /** Recomputes everything from the entry's text and the public key. */
    public boolean holds() {
        byte[] hash = MerkleTree.leaf(entry.getBytes(StandardCharsets.UTF_8));
        List<byte[]> hashes = path.stream().map(HexFormat.of()::parseHex).toList();
        byte[] key = Base64.getMimeDecoder().decode(publicKeyPem.replaceAll("-----[A-Z ]+-----", ""));
        SealText text = SealText.of(seal);
        return HexFormat.of().formatHex(hash).equals(leafHash)
                && MerkleTree.proves(
                        leaf, seal.treeSize(), hash, hashes, HexFormat.of().parseHex(text.root()))
                && SealText.keyId(key).equals(seal.key())
                && text.signedBy(key, HexFormat.of().parseHex(seal.signature()));
    }
}
