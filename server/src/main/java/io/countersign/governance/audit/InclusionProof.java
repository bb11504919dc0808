package io.countersign.governance.audit;

import java.util.List;

/**
 * Proves offline that one entry is in the tree a seal signed (RFC 6962, section 2.1.1).
 *
 * @param entry the RFC 8785 form of the entry, the bytes that were hashed
 * @param leaf its place in the tree
 * @param leafHash hex
 * @param path hex hashes from the leaf to the root
 * @param seal the first seal that covers it
 */
public record InclusionProof(
        long number, String entry, long leaf, String leafHash, List<String> path, AuditTrail.Seal seal) {}
