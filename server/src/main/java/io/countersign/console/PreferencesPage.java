package io.countersign.console;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.view.RedirectView;

/** Keeps in cookies how a person likes the console: light or dark, single keys, the legal entity in view. */
@Controller
class PreferencesPage {

    private static final int A_YEAR = (int) Duration.ofDays(365).toSeconds();

    @PostMapping("/preferences")
    RedirectView keep(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam @Nullable String theme,
            @RequestParam @Nullable String keys,
            @RequestParam @Nullable String entity,
            @RequestParam(defaultValue = "/") String back) {
        if (theme != null && theme.matches("light|dark")) {
            response.addCookie(cookie(Visits.THEME, theme, request, false));
        }
        if (keys != null && keys.matches("on|off")) {
            response.addCookie(cookie(Visits.KEYS, keys, request, true));
        }
        if (entity != null && entity.matches("[A-Za-z0-9_-]{0,40}")) {
            response.addCookie(cookie(Visits.ENTITY, entity, request, true));
        }
        RedirectView there = new RedirectView(ownPath(back));
        there.setExpandUriTemplateVariables(false);
        return there;
    }

    /** Never leads elsewhere: a path of this console, not {@code //host} and not {@code /\host}. */
    static String ownPath(String path) {
        return path.matches("/(?![/\\\\])[\\x21-\\x7E]*") ? path : "/";
    }

    /** The script changes the theme by itself, so it must see that cookie; the others it need not. */
    private static Cookie cookie(String name, String value, HttpServletRequest request, boolean httpOnly) {
        Cookie cookie = new Cookie(name, value);
        cookie.setPath("/");
        cookie.setMaxAge(value.isEmpty() ? 0 : A_YEAR);
        cookie.setHttpOnly(httpOnly);
        cookie.setSecure(request.isSecure());
        cookie.setAttribute("SameSite", "Lax");
        return cookie;
    }
}
