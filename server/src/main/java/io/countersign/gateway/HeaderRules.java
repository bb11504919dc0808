package io.countersign.gateway;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * The rules of Spring Security's strict firewall for headers and parameters, asked of characters instead of by regular
 * expressions: at a thousand requests a second those were a good part of the work.
 */
@Configuration(proxyBeanMethods = false)
class HeaderRules {

    @Bean
    StrictHttpFirewall httpFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderNames(text -> isSound(text, false));
        firewall.setAllowedHeaderValues(text -> isSound(text, true));
        firewall.setAllowedParameterNames(text -> isSound(text, false));
        return firewall;
    }

    /** Assigned characters without control characters; a header value may hold tabs. */
    static boolean isSound(String text, boolean tabs) {
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            boolean control = Character.isISOControl(character) && !(tabs && character == '\t');
            if (control || (character > 0x7f && !Character.isDefined(character))) {
                return false;
            }
            i += Character.charCount(character);
        }
        return true;
    }
}
