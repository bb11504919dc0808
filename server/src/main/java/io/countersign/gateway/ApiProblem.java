package io.countersign.gateway;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem. Only at the edge: inside, expected outcomes are values. Carries no stack trace. */
final class ApiProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final transient List<Fault> faults;

    ApiProblem(ErrorCode code, @Nullable String detail, List<Fault> faults) {
        super(detail == null ? code.title() : detail, null, false, false);
        this.code = code;
        this.faults = List.copyOf(faults);
    }

    ApiProblem(ErrorCode code, @Nullable String detail) {
        this(code, detail, List.of());
    }

    /** Several faults; if all say the same code, that is the answer's, else the request has faults. */
    static ApiProblem of(List<Fault> faults) {
        ErrorCode first = faults.getFirst().code();
        boolean same = faults.stream().allMatch(fault -> fault.code() == first);
        return new ApiProblem(same ? first : ErrorCode.INVALID, null, faults);
    }

    ErrorCode code() {
        return code;
    }

    List<Fault> faults() {
        return faults;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
