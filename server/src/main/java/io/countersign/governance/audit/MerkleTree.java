package io.countersign.governance.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The hashing of RFC 6962, section 2.1, over leaves that come one after the other. Holds one hash a level. */
final class MerkleTree {

    /** Full subtrees of 256, 65,536 ... leaves are kept. */
    static final int LEVEL_BITS = 8;

    /** Is told each full subtree of 256^level leaves. */
    interface Nodes {
        void full(int level, long position, byte[] hash);
    }

    private static final Nodes FORGET = (level, position, hash) -> {};

    /** The hash of the full subtree of 2^i leaves at the right edge, where there is one. */
    private final List<byte[]> edge = new ArrayList<>();

    private final MessageDigest digest = sha256();
    private final Nodes nodes;
    private long size;

    MerkleTree() {
        this(FORGET);
    }

    MerkleTree(Nodes nodes) {
        this.nodes = nodes;
    }

    /** Goes on from a tree whose full subtrees, largest first, are given. */
    static MerkleTree resume(long size, List<byte[]> largestFirst, Nodes nodes) {
        MerkleTree tree = new MerkleTree(nodes);
        int next = largestFirst.size();
        for (int height = 0; size >>> height != 0; height++) {
            tree.edge.add((size >>> height & 1) == 1 ? largestFirst.get(--next) : new byte[0]);
        }
        tree.size = size;
        return tree;
    }

    void append(byte[] leafHash) {
        byte[] hash = leafHash;
        int height = 0;
        while ((size >>> height & 1) == 1) {
            hash = node(digest, edge.get(height), hash);
            edge.set(height, new byte[0]);
            height++;
            if (height % LEVEL_BITS == 0) {
                nodes.full(height / LEVEL_BITS, size >>> height, hash);
            }
        }
        if (height == edge.size()) {
            edge.add(hash);
        } else {
            edge.set(height, hash);
        }
        size++;
    }

    long size() {
        return size;
    }

    byte[] root() {
        byte[] root = null;
        for (int height = 0; size >>> height != 0; height++) {
            if ((size >>> height & 1) == 1) {
                root = root == null ? edge.get(height) : node(digest, edge.get(height), root);
            }
        }
        return root == null ? digest.digest() : root;
    }

    /** May be called by several threads at once. */
    static byte[] leaf(byte[] content) {
        MessageDigest digest = sha256();
        digest.update((byte) 0);
        return digest.digest(content);
    }

    static byte[] node(MessageDigest digest, byte[] left, byte[] right) {
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }

    /** Whether a path leads from a leaf to a root (RFC 9162, section 2.1.3.2). */
    static boolean proves(long leaf, long size, byte[] leafHash, List<byte[]> path, byte[] root) {
        if (leaf < 0 || leaf >= size) {
            return false;
        }
        MessageDigest digest = sha256();
        long left = leaf;
        long last = size - 1;
        byte[] hash = leafHash;
        for (byte[] sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((left & 1) == 1 || left == last) {
                hash = node(digest, sibling, hash);
                while ((left & 1) == 0 && left != 0) {
                    left >>>= 1;
                    last >>>= 1;
                }
            } else {
                hash = node(digest, hash, sibling);
            }
            left >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Arrays.equals(hash, root);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
