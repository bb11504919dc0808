package io.countersign.console;

import io.countersign.cases.CaseQueue;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Callers;
import io.countersign.payments.PaymentQueries;
import io.countersign.payments.Views;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.WebUtils;

/** Makes the {@link Visit} of a request, hands it to the pages, and puts the frame around what they show. */
@Component
class Visits implements HandlerMethodArgumentResolver, HandlerInterceptor {

    static final String ENTITY = "cs_entity";
    static final String THEME = "cs_theme";
    static final String KEYS = "cs_keys";

    private static final String ATTRIBUTE = Visit.class.getName();

    private final Callers callers;
    private final PaymentQueries queries;
    private final Menu menu;
    private final Clock clock;

    Visits(Callers callers, PaymentQueries queries, Menu menu, Clock clock) {
        this.callers = callers;
        this.queries = queries;
        this.menu = menu;
        this.clock = clock;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Visit.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest servlet = request.getNativeRequest(HttpServletRequest.class);
        if (servlet == null) {
            throw new IllegalStateException("Pages are served over HTTP only");
        }
        return of(servlet);
    }

    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
        String view = page == null ? null : page.getViewName();
        if (page == null || view == null || view.startsWith("redirect:") || !isPage(handler)) {
            return;
        }
        Visit visit = of(request);
        page.addObject("visit", visit);
        page.addObject("me", Me.of(visit.caller()));
        page.addObject("entities", visit.entities());
        page.addObject("entity", visit.entity());
        page.addObject("zone", visit.zone());
        page.addObject("theme", visit.theme());
        page.addObject("keys", visit.keys());
        page.addObject("here", here(request));
        page.addObject("menu", menu.of(visit, place(page, request)));
        page.addObject("version", menu.version());
        page.getModel().putIfAbsent("q", null);
        page.getModel().putIfAbsent("said", null);
    }

    /** The person of the page's corner. */
    record Me(String id, String name, List<String> roles) {
        static Me of(Caller caller) {
            return new Me(
                    caller.id(),
                    caller.cause().actor().name(),
                    caller.roles().stream().sorted().toList());
        }
    }

    private Visit of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Visit visit) {
            return visit;
        }
        Caller whole = callers.caller(request);
        List<Views.LegalEntity> entities = queries.legalEntities(whole);
        String chosen = cookie(request, ENTITY);
        Views.LegalEntity inView = entities.stream()
                .filter(entity -> entity.code().equals(chosen))
                .findFirst()
                .orElse(null);
        Visit visit = new Visit(
                whole,
                inView == null ? whole : narrowed(whole, inView.code()),
                entities,
                inView == null ? null : inView.code(),
                zone(inView, entities, clock.instant()),
                theme(request),
                !"off".equals(cookie(request, KEYS)));
        request.setAttribute(ATTRIBUTE, visit);
        return visit;
    }

    /** The entity in view can only take away: it was chosen among those in the person's scope. */
    private static Caller narrowed(Caller caller, String entity) {
        return new Caller(caller.cause(), caller.capabilities(), caller.roles(), Set.of(entity));
    }

    /** The zone of the entity in view, or the one whose clocks most of the entities go by. */
    private static ZoneId zone(Views.@Nullable LegalEntity inView, List<Views.LegalEntity> entities, Instant now) {
        if (inView != null) {
            return ZoneId.of(inView.zone());
        }
        Map<ZoneOffset, List<ZoneId>> clocks = entities.stream()
                .map(entity -> ZoneId.of(entity.zone()))
                .collect(Collectors.groupingBy(
                        zone -> zone.getRules().getOffset(now), LinkedHashMap::new, Collectors.toList()));
        return clocks.values().stream()
                .max(Comparator.comparingInt(List::size))
                .map(List::getFirst)
                .orElse(ZoneOffset.UTC);
    }

    static @Nullable String theme(HttpServletRequest request) {
        String cookie = cookie(request, THEME);
        return "light".equals(cookie) || "dark".equals(cookie) ? cookie : null;
    }

    private static @Nullable String cookie(HttpServletRequest request, String name) {
        Cookie cookie = WebUtils.getCookie(request, name);
        return cookie == null ? null : cookie.getValue();
    }

    private static Menu.Place place(ModelAndView page, HttpServletRequest request) {
        return new Menu.Place(
                request.getRequestURI(), page.getModel().get("queue") instanceof CaseQueue queue ? queue : null);
    }

    private static String here(HttpServletRequest request) {
        String query = request.getQueryString();
        return request.getRequestURI() + (query == null ? "" : "?" + query);
    }

    private static boolean isPage(Object handler) {
        return handler instanceof HandlerMethod method
                && AnnotatedElementUtils.hasAnnotation(method.getBeanType(), Page.class);
    }
}
