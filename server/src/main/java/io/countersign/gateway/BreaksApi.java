package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.reconciliation.Breaks;
import io.swagger.v3.oas.annotations.Operation;
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
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Breaks", description = "What should match and does not, and what people do about it")
class BreaksApi {

    private static final String NEEDS = "Needs `reconciliation:work`. ";

    private final Breaks breaks;
    private final JsonBody body;

    BreaksApi(Breaks breaks, JsonBody body) {
        this.breaks = breaks;
        this.body = body;
    }

    /** A break with all that is known of it. */
    record Full(Breaks.View view, List<Breaks.Suggestion> suggestions, List<Breaks.Done> history) {}

    /** What can be left of a line once payments took theirs. */
    enum Difference {
        CHARGE,
        ACCOUNT_FEE,
        FX,
        ROUNDING,
        NOT_OURS
    }

    /** What can be written off. */
    enum WriteOff {
        CHARGE,
        ACCOUNT_FEE,
        FX,
        ROUNDING
    }

    @GetMapping("/v1/breaks/{id}")
    @Operation(operationId = "readBreak", summary = "Read one break with its suggestions and what was done about it")
    Full read(Caller caller, @PathVariable("id") UUID id) {
        Answers.require(caller, Capability.PAYMENTS_READ, Capability.RECONCILIATION_WORK, Capability.STATEMENTS_INGEST);
        Breaks.View view = Answers.found(breaks.find(caller, id));
        return new Full(view, breaks.suggestions(caller, id), breaks.history(caller, id));
    }

    @PostMapping("/v1/breaks/{id}/match")
    @Operation(
            operationId = "matchBreak",
            summary = "Match a line with payments, or several lines with one payment",
            description = NEEDS + "The sums have to be equal.",
            requestBody =
                    @RequestBody(content = @Content(schema = @Schema(implementation = Requests.BreakMatch.class))))
    Breaks.View match(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        List<UUID> payments = fields.ids("payments");
        List<UUID> others = fields.ids("breaks");
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return answer(breaks.match(caller, id, payments, others, why));
    }

    @PostMapping("/v1/breaks/{id}/split")
    @Operation(
            operationId = "splitBreak",
            summary = "Give a part of a line to payments and the rest to a kind of difference",
            description = NEEDS + "A rest that is not `NOT_OURS` is written off, within the limit of one person.",
            requestBody =
                    @RequestBody(content = @Content(schema = @Schema(implementation = Requests.BreakSplit.class))))
    Breaks.View split(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        List<UUID> payments = fields.ids("payments");
        Difference kind = fields.oneOf("kind", Difference.class);
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return answer(
                breaks.split(caller, id, payments, Objects.requireNonNull(kind).name(), why));
    }

    @PostMapping("/v1/breaks/{id}/write-off")
    @Operation(
            operationId = "writeOffBreak",
            summary = "Write off what differs",
            description = NEEDS + "Above the limit in the policy `reconciliation` it is proposed, and a second person"
                    + " confirms it by the same call; until then the break stays open and says `proposedBy`.",
            requestBody =
                    @RequestBody(content = @Content(schema = @Schema(implementation = Requests.BreakWriteOff.class))))
    Breaks.View writeOff(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        WriteOff kind = fields.oneOf("kind", WriteOff.class);
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return answer(breaks.writeOff(caller, id, Objects.requireNonNull(kind).name(), why));
    }

    @PostMapping("/v1/breaks/{id}/not-ours")
    @Operation(
            operationId = "disownBreak",
            summary = "Say that it is none of our payments, or explain what differs",
            description = NEEDS + "Moves no payment.",
            requestBody = @RequestBody(content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Breaks.View notOurs(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        return answer(breaks.explain(caller, id, why(request)));
    }

    @PostMapping("/v1/breaks/{id}/reopen")
    @Operation(
            operationId = "reopenBreak",
            summary = "Undo what was done about a break",
            description = NEEDS + "Lines are open again and payments wait for their booking again.",
            requestBody = @RequestBody(content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Breaks.View reopen(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        return answer(breaks.reopen(caller, id, why(request)));
    }

    @PostMapping("/v1/statement-lines/{id}/undo")
    @Operation(
            operationId = "undoMatch",
            summary = "Undo the match of a statement line, whoever made it",
            description = NEEDS + "Answers the break that it opens.",
            requestBody = @RequestBody(content = @Content(schema = @Schema(implementation = Requests.Reason.class))))
    Breaks.View undo(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        return answer(breaks.undoMatch(caller, id, why(request)));
    }

    private String why(HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return why;
    }

    private static Breaks.View answer(Breaks.Result result) {
        return switch (result) {
            case Breaks.Result.Done done -> done.view();
            case Breaks.Result.Waits waits -> waits.view();
            case Breaks.Result.Refused refused -> throw new ApiProblem(refused.code(), refused.why());
        };
    }
}
