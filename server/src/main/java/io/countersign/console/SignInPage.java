package io.countersign.console;

import io.countersign.governance.identity.WaysIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The page of the sign-in; what is posted to it is the identity provider's business. */
@Controller
class SignInPage {

    private final WaysIn ways;
    private final Menu menu;

    SignInPage(WaysIn ways, Menu menu) {
        this.ways = ways;
        this.menu = menu;
    }

    @GetMapping("/signin")
    String signIn(HttpServletRequest request, HttpServletResponse response, Model page) {
        ways.destination(request, response)
                .ifPresent(
                        target -> response.setHeader("Content-Security-Policy", PageHeaders.policyWithFormTo(target)));
        page.addAttribute("byPassword", ways.byPassword());
        page.addAttribute("people", ways.demoPeople());
        page.addAttribute("wrong", request.getParameter("error") != null);
        page.addAttribute("locked", request.getParameter("locked") != null);
        page.addAttribute("out", request.getParameter("out") != null);
        page.addAttribute("theme", Visits.theme(request));
        page.addAttribute("version", menu.version());
        return "console/signin";
    }
}
