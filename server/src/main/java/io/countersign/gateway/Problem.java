package io.countersign.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How every error reads (RFC 9457). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(description = "Problem details of RFC 9457. The catalogue of codes is in docs/errors.md.")
record Problem(
        @Schema(description = "Names the catalogue entry", example = "urn:countersign:error:REQ-1002")
        String type,

        @Schema(example = "The request has faults") String title,
        @Schema(example = "422") int status,

        @Schema(description = "The catalogue code", example = "REQ-1002")
        String code,

        @Schema(description = "What is wrong this time") String detail,
        @Schema(description = "What to do next") String next,

        @Schema(description = "The path of the request", nullable = true) @Nullable
        String instance,

        @Schema(description = "Quote it when you ask about this")
        String correlationId,

        @Schema(description = "Everything that is wrong with the input, at once")
        List<OneFault> faults) {

    /** One thing that is wrong. */
    record OneFault(
            @Schema(
                    description = "A JSON Pointer into the body, the name of a parameter, or `line N` of an upload",
                    example = "/creditorNumber")
            String path,

            @Schema(example = "DATA-4001") String code,
            String message) {}

    static Problem of(ApiProblem problem, String path, String correlationId) {
        ErrorCode code = problem.code();
        return new Problem(
                "urn:countersign:error:" + code.code(),
                code.title(),
                code.status(),
                code.code(),
                problem.detail(),
                code.next(),
                path.length() > 200 ? path.substring(0, 200) : path,
                correlationId,
                problem.faults().stream().map(Problem::fault).toList());
    }

    private static OneFault fault(Fault fault) {
        return new OneFault(fault.path(), fault.code().code(), fault.message());
    }
}
