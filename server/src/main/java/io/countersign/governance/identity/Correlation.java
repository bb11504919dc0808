package io.countersign.governance.identity;

import io.countersign.model.Ids;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request its correlation id and trace context: those that came with it if they are well formed, else new
 * ones. They go back with the answer and into every log line.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class Correlation extends OncePerRequestFilter {

    public static final String CORRELATION_ID = "X-Correlation-Id";
    public static final String TRACEPARENT = "traceparent";

    private static final String ID_ATTRIBUTE = Correlation.class.getName() + ".id";
    private static final String TRACE_ATTRIBUTE = Correlation.class.getName() + ".trace";
    private static final String LOG_KEY = "correlationId";
    private static final int LONGEST = 64;
    private static final int TRACEPARENT_LENGTH = 55;
    private static final HexFormat HEX = HexFormat.of();

    private final Ids ids;

    Correlation(Ids ids) {
        this.ids = ids;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        UUID fresh = ids.next();
        String given = request.getHeader(CORRELATION_ID);
        String id = isWellFormed(given) ? given : "c-" + fresh;
        String trace = childOf(request.getHeader(TRACEPARENT), fresh);
        request.setAttribute(ID_ATTRIBUTE, id);
        request.setAttribute(TRACE_ATTRIBUTE, trace);
        response.setHeader(CORRELATION_ID, id);
        response.setHeader(TRACEPARENT, trace);
        MDC.put(LOG_KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(LOG_KEY);
        }
    }

    /** The correlation id of a request that passed here. */
    public static String idOf(HttpServletRequest request) {
        return request.getAttribute(ID_ATTRIBUTE) instanceof String id ? id : "c-none";
    }

    static @Nullable String traceOf(HttpServletRequest request) {
        return request.getAttribute(TRACE_ATTRIBUTE) instanceof String trace ? trace : null;
    }

    /** Visible ASCII only: it goes into headers, log lines and files. */
    private static boolean isWellFormed(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Keeps the trace and names our part of it; a new trace if none came. */
    private static String childOf(@Nullable String parent, UUID fresh) {
        String span = HEX.toHexDigits(fresh.getLeastSignificantBits());
        if (parent != null && isTraceparent(parent)) {
            return parent.substring(0, 36) + span + parent.substring(52);
        }
        return "00-" + HEX.toHexDigits(fresh.getMostSignificantBits()) + span + "-" + span + "-00";
    }

    private static boolean isTraceparent(String text) {
        if (text.length() != TRACEPARENT_LENGTH || !text.startsWith("00-")) {
            return false;
        }
        for (int i = 3; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean dash = i == 35 || i == 52;
            if (dash ? c != '-' : !HexFormat.isHexDigit(c) || Character.isUpperCase(c)) {
                return false;
            }
        }
        return !text.startsWith("0".repeat(32), 3) && !text.startsWith("0".repeat(16), 36);
    }
}
