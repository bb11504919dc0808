package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Recalls;
import io.countersign.payments.Target;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(
        name = "Recalls",
        description =
                "Calling back payments that have left. A recall is a request: the beneficiary has no duty to refund. Only"
                        + " money that came back reverses a payment and opens its bill; it is never paid again by itself.")
class RecallsApi {

    private static final String RULES =
            "Needs `payments:release`. The policy `recalls` says until when; the rows that ship follow the SEPA rulebooks: ten"
                    + " banking business days after execution for DUPL and TECH, thirteen months for FRAD, which also freezes"
                    + " the beneficiary at once.";

    private final Recalls recalls;
    private final PaymentQueries queries;
    private final JsonBody body;

    RecallsApi(Recalls recalls, PaymentQueries queries, JsonBody body) {
        this.recalls = recalls;
        this.queries = queries;
        this.body = body;
    }

    @PostMapping("/v1/payments/{id}/recall")
    @Operation(
            operationId = "recallPayment",
            summary = "Call a payment back",
            description = RULES,
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Recall.class))))
    Wire.Recalled payment(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Answers.found(queries.payment(caller, id));
        return switch (recall(caller, Target.payment(id), request)) {
            case Recalls.Result.Requested done ->
                new Wire.Recalled(done.recalled(), done.leftBehind(), done.frozen(), done.withoutParty());
            case Recalls.Result.Started _ -> throw new IllegalStateException("A payment is called back at once");
            case Recalls.Result.Refused refused -> throw new ApiProblem(refused.code(), refused.why());
        };
    }

    @PostMapping("/v1/payment-runs/{id}/recall")
    @Operation(
            operationId = "recallRun",
            summary = "Call back all payments of a run that can be",
            description = RULES
                    + " The payments are called back in portions; the answer says how far it has got, as does"
                    + " `GET /v1/payment-runs/{id}/recalls`. What cannot be called back stays as it is.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Recall.class))))
    @ResponseStatus(HttpStatus.ACCEPTED)
    Recalls.OfRun run(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Answers.found(queries.run(caller, id));
        return switch (recall(caller, Target.run(id), request)) {
            case Recalls.Result.Started(Recalls.OfRun run) -> run;
            case Recalls.Result.Requested _ -> throw new IllegalStateException("A run is called back in portions");
            case Recalls.Result.Refused refused -> throw new ApiProblem(refused.code(), refused.why());
        };
    }

    @GetMapping("/v1/payment-runs/{id}/recall-preview")
    @Operation(
            operationId = "previewRecallOfRun",
            summary = "Ask what calling a run back would reach, and what not and why",
            description = "Changes nothing. Needs `payments:release`.")
    Recalls.Preview preview(Caller caller, @PathVariable("id") UUID id, @RequestParam("reason") Recalls.Reason reason) {
        Answers.require(caller, Capability.PAYMENTS_RELEASE);
        Answers.found(queries.run(caller, id));
        return recalls.preview(caller, Target.run(id), reason);
    }

    @GetMapping("/v1/payment-runs/{id}/recalls")
    @Operation(
            operationId = "listRecallsOfRun",
            summary = "List how often a run was called back and how far that has got, the latest first",
            description = "`doneAt` is null while it goes on. Needs `payments:read`.")
    List<Recalls.OfRun> ofRun(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Answers.found(queries.run(caller, id));
        return recalls.ofRun(caller, id);
    }

    @GetMapping("/v1/payments/{id}/recalls")
    @Operation(
            operationId = "listRecalls",
            summary = "List the recalls of a payment, the latest first",
            description =
                    "With the bank's last answer: its codes, their meaning in words (`answerStatusMeaning`, `answerMeaning`)"
                            + " and what it wrote. Needs `payments:read`.")
    List<Recalls.View> list(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Answers.found(queries.payment(caller, id));
        return recalls.of(caller, id);
    }

    private Recalls.Result recall(Caller caller, Target target, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        Recalls.Reason reason = fields.oneOf("reason", Recalls.Reason.class);
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return recalls.recall(caller, target, Objects.requireNonNull(reason), why);
    }
}
