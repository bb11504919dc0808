package io.countersign.gateway;

import io.countersign.cases.CaseAction;
import io.countersign.cases.CaseQueue;
import io.countersign.cases.CaseResult;
import io.countersign.cases.CaseState;
import io.countersign.cases.CaseView;
import io.countersign.cases.Cases;
import io.countersign.governance.identity.Caller;
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
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(
        name = "Cases",
        description =
                "What a person has to solve: business cases (`cases:business`) and technical cases (`cases:technical`),"
                        + " two queues that never mix")
class CasesApi {

    private static final int LONGEST_NOTE = 2_000;

    private final Cases cases;
    private final JsonBody body;

    CasesApi(Cases cases, JsonBody body) {
        this.cases = cases;
        this.body = body;
    }

    @GetMapping("/v1/cases")
    @Operation(
            operationId = "listCases",
            summary = "List cases of a queue, late ones first",
            description = "Needs the capability of the queue.")
    Wire.Page<CaseView> list(
            Caller caller,
            @RequestParam(name = "queue") CaseQueue queue,
            @Parameter(description = "Any of these; absent means those that wait")
                    @RequestParam(name = "state", defaultValue = "OPEN,IN_PROGRESS")
                    List<CaseState> states,
            @Parameter(description = "The role whose work it is")
                    @RequestParam(name = "owner", required = false)
                    @Nullable
                    String owner,
            @RequestParam(name = "kind", required = false) @Nullable String kind,
            @RequestParam(name = "legalEntity", required = false) @Nullable String legalEntity,
            @RequestParam(name = "payment", required = false) @Nullable UUID payment,
            @RequestParam(name = "text", required = false) @Nullable String text,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit) {
        Answers.require(caller, queue.capability());
        Cases.Filter filter = new Cases.Filter(queue, states, owner, kind, legalEntity, payment, text);
        int most = Answers.limit(limit);
        CaseView.Page page = Answers.page(after, cursor -> cases.list(caller, filter, cursor, most));
        return new Wire.Page<>(page.cases(), page.next());
    }

    @GetMapping("/v1/cases/{id}")
    @Operation(
            operationId = "readCase",
            summary = "Read a case with its notes",
            description = "By id or by number, such as `BC-4471`.")
    CaseView.Detail read(Caller caller, @PathVariable("id") String idOrNumber) {
        return Answers.found(cases.find(caller, idOrNumber));
    }

    @PostMapping("/v1/cases/{id}/take")
    @Operation(operationId = "takeCase", summary = "Take a case to work on it")
    CaseView take(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        new Fields(body.optionalObject(request)).check();
        return answer(cases.take(caller, id));
    }

    @PostMapping("/v1/cases/{id}/notes")
    @Operation(
            operationId = "noteOnCase",
            summary = "Write a note on a case",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Note.class))))
    CaseView note(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        String text = fields.reason("text", LONGEST_NOTE);
        fields.check();
        return answer(cases.note(caller, id, text));
    }

    @PostMapping("/v1/cases/{id}/resolve")
    @Operation(
            operationId = "resolveCase",
            summary = "Resolve a case by one of its actions",
            description = "Drives its payment on. What payments refuses is refused here.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Requests.Resolution.class))))
    CaseView resolve(Caller caller, @PathVariable("id") UUID id, HttpServletRequest request) {
        Fields fields = new Fields(body.object(request, JsonBody.SMALL));
        CaseAction action = fields.oneOf("action", CaseAction.class);
        String why = fields.reason("why", ActsApi.LONGEST_REASON);
        fields.check();
        return answer(cases.resolve(caller, id, Objects.requireNonNull(action), why));
    }

    private static CaseView answer(CaseResult result) {
        return switch (result) {
            case CaseResult.Done done -> done.view();
            case CaseResult.Refused refused -> throw new ApiProblem(refused.code(), refused.why());
        };
    }
}
