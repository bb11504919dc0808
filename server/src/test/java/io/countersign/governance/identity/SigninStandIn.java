package io.countersign.governance.identity;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.*;

/** Temp. */
@Controller
class SigninStandIn {
    @GetMapping("/signin")
    @ResponseBody
    String page(CsrfToken t) {
        return "<input name=\"_csrf\" value=\"" + t.getToken() + "\">";
    }
}
