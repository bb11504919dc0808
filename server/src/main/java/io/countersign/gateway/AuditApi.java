package io.countersign.gateway;

import io.countersign.governance.audit.AuditTrail;
import io.countersign.governance.audit.InclusionProof;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Audit", description = "Who did what, when and why; append-only, and provable by a signed Merkle tree")
class AuditApi {

    private final AuditTrail trail;

    AuditApi(AuditTrail trail) {
        this.trail = trail;
    }

    @GetMapping("/v1/audit")
    @Operation(
            operationId = "listAudit",
            summary = "List entries of the audit trail, newest first",
            description = "Needs `audit:read`.")
    Wire.Page<Wire.AuditEntry> list(
            Caller caller,
            @RequestParam(name = "actor", required = false) @Nullable String actor,
            @Parameter(description = "An act or a family such as `payment.*`")
                    @RequestParam(name = "act", required = false)
                    @Nullable
                    String act,
            @RequestParam(name = "subject", required = false) @Nullable String subject,
            @RequestParam(name = "correlationId", required = false) @Nullable String correlationId,
            @RequestParam(name = "from", required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable
                    Instant from,
            @RequestParam(name = "until", required = false)
                    @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME)
                    @Nullable
                    Instant until,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        Answers.require(caller, Capability.AUDIT_READ);
        AuditTrail.Filter filter = new AuditTrail.Filter(actor, act, subject, correlationId, from, until);
        int most = Answers.limit(limit);
        AuditTrail.Page page = Answers.page(after, cursor -> trail.page(caller, filter, cursor, most));
        return new Wire.Page<>(page.entries().stream().map(Wire.AuditEntry::of).toList(), page.next());
    }

    @GetMapping("/v1/audit/status")
    @Operation(
            operationId = "auditStatus",
            summary = "Read what the trail holds and how much of it is sealed",
            description = "Needs `audit:read`.")
    AuditTrail.Status status(Caller caller) {
        Answers.require(caller, Capability.AUDIT_READ);
        return trail.status(caller);
    }

    @GetMapping("/v1/audit/seals")
    @Operation(
            operationId = "listSeals",
            summary = "List signed states of the tree, newest first",
            description = "Needs `audit:read`.")
    List<AuditTrail.Seal> seals(Caller caller, @RequestParam(name = "limit", defaultValue = "50") int limit) {
        Answers.require(caller, Capability.AUDIT_READ);
        return trail.seals(caller, Answers.limit(limit));
    }

    @GetMapping("/v1/audit/{number}/proof")
    @Operation(
            operationId = "readProof",
            summary = "Read the proof that an entry is in the signed tree",
            description = "Recomputed now; not found while the entry is not sealed. Needs `audit:read`.")
    InclusionProof proof(Caller caller, @PathVariable("number") long number) {
        Answers.require(caller, Capability.AUDIT_READ);
        return Answers.found(trail.proof(caller, number));
    }
}
