package io.countersign.payments.ports;

import io.countersign.governance.identity.Caller;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines to banks, as people and programs may see them. A connector implements it; the gateway and the console use it. */
public interface BankLines {

    /**
     * One bank connection.
     *
     * @param channel SFTP, HTTPS, FOLDER or PORTAL
     * @param accounts masked numbers of our accounts it serves
     * @param degraded whether it stopped answering, as last written by any process
     * @param since when that began, or when it answered again; null if nothing was ever asked of it
     * @param lastError what was wrong the last time it was degraded
     * @param lastFileAt when the bank last gave us a file over it; null if it never did
     * @param credentialsExpire the last day on which the bank takes our key; null where none is known
     * @param expiring whether that day is near enough to act
     */
    record Line(
            String name,
            String channel,
            List<String> accounts,
            boolean degraded,
            @Nullable Instant since,
            @Nullable String lastError,
            @Nullable Instant lastFileAt,
            @Nullable LocalDate credentialsExpire,
            boolean expiring) {}

    /** By name. Needs {@code payments:read}, {@code operations:read} or {@code cases:technical}. */
    List<Line> lines(Caller caller);
}
