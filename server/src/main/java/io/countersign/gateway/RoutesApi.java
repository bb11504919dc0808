package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.payments.NewPayment;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Target;
import io.countersign.payments.Views;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Routes", description = "Which way a payment takes, and what day it makes")
class RoutesApi {

    private final PaymentQueries queries;
    private final JsonBody body;

    RoutesApi(PaymentQueries queries, JsonBody body) {
        this.queries = queries;
        this.body = body;
    }

    @PostMapping("/v1/routes/simulate")
    @Operation(
            operationId = "simulateRoutes",
            summary = "Ask which routes an amount could take and what day it would make",
            description =
                    "Every row of the routing policy in order, with its verdict, and the alternatives of the row that"
                            + " decides; for each the cut-off, the execution date, the value date and the reasons."
                            + " Nothing is stored. Needs `payments:read`.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.RouteQuestion.class))))
    Wire.SimulatedRoutes simulate(Caller caller, HttpServletRequest request) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String kind = fields.has("kind") ? fields.text("kind") : "SUPPLIER";
        if (!NewPayment.KINDS.contains(kind)) {
            fields.fault("kind", ErrorCode.INVALID, "One of " + String.join(", ", NewPayment.KINDS) + " is expected");
        }
        fields.optionalText("kind");
        Views.RouteQuestion question = new Views.RouteQuestion(
                fields.text("legalEntity"),
                fields.optionalText("debtorAccount"),
                fields.optionalText("creditorAccount"),
                fields.optionalText("creditorCountry"),
                kind,
                fields.money("amount", "currency"),
                fields.date("requestedOn"),
                fields.has("at") ? fields.time("at") : null);
        fields.check();
        return switch (queries.simulate(caller, question)) {
            case Views.Simulation.Routes found -> new Wire.SimulatedRoutes(found.at(), found.routes());
            case Views.Simulation.Refused refused -> throw ApiProblem.of(refused.faults());
        };
    }

    @GetMapping("/v1/payments/{id}/value-dates")
    @Operation(
            operationId = "readValueDateOfPayment",
            summary = "Ask what day a payment makes if it is released now",
            description = "Empty once it has left, and before it has a route. Needs `payments:read`.")
    List<Views.ValueDates> ofPayment(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Answers.found(queries.payment(caller, id));
        return queries.valueDates(caller, Target.payment(id));
    }

    @GetMapping("/v1/payment-runs/{id}/value-dates")
    @Operation(
            operationId = "readValueDatesOfRun",
            summary = "Ask what days the payments of a run make if they are released now",
            description = "One line per route, currency and requested date. Needs `payments:read`.")
    List<Views.ValueDates> ofRun(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ);
        Answers.found(queries.run(caller, id));
        return queries.valueDates(caller, Target.run(id));
    }
}
