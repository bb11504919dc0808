package io.countersign.payments.ports;

import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What banks send: each file is stored as it came, then read, and never lost. What it is is decided by its content, not by
 * its name. A connector implements it; the gateway and the console use it.
 */
public interface BankInbox {

    /** How a file ended. */
    sealed interface Receipt {
        /** It was read and applied; {@code outcome} says what came of it. */
        record Read(UUID fileId, String kind, String outcome, List<String> warnings) implements Receipt {}

        /** The same bytes came before. */
        record Seen(UUID fileId, String earlierName, Instant earlierAt) implements Receipt {}

        /** It is kept, nothing of it was applied, and a technical case says why. */
        record Quarantined(
                UUID fileId,
                ErrorCode code,
                String why,
                @Nullable String place) implements Receipt {}

        /** It is kept and will be read as soon as what it needs answers again. */
        record Waiting(UUID fileId, String why) implements Receipt {}

        /** Nothing was kept. */
        record Refused(ErrorCode code, String why) implements Receipt {}
    }

    /**
     * A stored file as it can be read.
     *
     * @param state STORED, READ or QUARANTINED
     * @param sha256 of the file as it came
     * @param openedSha256 of what was inside, where the bank had signed or encrypted it
     * @param signedBy the bank's key that signed it
     */
    record FileView(
            UUID id,
            String connection,
            String name,
            Instant receivedAt,
            String receivedBy,
            long size,
            String sha256,
            String state,
            @Nullable String kind,
            @Nullable String messageId,
            @Nullable String outcome,
            @Nullable String place,
            List<String> warnings,
            @Nullable String openedSha256,
            @Nullable String signedBy) {}

    /**
     * Takes in a file that a person or a program hands over, and records who it was. Needs {@code statements:ingest}, and a
     * connection in the caller's scope that is a portal or whose bank signs its files.
     */
    Receipt receive(Caller caller, String connection, String name, InputStream content);

    /** The connections for which this caller may hand in files; by name. */
    List<String> brought(Caller caller);

    /** Newest first. Needs {@code statements:ingest}, {@code cases:technical} or {@code reconciliation:work}. */
    List<FileView> list(Caller caller, @Nullable String state, @Nullable UUID after, int limit);

    Optional<FileView> find(Caller caller, UUID fileId);

    /** The bytes of a stored file as they came. */
    Optional<InputStream> original(Caller caller, UUID fileId);

    /** What was read: the same, or what was inside where the bank had sealed it. */
    Optional<InputStream> readable(Caller caller, UUID fileId);
}
