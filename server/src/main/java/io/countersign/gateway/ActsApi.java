package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Payments;
import io.countersign.payments.Step;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The acts that move payments, on one payment and on a whole run alike. */
@RestController
@Tag(
        name = "Acts",
        description =
                "What people do to payments and payment runs. Initiation, approval and release are acts of different"
                        + " people; who approves or releases sends the hash of what was shown.")
class ActsApi {

    static final int LONGEST_REASON = 500;

    private static final String TARGET = "/v1/{of:payments|payment-runs}/{id}";
    private static final String OF = "Whether `id` is a payment's or a payment run's";

    private final Payments payments;
    private final PaymentQueries queries;
    private final JsonBody body;

    ActsApi(Payments payments, PaymentQueries queries, JsonBody body) {
        this.payments = payments;
        this.queries = queries;
        this.body = body;
    }

    /** Which signature is meant. */
    enum Signing {
        APPROVE,
        RELEASE
    }

    @GetMapping(TARGET + "/to-sign")
    @Operation(
            summary = "Read exactly what approving or releasing would sign",
            description =
                    "For you, now: count, exact sums, what stays behind, and the hash to send with the signature. If you"
                            + " may not sign, `refused` says why. Needs `payments:read`.")
    Views.ToSign toSign(
            Caller caller,
            @Parameter(description = OF, schema = @Schema(allowableValues = {"payments", "payment-runs"}))
                    @PathVariable("of")
                    String of,
            @PathVariable("id") UUID id,
            @RequestParam(name = "step") Signing step) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        return queries.toSign(caller, existing(caller, of, id), step == Signing.APPROVE ? Step.APPROVE : Step.RELEASE);
    }

    @PostMapping(TARGET + "/submit")
    @Operation(
            summary = "Hand validated payments to the approvers the policy names",
            description = "Needs `payments:initiate`.")
    Wire.Act submit(
            Caller caller, @PathVariable("of") String of, @PathVariable("id") UUID id, HttpServletRequest request) {
        Target target = existing(caller, of, id);
        new Fields(body.optionalObject(request)).check();
        return Answers.act(payments.submit(caller, target));
    }

    @PostMapping(TARGET + "/approve")
    @Operation(
            summary = "Approve what was shown",
            description =
                    "Needs `payments:approve` and a role the policy still asks for; refused to the initiator, to an earlier"
                            + " approver and to an editor of the creditor's account.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Signature.class))))
    Wire.Act approve(
            Caller caller, @PathVariable("of") String of, @PathVariable("id") UUID id, HttpServletRequest request) {
        Target target = existing(caller, of, id);
        return Answers.act(payments.approve(caller, target, hash(request)));
    }

    @PostMapping(TARGET + "/release")
    @Operation(
            summary = "Release what was shown to the bank",
            description =
                    "Needs `payments:release`; refused to whoever initiated or approved, and to an editor of the creditor's"
                            + " account.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Signature.class))))
    Wire.Act release(
            Caller caller, @PathVariable("of") String of, @PathVariable("id") UUID id, HttpServletRequest request) {
        Target target = existing(caller, of, id);
        return Answers.act(payments.release(caller, target, hash(request)));
    }

    @PostMapping(TARGET + "/reject")
    @Operation(
            summary = "End payments that wait for a signature",
            description = "Needs `payments:approve` or `payments:release`.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.Act reject(
            Caller caller, @PathVariable("of") String of, @PathVariable("id") UUID id, HttpServletRequest request) {
        Target target = existing(caller, of, id);
        return Answers.act(payments.reject(caller, target, why(request)));
    }

    @PostMapping(TARGET + "/cancel")
    @Operation(
            summary = "End payments that have not left",
            description = "Needs `payments:cancel`.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.Act cancel(
            Caller caller, @PathVariable("of") String of, @PathVariable("id") UUID id, HttpServletRequest request) {
        Target target = existing(caller, of, id);
        return Answers.act(payments.cancel(caller, target, why(request)));
    }

    @PostMapping(TARGET + "/return")
    @Operation(
            summary = "Give payments that wait for a signature back to their initiator",
            description = "Signatures given are void. Needs `payments:approve` or `payments:release`.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.Act returnToClerk(
            Caller caller, @PathVariable("of") String of, @PathVariable("id") UUID id, HttpServletRequest request) {
        Target target = existing(caller, of, id);
        return Answers.act(payments.returnToClerk(caller, target, why(request)));
    }

    private Target existing(Caller caller, String of, UUID id) {
        boolean run = of.equals("payment-runs");
        boolean there = run
                ? queries.run(caller, id).isPresent()
                : queries.payment(caller, id).isPresent();
        if (!there) {
            throw new ApiProblem(ErrorCode.NOT_FOUND, null);
        }
        return run ? Target.run(id) : Target.payment(id);
    }

    private String hash(HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String hash = fields.text("hash");
        fields.check();
        return hash;
    }

    private String why(HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String why = fields.reason("why", LONGEST_REASON);
        fields.check();
        return why;
    }
}
