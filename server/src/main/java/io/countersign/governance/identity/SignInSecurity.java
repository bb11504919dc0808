package io.countersign.governance.identity;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;

/** Protects the pages of the console and what operations read. The API's chain is the gateway's. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentityProperties.class)
class SignInSecurity {

    private static final String SIGN_IN = "/signin";
    private static final String START = "/oauth2/authorization/countersign";

    @Bean
    static PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    /** Health is for load balancers; measurements are for whoever may read operations. */
    @Bean
    @Order(3)
    SecurityFilterChain operations(HttpSecurity http, BearerTokens tokens) {
        return http.securityMatcher("/actuator/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/health", "/actuator/health/**")
                        .permitAll()
                        .anyRequest()
                        .hasAuthority(Capability.OPERATIONS_READ.code()))
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> tokens))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain console(HttpSecurity http, ObjectProvider<PasswordSignIn> passwords) {
        HttpSessionRequestCache wayIn = new HttpSessionRequestCache();
        http.authorizeHttpRequests(requests -> requests.requestMatchers(
                                SIGN_IN, "/assets/**", "/webjars/**", "/favicon.ico", "/error")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .requestCache(cache -> cache.requestCache(wayIn))
                .oauth2Login(login ->
                        login.loginPage(SIGN_IN).successHandler(goOn(wayIn)).failureUrl(SIGN_IN + "?error"))
                .exceptionHandling(problems -> problems.authenticationEntryPoint(startOfSignIn()))
                .logout(logout -> logout.logoutUrl("/signout").logoutSuccessUrl(SIGN_IN + "?out"))
                .headers(headers -> headers.contentSecurityPolicy(
                                csp -> csp.policyDirectives("default-src 'self'; frame-ancestors 'none'"))
                        .frameOptions(frames -> frames.deny())
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(permissions ->
                                permissions.policy("camera=(), geolocation=(), microphone=(), payment=()")));
        passwords.ifAvailable(provider -> signInByPassword(http));
        return http.build();
    }

    /**
     * The page of the embedded identity provider; {@link PasswordSignIn} is the program's only authentication provider. It
     * sends people back to where the authorization server had them.
     */
    private static void signInByPassword(HttpSecurity http) {
        http.formLogin(form -> form.loginPage(SIGN_IN)
                .successHandler(goOn(EmbeddedProvider.wayToAuthorize()))
                .failureHandler(sayingWhy()));
    }

    /** Back to where the person was going, on this host and nowhere else. */
    private static AuthenticationSuccessHandler goOn(RequestCache way) {
        return (request, response, authentication) -> {
            String target = "/";
            if (way.getRequest(request, response) instanceof DefaultSavedRequest saved) {
                String query = saved.getQueryString();
                target = saved.getRequestURI() + (query == null ? "" : "?" + query);
                way.removeRequest(request, response);
            }
            response.sendRedirect(target);
        };
    }

    private static AuthenticationFailureHandler sayingWhy() {
        return (request, response, problem) ->
                response.sendRedirect(SIGN_IN + (problem instanceof LockedException ? "?locked" : "?error"));
    }

    /** A fragment asked for by script cannot follow to a sign-in page; the whole page is loaded again instead. */
    private static AuthenticationEntryPoint startOfSignIn() {
        LoginUrlAuthenticationEntryPoint start = new LoginUrlAuthenticationEntryPoint(START);
        return (request, response, problem) -> {
            if (request.getHeader("HX-Request") != null) {
                response.setHeader("HX-Refresh", "true");
                response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            } else {
                start.commence(request, response, problem);
            }
        };
    }
}
