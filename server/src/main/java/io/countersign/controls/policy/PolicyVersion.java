package io.countersign.controls.policy;

import java.time.Instant;

/**
 * One version of a policy. Of the versions of a policy, the one that began last is in force.
 *
 * @param source the YAML it was loaded from, comments included
 * @param sha256 hex, of the source
 * @param origin {@code shipped}, or the file's name
 */
public record PolicyVersion(
        String policy,
        int version,
        Instant effectiveFrom,
        String owner,
        String description,
        String source,
        String sha256,
        String origin,
        Instant loadedAt,
        String loadedBy) {

    /** How decisions name it, such as {@code approval-matrix@3}. */
    public String name() {
        return policy + "@" + version;
    }
}
