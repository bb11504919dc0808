package io.countersign.governance.audit;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Hashes of parts of a tree and paths through it, from stored leaves and full subtrees. */
final class TreePaths {

    /** Where stored hashes come from. */
    interface Hashes {

        /** The hash of the full subtree of 256^level leaves; level 0 are the leaves. */
        byte[] full(int level, long position);
    }

    private final Hashes hashes;
    private final MessageDigest digest = MerkleTree.sha256();

    TreePaths(Hashes hashes) {
        this.hashes = hashes;
    }

    /** The hash of so many leaves from a place on; the place is a multiple of the next power of two. */
    byte[] hash(long from, long count) {
        int height = Long.numberOfTrailingZeros(count);
        if (Long.bitCount(count) == 1 && height % MerkleTree.LEVEL_BITS == 0) {
            return hashes.full(height / MerkleTree.LEVEL_BITS, from >>> height);
        }
        long split = split(count);
        return MerkleTree.node(digest, hash(from, split), hash(from + split, count - split));
    }

    /** The hashes of the full subtrees of a tree, largest first. */
    List<byte[]> edge(long size) {
        List<byte[]> edge = new ArrayList<>();
        long from = 0;
        for (long left = size; left > 0; left -= Long.highestOneBit(left)) {
            long count = Long.highestOneBit(left);
            edge.add(hash(from, count));
            from += count;
        }
        return edge;
    }

    /** The path of a leaf in the tree of the first so many leaves, from the leaf up (RFC 6962, section 2.1.1). */
    List<byte[]> path(long leaf, long size) {
        List<byte[]> path = new ArrayList<>();
        path(leaf, 0, size, path);
        return path;
    }

    private void path(long leaf, long from, long count, List<byte[]> path) {
        if (count == 1) {
            return;
        }
        long split = split(count);
        if (leaf - from < split) {
            path(leaf, from, split, path);
            path.add(hash(from + split, count - split));
        } else {
            path(leaf, from + split, count - split, path);
            path.add(hash(from, split));
        }
    }

    /** The largest power of two below. */
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }
}
