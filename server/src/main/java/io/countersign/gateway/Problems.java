package io.countersign.gateway;

import io.countersign.governance.identity.Correlation;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers every error under {@code /v1} with a problem from the catalogue: ours, Spring's, and those nobody expected,
 * which are logged under the correlation id and say nothing about our inside.
 */
@Component
class Problems implements HandlerExceptionResolver, Ordered {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final JsonMapper json;

    Problems(WireJson json) {
        this.json = json.mapper();
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception problem) {
        if (!isOurs(request)) {
            return null;
        }
        if (response.isCommitted()) {
            LOG.warn("A request failed in the middle of its answer: {}", problem.toString());
            return new ModelAndView();
        }
        if (problem instanceof HttpRequestMethodNotSupportedException method) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", orEmpty(method.getSupportedMethods())));
        }
        try {
            write(request, response, named(problem));
        } catch (IOException gone) {
            LOG.debug("Nobody waits for the answer any more", gone);
        }
        return new ModelAndView();
    }

    void write(HttpServletRequest request, HttpServletResponse response, ApiProblem problem) throws IOException {
        byte[] body = json.writeValueAsBytes(Problem.of(problem, request.getRequestURI(), Correlation.idOf(request)));
        response.setStatus(problem.code().status());
        response.setContentType(MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static boolean isOurs(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/v1/")
                || request.getRequestURI().equals("/v1");
    }

    private static ApiProblem named(Exception problem) {
        return switch (problem) {
            case ApiProblem ours -> ours;
            case NoResourceFoundException none -> new ApiProblem(ErrorCode.NOT_FOUND, "There is nothing at this path");
            case NoHandlerFoundException none -> new ApiProblem(ErrorCode.NOT_FOUND, "There is nothing at this path");
            case HttpRequestMethodNotSupportedException method ->
                new ApiProblem(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "Use " + String.join(", ", orEmpty(method.getSupportedMethods())));
            case HttpMediaTypeNotSupportedException type ->
                new ApiProblem(ErrorCode.UNSUPPORTED_MEDIA, "Send one of " + type.getSupportedMediaTypes());
            case HttpMediaTypeNotAcceptableException type ->
                new ApiProblem(ErrorCode.NOT_ACCEPTABLE, "Answered is one of " + type.getSupportedMediaTypes());
            case MethodArgumentTypeMismatchException wrong -> mismatch(wrong);
            case MissingServletRequestParameterException missing ->
                new ApiProblem(
                        ErrorCode.INVALID,
                        null,
                        List.of(new Fault(missing.getParameterName(), ErrorCode.INVALID, "This parameter is missing")));
            case HttpMessageNotReadableException unreadable ->
                new ApiProblem(ErrorCode.MALFORMED, "The body cannot be read");
            case AuthenticationException nobody -> new ApiProblem(ErrorCode.UNAUTHENTICATED, null);
            case DataAccessResourceFailureException down -> down(down);
            case TransientDataAccessException busy -> down(busy);
            case CannotCreateTransactionException down -> down(down);
            case ErrorResponse spring
            when spring.getStatusCode().is4xxClientError() ->
                new ApiProblem(ErrorCode.MALFORMED, "The request cannot be understood");
            default -> unexpected(problem);
        };
    }

    /** A path that names something by a malformed id names nothing; a parameter that cannot be read is a fault. */
    private static ApiProblem mismatch(MethodArgumentTypeMismatchException wrong) {
        boolean inPath =
                wrong.getParameter().hasParameterAnnotation(org.springframework.web.bind.annotation.PathVariable.class);
        return inPath
                ? new ApiProblem(ErrorCode.NOT_FOUND, null)
                : new ApiProblem(
                        ErrorCode.INVALID,
                        null,
                        List.of(new Fault(wrong.getName(), ErrorCode.INVALID, "This parameter cannot be read")));
    }

    private static ApiProblem down(Exception problem) {
        LOG.warn("The database does not answer", problem);
        return new ApiProblem(ErrorCode.DEPENDENCY_DOWN, "The database does not answer");
    }

    private static ApiProblem unexpected(Exception problem) {
        LOG.error("Unexpected", problem);
        return new ApiProblem(ErrorCode.INTERNAL, null);
    }

    private static String[] orEmpty(String @Nullable [] methods) {
        return methods == null ? new String[0] : methods;
    }
}
