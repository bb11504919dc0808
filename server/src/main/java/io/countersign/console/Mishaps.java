package io.countersign.console;

import io.countersign.governance.identity.CapabilityMissing;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** What a page says when it cannot be shown. Never a stack trace. */
@ControllerAdvice(annotations = Page.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class Mishaps {

    private static final Logger LOG = LoggerFactory.getLogger(Mishaps.class);

    @ExceptionHandler({Missing.class, MethodArgumentTypeMismatchException.class})
    ModelAndView missing(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        return page("There is nothing here", "It does not exist, or it is not in your scope. Check the number.");
    }

    @ExceptionHandler(CapabilityMissing.class)
    ModelAndView notAllowed(CapabilityMissing missing, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        return page(
                "This is not yours to read",
                "It needs " + missing.capability().code() + ". Ask an identity administrator.");
    }

    /** A cursor or a filter that nobody could have clicked. */
    @ExceptionHandler(IllegalArgumentException.class)
    ModelAndView unreadable(IllegalArgumentException why, HttpServletResponse response) {
        LOG.warn("A page was asked for that cannot be read", why);
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        return page("This address cannot be read", "Go back to the list and try again. Nothing was changed.");
    }

    private static ModelAndView page(String title, String text) {
        ModelAndView page = new ModelAndView("console/mishap");
        page.addObject("title", title);
        page.addObject("text", text);
        return page;
    }
}
