package io.countersign.gateway;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses parameters that an endpoint does not know: a misspelt filter would answer everything. */
final class KnownParameters implements HandlerInterceptor {

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() == null || !(handler instanceof HandlerMethod method)) {
            return true;
        }
        Set<String> names = known.computeIfAbsent(method.getMethod(), any -> namesOf(method));
        List<Fault> faults = new ArrayList<>();
        for (String name : request.getParameterMap().keySet()) {
            if (!names.contains(name)) {
                faults.add(new Fault(name, ErrorCode.INVALID, "This parameter is not known here"));
            }
        }
        if (!faults.isEmpty()) {
            throw new ApiProblem(ErrorCode.INVALID, null, faults);
        }
        return true;
    }

    private static Set<String> namesOf(HandlerMethod method) {
        Set<String> names = new HashSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
            if (annotation != null) {
                String name = annotation.name().isEmpty() ? annotation.value() : annotation.name();
                names.add(name.isEmpty() ? parameter.getParameter().getName() : name);
            }
        }
        return names;
    }
}
