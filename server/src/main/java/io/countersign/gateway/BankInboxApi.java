package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.payments.ports.BankInbox;
import io.countersign.payments.ports.BankInbox.Receipt;
import io.countersign.reconciliation.Statements;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(
        name = "Bank files",
        description =
                "What banks send: each file is kept as it came, read once, and never lost. What it is is decided by"
                        + " its content")
class BankInboxApi {

    private static final String NEEDS =
            "Needs `statements:ingest`, `reconciliation:work`, `cases:technical` or `audit:read`.";

    private final BankInbox inbox;
    private final Statements statements;

    BankInboxApi(BankInbox inbox, Statements statements) {
        this.inbox = inbox;
        this.statements = statements;
    }

    @PostMapping(path = "/v1/bank-files", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(
            operationId = "handInBankFile",
            summary = "Hand in a file of a bank: a statement, a status report, the answer to a recall",
            description =
                    "For portal connections, and for those whose bank signs its files; whoever could write an answer of a"
                            + " bank could have a payment made twice. Who handed it in is on the audit trail. It is read at once. The same bytes are taken"
                            + " once, so that a repeated request does no harm. A file that cannot be read is kept and quarantined,"
                            + " with a technical case. Needs `statements:ingest`.",
            requestBody =
                    @RequestBody(
                            required = true,
                            description = "The bytes as the bank gave them",
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                                            schema = @Schema(type = "string", format = "binary"))))
    ResponseEntity<Wire.BankFile> handIn(
            Caller caller,
            HttpServletRequest request,
            @Parameter(description = "The bank connection it belongs to") @RequestParam("connection") String connection,
            @Parameter(description = "How the bank named it; only people read it") @RequestParam("name") String name) {
        try (InputStream content = request.getInputStream()) {
            return answer(inbox.receive(caller, connection, name, content));
        } catch (IOException broken) {
            throw new ApiProblem(ErrorCode.MALFORMED, "The upload ended too early");
        }
    }

    private static ResponseEntity<Wire.BankFile> answer(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Read read -> kept(HttpStatus.CREATED, Wire.BankFile.of(read));
            case Receipt.Seen seen -> kept(HttpStatus.OK, Wire.BankFile.of(seen));
            case Receipt.Quarantined file -> kept(HttpStatus.CREATED, Wire.BankFile.of(file));
            case Receipt.Waiting waiting -> kept(HttpStatus.ACCEPTED, Wire.BankFile.of(waiting));
            case Receipt.Refused refused -> throw new ApiProblem(refused.code(), refused.why());
        };
    }

    private static ResponseEntity<Wire.BankFile> kept(HttpStatus status, Wire.BankFile file) {
        return ResponseEntity.status(status).body(file);
    }

    @GetMapping("/v1/bank-files")
    @Operation(operationId = "listBankFiles", summary = "List the files of banks, newest first", description = NEEDS)
    Wire.Page<BankInbox.FileView> list(
            Caller caller,
            @Parameter(
                            description = "STORED, READ or QUARANTINED",
                            schema = @Schema(allowableValues = {"STORED", "READ", "QUARANTINED"}))
                    @RequestParam(name = "state", required = false)
                    @Nullable
                    String state,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        read(caller);
        int most = Answers.limit(limit);
        List<BankInbox.FileView> files = Answers.page(
                after, cursor -> inbox.list(caller, state, cursor == null ? null : UUID.fromString(cursor), most));
        return new Wire.Page<>(
                files, files.size() < most ? null : files.getLast().id().toString());
    }

    @GetMapping("/v1/bank-files/{id}")
    @Operation(operationId = "readBankFile", summary = "Read what came of a file of a bank", description = NEEDS)
    BankInbox.FileView one(Caller caller, @PathVariable("id") UUID id) {
        read(caller);
        return Answers.found(inbox.find(caller, id));
    }

    @GetMapping(path = "/v1/bank-files/{id}/content", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(
            operationId = "readBankFileContent",
            summary = "Get the bytes of a file of a bank, as they came",
            description = NEEDS)
    ResponseEntity<InputStreamResource> content(Caller caller, @PathVariable("id") UUID id) {
        read(caller);
        BankInbox.FileView file = Answers.found(inbox.find(caller, id));
        if (!statements.showsTextOfFile(caller, id)) {
            throw new ApiProblem(
                    ErrorCode.CAPABILITY_MISSING, "There may be salaries in this file; that needs payroll:details");
        }
        InputStream bytes = Answers.found(inbox.original(caller, id));
        return ResponseEntity.ok()
                .contentLength(file.size())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(file.name(), java.nio.charset.StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .body(new InputStreamResource(bytes));
    }

    private static void read(Caller caller) {
        Answers.require(
                caller,
                Capability.STATEMENTS_INGEST,
                Capability.RECONCILIATION_WORK,
                Capability.CASES_TECHNICAL,
                Capability.AUDIT_READ);
    }
}
