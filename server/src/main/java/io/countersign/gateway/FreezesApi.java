package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.payments.Freezes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(
        name = "Freezes",
        description =
                "The stop switch: nothing more goes over a bank connection, out of a legal entity or to a party, whatever"
                        + " signatures there are, until another person ends it")
class FreezesApi {

    private static final int LONGEST_TARGET = 100;

    private final Freezes freezes;
    private final JsonBody body;

    FreezesApi(Freezes freezes, JsonBody body) {
        this.freezes = freezes;
        this.body = body;
    }

    @GetMapping("/v1/freezes")
    @Operation(operationId = "listFreezes", summary = "List what is frozen", description = "Needs `payments:read`.")
    List<Freezes.Freeze> list(
            Caller caller,
            @Parameter(description = "Also those that have ended") @RequestParam(name = "ended", defaultValue = "false")
                    boolean ended) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        return freezes.list(caller, ended);
    }

    @PostMapping("/v1/freezes")
    @Operation(
            operationId = "orderFreeze",
            summary = "Stop at once",
            description =
                    "Needs one of `payments:approve`, `payments:release`, `cases:business` and `cases:technical`. `moved` is"
                            + " the number of payments that are held because of it.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.NewFreeze.class))))
    Wire.Act freeze(Caller caller, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        Freezes.Kind kind = fields.oneOf("kind", Freezes.Kind.class);
        String target = fields.reason("target", LONGEST_TARGET);
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return Answers.act(freezes.freeze(caller, Objects.requireNonNull(kind), target, why));
    }

    @PostMapping("/v1/freezes/{id}/thaw")
    @Operation(
            operationId = "thaw",
            summary = "End a freeze",
            description =
                    "Needs `payments:release`; refused to who ordered it. Holds stay until their cases are solved.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Wire.Act thaw(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return Answers.act(freezes.thaw(caller, id, why));
    }
}
