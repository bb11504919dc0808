package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.payments.IdempotencyKey;
import io.countersign.payments.Intake;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.PaymentState;
import io.countersign.payments.Payments;
import io.countersign.payments.Views;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Payments", description = "One instruction to move one amount to one creditor account")
class PaymentsApi {

    private final Payments payments;
    private final PaymentQueries queries;
    private final JsonBody body;
    private final InstructionReader reader;

    PaymentsApi(Payments payments, PaymentQueries queries, JsonBody body, InstructionReader reader) {
        this.payments = payments;
        this.queries = queries;
        this.body = body;
        this.reader = reader;
    }

    @PostMapping(path = "/v1/payments", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "initiatePayment",
            summary = "Take in one instruction",
            description =
                    "Needs `payments:initiate`. The same Idempotency-Key with the same body answers the first answer"
                            + " again, marked `Idempotent-Replayed: true`; with another body it is refused. All faults of a body"
                            + " are told at once. A suspected duplicate is taken in and put on hold.",
            parameters =
                    @Parameter(
                            in = ParameterIn.HEADER,
                            name = Fingerprint.HEADER,
                            required = true,
                            description = "One unique key per instruction, 1 to 255 visible ASCII characters"),
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.NewPayment.class))))
    @ApiResponse(responseCode = "201", description = "Taken in, now or by the first request with this key")
    ResponseEntity<Wire.Accepted> initiate(Caller caller, HttpServletRequest request) {
        Answers.require(caller, Capability.PAYMENTS_INITIATE);
        byte[] bytes = body.bytes(request, JsonBody.SMALL);
        IdempotencyKey key = Fingerprint.required(request, bytes);
        return switch (reader.read(body.object(bytes), "", null)) {
            case InstructionReader.Read.Bad bad -> throw ApiProblem.of(bad.faults());
            case InstructionReader.Read.Good good -> answer(payments.initiate(caller, good.payment(), key));
        };
    }

    private static ResponseEntity<Wire.Accepted> answer(Intake intake) {
        return switch (intake) {
            case Intake.Accepted taken ->
                created(taken.id())
                        .body(new Wire.Accepted(
                                taken.id(), taken.reference(), taken.state().name()));
            case Intake.Replayed first ->
                created(first.id())
                        .header(Fingerprint.REPLAYED, "true")
                        .body(new Wire.Accepted(
                                first.id(), first.reference(), first.state().name()));
            case Intake.Refused refused ->
                throw refused.code() == ErrorCode.INVALID
                        ? ApiProblem.of(refused.faults())
                        : new ApiProblem(refused.code(), null, refused.faults());
        };
    }

    private static ResponseEntity.BodyBuilder created(UUID id) {
        return ResponseEntity.created(URI.create("/v1/payments/" + id))
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @GetMapping("/v1/payments")
    @Operation(
            operationId = "listPayments",
            summary = "List payments, newest first",
            description = "Needs `payments:read`.")
    Wire.Page<Views.Payment> list(
            Caller caller,
            @Parameter(description = "Part of a creditor, a reference or the end of an account")
                    @RequestParam(name = "text", required = false)
                    @Nullable
                    String text,
            @RequestParam(name = "legalEntity", required = false) @Nullable String legalEntity,
            @Parameter(description = "Any of these states") @RequestParam(name = "state", defaultValue = "")
                    List<PaymentState> states,
            @Parameter(description = "Payments of this run") @RequestParam(name = "run", required = false) @Nullable
                    UUID run,
            @RequestParam(name = "currency", required = false) @Nullable String currency,
            @Parameter(description = "`next` of the page before")
                    @RequestParam(name = "after", required = false)
                    @Nullable
                    String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        PaymentQueries.Filter filter = new PaymentQueries.Filter(text, legalEntity, states, run, currency);
        int most = Answers.limit(limit);
        Views.Page<Views.Payment> page = Answers.page(after, cursor -> queries.payments(caller, filter, cursor, most));
        return new Wire.Page<>(page.items(), page.next());
    }

    @GetMapping("/v1/payments/{id}")
    @Operation(
            operationId = "readPayment",
            summary = "Read one payment",
            description =
                    "With signatures, holds, invoices, bank file and bank replies. Beside a bank's codes stands their meaning in"
                            + " words (`statusMeaning`, `reasonMeaning`); a code that is on no list, such as a bank's own,"
                            + " has none. `reasonText` is what the bank wrote. Needs `payments:read`.")
    Views.PaymentDetail read(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        return Answers.found(queries.payment(caller, id));
    }

    @GetMapping("/v1/payments/{id}/timeline")
    @Operation(
            operationId = "readTimeline",
            summary = "Read the story of one payment, oldest first",
            description = "Needs `payments:read`.")
    List<Wire.TimelineEntry> timeline(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Answers.found(queries.payment(caller, id));
        return queries.timeline(caller, id).stream().map(Wire.TimelineEntry::of).toList();
    }

    @PostMapping("/v1/payments/{id}/override")
    @Operation(
            operationId = "overrideUnknown",
            summary = "Say how an unknown outcome is to be treated",
            description =
                    "Needs `payments:release` from two different people: the first proposes (`moved` is 0), the second"
                            + " confirms the same outcome. It covers the whole bank file.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Overriding.class))))
    Wire.Act override(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        Payments.Outcome outcome = fields.oneOf("outcome", Payments.Outcome.class);
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return Answers.act(payments.override(caller, id, java.util.Objects.requireNonNull(outcome), why));
    }

    @PostMapping("/v1/holds/{id}/lift")
    @Operation(
            operationId = "liftHold",
            summary = "Lift one hold",
            description =
                    "Needs `cases:business`; never by the payment's initiator. The payment goes on when it was the last.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.Act lift(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return Answers.act(payments.liftHold(caller, id, why));
    }
}
