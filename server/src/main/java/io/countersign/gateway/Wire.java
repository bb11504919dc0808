package io.countersign.gateway;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.countersign.governance.audit.AuditTrail;
import io.countersign.governance.events.LoggedEvent;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.Identity;
import io.countersign.payments.Views;
import io.countersign.payments.ports.BankInbox;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What only exists on the wire. Everything else is answered as the modules show it. */
final class Wire {

    private Wire() {}

    @Schema(description = "An instruction that was taken in")
    record Accepted(
            UUID id,
            @Schema(example = "PAY-26-118437") String reference,
            @Schema(example = "RECEIVED") String state) {}

    @Schema(description = "A payment run that was made")
    record MadeRun(
            UUID id,
            @Schema(example = "RUN-26-1187") String reference,

            @Schema(description = "How many payments it has")
            int payments) {}

    @Schema(description = "What came of a file of a bank that was handed in")
    record BankFile(
            UUID fileId,

            @Schema(
                    description = "REPEATED: the same bytes came before, and this is that file",
                    allowableValues = {"READ", "REPEATED", "QUARANTINED", "WAITING"})
            String state,

            @Schema(example = "camt.053") @Nullable String kind,

            @Schema(description = "What it changed, or why nothing of it was applied")
            String outcome,

            @Schema(description = "Where in the file the reading ended") @Nullable
            String place,

            @Nullable String code,
            List<String> warnings) {

        static BankFile of(BankInbox.Receipt.Read read) {
            return new BankFile(read.fileId(), "READ", read.kind(), read.outcome(), null, null, read.warnings());
        }

        static BankFile of(BankInbox.Receipt.Seen seen) {
            String outcome = "It came before, as %s on %s".formatted(seen.earlierName(), seen.earlierAt());
            return new BankFile(seen.fileId(), "REPEATED", null, outcome, null, null, List.of());
        }

        static BankFile of(BankInbox.Receipt.Quarantined file) {
            return new BankFile(
                    file.fileId(),
                    "QUARANTINED",
                    null,
                    file.why(),
                    file.place(),
                    file.code().code(),
                    List.of());
        }

        static BankFile of(BankInbox.Receipt.Waiting waiting) {
            return new BankFile(waiting.fileId(), "WAITING", null, waiting.why(), null, null, List.of());
        }
    }

    @Schema(description = "What calling back did")
    record Recalled(
            @Schema(description = "Payments that are called back; the messages leave at once")
            int recalled,

            @Schema(description = "Payments that cannot be: in another state, called back already, or too late")
            int leftBehind,

            @Schema(description = "Beneficiaries that are frozen now because of fraud")
            int frozen,

            @Schema(
                    description =
                            "Payments called back for fraud whose beneficiary is no party we know: nobody is frozen for them")
            int withoutParty) {}

    @Schema(description = "What an act did")
    record Act(
            @Schema(description = "Payments the act covers") int moved,

            @Schema(
                    description =
                            "Of these, those that reached the next state; for an approval the others wait for more signatures")
            int complete,

            @Schema(description = "Payments of the run it did not cover: held, or in another state")
            int leftBehind) {}

    @Schema(description = "The routes an amount could take, in the order of the policy's rows")
    record SimulatedRoutes(
            @Schema(description = "When it would be released")
            Instant at,

            List<Views.PossibleRoute> routes) {}

    @Schema(description = "One page; `next` is the cursor of the following one and absent at the end")
    record Page<T>(List<T> items, @Nullable String next) {}

    @Schema(description = "One line of a payment's story")
    record TimelineEntry(
            int sequence,
            Instant at,
            @Schema(example = "payment.approved") String type,
            String actorKind,
            String actorId,
            String actorName,
            @Nullable String why,

            @Schema(example = "approval-matrix@3#row-2", nullable = true) @Nullable
            String policy,

            String correlationId,

            @JsonRawValue @Schema(implementation = Map.class)
            String data) {

        static TimelineEntry of(Views.TimelineEntry entry) {
            return new TimelineEntry(
                    entry.sequence(),
                    entry.at(),
                    entry.type(),
                    entry.actorKind(),
                    entry.actorId(),
                    entry.actorName(),
                    entry.why(),
                    entry.policy(),
                    entry.correlationId(),
                    entry.data());
        }
    }

    @Schema(description = "An event, as CloudEvents 1.0 has it")
    record Event(
            @Schema(example = "1.0") String specversion,

            @Schema(description = "Unique; the idempotency key of whoever handles it")
            String id,

            @Schema(example = "/countersign") String source,

            @Schema(example = "io.countersign.payment.approved.v1")
            String type,

            @Schema(description = "What it is about") String subject,
            Instant time,
            @Schema(example = "application/json") String datacontenttype,

            @Schema(description = "Rises by one per subject")
            int sequence,

            @Nullable String legalentity,
            String correlationid,
            @Nullable String traceparent,

            @JsonRawValue @Schema(implementation = Map.class)
            String data) {

        static Event of(LoggedEvent event) {
            return new Event(
                    "1.0",
                    event.id(),
                    "/countersign",
                    event.wireType(),
                    event.subject(),
                    event.at(),
                    "application/json",
                    event.sequence(),
                    event.legalEntity(),
                    event.correlationId(),
                    event.traceparent(),
                    event.data());
        }
    }

    @Schema(description = "Events in order; `next` is where to go on, also when there are none")
    record Events(
            List<Event> items,
            String next,

            @Schema(description = "Whether more can be read at once")
            boolean more) {}

    @Schema(description = "An entry of the audit trail")
    record AuditEntry(
            @Schema(description = "Its place in the trail") long number,
            Instant at,
            String actorKind,
            String actorId,
            String actorName,
            @Nullable String origin,
            @Schema(example = "payment.approved") String act,
            String subject,
            @Nullable Integer sequence,
            @Nullable String why,
            @Nullable String policy,
            String correlationId,

            @JsonRawValue @Schema(implementation = Map.class)
            String detail,

            @Schema(description = "Its place in the signed tree; absent while it waits for the next seal") @Nullable
            Long leaf) {

        static AuditEntry of(AuditTrail.Entry entry) {
            return new AuditEntry(
                    entry.number(),
                    entry.at(),
                    entry.actorKind(),
                    entry.actorId(),
                    entry.actorName(),
                    entry.origin(),
                    entry.act(),
                    entry.subject(),
                    entry.sequence(),
                    entry.why(),
                    entry.policy(),
                    entry.correlationId(),
                    entry.detail(),
                    entry.leaf());
        }
    }

    @Schema(description = "What is wrong with an account, if anything")
    record AccountValidation(
            boolean valid,

            @Schema(description = "The number without spaces") @Nullable
            String number,

            @Schema(description = "The country of an IBAN") @Nullable
            String country,

            @Schema(description = "Whether the country takes part in SEPA") @Nullable
            Boolean sepa,

            List<Problem.OneFault> faults) {}

    @Schema(description = "An identity after a change")
    record IdentityChanged(
            String id,
            int version,

            @Schema(description = "A new password or client secret. It is told this once.") @Nullable
            String secret) {}

    @Schema(description = "A person or a service account")
    record IdentityView(
            String id,
            String name,
            List<String> roles,
            List<String> capabilities,

            @Schema(description = "Legal entities in scope; empty means all")
            List<String> legalEntities,

            @Nullable String owner,
            @Nullable Instant expiresAt,
            boolean active,
            int version,
            Instant createdAt) {

        static IdentityView of(Identity identity) {
            return new IdentityView(
                    identity.id(),
                    identity.name(),
                    identity.roles().stream().sorted().toList(),
                    identity.capabilities().stream()
                            .map(Capability::code)
                            .sorted()
                            .toList(),
                    identity.legalEntities().stream().sorted().toList(),
                    identity.owner(),
                    identity.expiresAt(),
                    identity.active(),
                    identity.version(),
                    identity.createdAt());
        }
    }
}
