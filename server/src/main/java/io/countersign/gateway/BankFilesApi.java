package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.payments.ManualUploads;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.ports.BankLines;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(
        name = "Bank connections",
        description =
                "The lines to banks, and the files that people carry where there is none: one person claims a file, gets"
                        + " its bytes, uploads it in the bank's portal and says so")
class BankFilesApi {

    private final BankLines lines;
    private final PaymentQueries queries;
    private final ManualUploads uploads;
    private final JsonBody body;

    BankFilesApi(BankLines lines, PaymentQueries queries, ManualUploads uploads, JsonBody body) {
        this.lines = lines;
        this.queries = queries;
        this.uploads = uploads;
        this.body = body;
    }

    @GetMapping("/v1/bank-connections")
    @Operation(
            operationId = "listBankConnections",
            summary = "List bank connections with their health",
            description = "Needs `payments:read`, `operations:read` or `cases:technical`.")
    List<BankLines.Line> connections(Caller caller) {
        Answers.require(caller, Capability.PAYMENTS_READ, Capability.OPERATIONS_READ, Capability.CASES_TECHNICAL);
        return lines.lines(caller);
    }

    @GetMapping("/v1/bank-connections/loads")
    @Operation(
            operationId = "listBankConnectionLoads",
            summary = "Sum up what each connection is yet to carry",
            description = "Needs `payments:read`.")
    List<PaymentQueries.Load> loads(Caller caller) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        return queries.loads(caller);
    }

    @GetMapping("/v1/manual-uploads")
    @Operation(
            operationId = "listManualUploads",
            summary = "List files that wait for a person or are with one",
            description = "Needs `payments:read`.")
    List<ManualUploads.Upload> waiting(Caller caller) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        return uploads.waiting(caller);
    }

    @PostMapping("/v1/manual-uploads/{id}/claim")
    @Operation(
            operationId = "claimManualUpload",
            summary = "Take a file, so that nobody else will",
            description = "Needs `payments:release`; people only.")
    Wire.Act claim(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        new Fields(body.optionalObject(request)).check();
        return Answers.act(uploads.claim(caller, id));
    }

    @PostMapping(path = "/v1/manual-uploads/{id}/download", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(
            operationId = "downloadManualUpload",
            summary = "Get the bytes of a file you carry",
            description = "From then on its outcome is unknown if you give it back.")
    ResponseEntity<InputStreamResource> download(Caller caller, @PathVariable("id") UUID id) {
        return switch (uploads.download(caller, id)) {
            case ManualUploads.Download.Refused refused -> throw new ApiProblem(refused.code(), refused.why());
            case ManualUploads.Download.Bytes bytes ->
                ResponseEntity.ok()
                        .contentLength(bytes.size())
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                ContentDisposition.attachment()
                                        .filename(bytes.fileName())
                                        .build()
                                        .toString())
                        .body(new InputStreamResource(bytes.content()));
        };
    }

    @PostMapping("/v1/manual-uploads/{id}/confirm")
    @Operation(
            operationId = "confirmManualUpload",
            summary = "Say that the bank has it",
            description = "Its payments are sent.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.UploadReceipt.class))))
    Wire.Act confirm(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String receipt = fields.reason("receipt", ActsApi.LONGEST_REASON);
        fields.check();
        return Answers.act(uploads.confirm(caller, id, receipt));
    }

    @PostMapping("/v1/manual-uploads/{id}/give-back")
    @Operation(
            operationId = "giveBackManualUpload",
            summary = "Say that you did not upload it",
            description = "If you got its bytes, the outcome is unknown until the bank answers or two people decide.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.Act giveBack(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return Answers.act(uploads.giveBack(caller, id, why));
    }
}
