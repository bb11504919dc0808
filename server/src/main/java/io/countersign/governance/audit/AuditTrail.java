package io.countersign.governance.audit;

import io.countersign.governance.identity.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the audit trail and proves that its entries are in a signed tree. Everything needs {@code audit:read}. */
@Component
public class AuditTrail {

    /** Which entries; a null means any. {@code act} may be a family such as {@code payment.*}. */
    public record Filter(
            @Nullable String actor,
            @Nullable String act,
            @Nullable String subject,
            @Nullable String correlationId,
            @Nullable Instant from,
            @Nullable Instant until) {
        public static final Filter ALL = new Filter(null, null, null, null, null, null);

        public static Filter subject(String subject) {
            return new Filter(null, null, subject, null, null, null);
        }
    }

    /**
     * One entry.
     *
     * @param number its place in the trail
     * @param detail a JSON object
     * @param leaf its place in the signed tree; null while it waits for the next seal
     */
    public record Entry(
            long number,
            Instant at,
            String actorKind,
            String actorId,
            String actorName,
            @Nullable String origin,
            String act,
            String subject,
            @Nullable Integer sequence,
            @Nullable String why,
            @Nullable String policy,
            String correlationId,
            String detail,
            @Nullable Long leaf) {}

    /** Newest first. */
    public record Page(List<Entry> entries, @Nullable String next) {}

    /** A signed state of the tree. {@code root}, {@code previous} and {@code signature} are hex. */
    public record Seal(
            long number, long treeSize, String root, String previous, Instant sealedAt, String key, String signature) {}

    /** What the trail holds and how much of it is sealed. */
    public record Status(
            long entries,
            long sealed,
            @Nullable Seal last,
            @Nullable String publicKeyPem) {}

    public Page page(Caller caller, Filter filter, @Nullable String after, int limit) {
        throw new UnsupportedOperationException();
    }

    public Status status(Caller caller) {
        throw new UnsupportedOperationException();
    }

    /** Newest first. */
    public List<Seal> seals(Caller caller, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The proof of one entry, recomputed now; empty while the entry is not sealed. */
    public Optional<InclusionProof> proof(Caller caller, long number) {
        throw new UnsupportedOperationException();
    }

    /** The proofs of the sealed entries about one thing, oldest first, at most 1,000. */
    public List<InclusionProof> proofs(Caller caller, String subject) {
        throw new UnsupportedOperationException();
    }
}
