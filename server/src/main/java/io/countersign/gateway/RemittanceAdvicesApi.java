package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.RemittanceAdvices;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
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
        name = "Remittance advices",
        description =
                "Documents that tell creditors what a payment pays, where the bank's text does not. Policy says who is"
                        + " sent one. It is made when the bank has accepted or booked the payment.")
class RemittanceAdvicesApi {

    private final RemittanceAdvices advices;
    private final PaymentQueries queries;
    private final JsonBody body;

    RemittanceAdvicesApi(RemittanceAdvices advices, PaymentQueries queries, JsonBody body) {
        this.advices = advices;
        this.queries = queries;
        this.body = body;
    }

    @GetMapping("/v1/payments/{id}/remittance-advice")
    @Operation(
            operationId = "readRemittanceAdvice",
            summary = "Read the remittance advice of a payment",
            description =
                    "Not found where policy wants none, and before the bank has taken the payment. With `.pdf` behind"
                            + " it, the document. Needs `payments:read`.")
    RemittanceAdvices.View read(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Answers.found(queries.payment(caller, id));
        return Answers.found(advices.of(caller, id));
    }

    @GetMapping(path = "/v1/payments/{id}/remittance-advice.pdf", produces = MediaType.APPLICATION_PDF_VALUE)
    @Operation(operationId = "readRemittanceAdvicePdf", summary = "Read the remittance advice of a payment as PDF")
    ResponseEntity<InputStreamResource> pdf(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        RemittanceAdvices.Pdf pdf = Answers.found(advices.pdf(caller, id));
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(pdf.fileName())
                                .build()
                                .toString())
                .body(new InputStreamResource(pdf.content()));
    }

    @PostMapping("/v1/payments/{id}/remittance-advice/send")
    @Operation(
            operationId = "sendRemittanceAdvice",
            summary = "Order an advice to be sent that was not",
            description = "To the address the ERP has now. Needs `payments:initiate` or `cases:technical`.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.Act send(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return Answers.act(advices.order(caller, id, why));
    }
}
