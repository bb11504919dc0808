package io.countersign.gateway;

import io.countersign.governance.identity.BearerTokens;
import io.countersign.model.ErrorCode;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Lets nobody to the API without an access token. What the token allows is asked by the doors themselves. */
@Configuration(proxyBeanMethods = false)
class ApiSecurity {

    static final String DESCRIPTION = "/v1/openapi.json";

    /** The first chain that is asked: no other one serves these paths, and matching theirs costs more than a look-up. */
    @Bean
    @Order(0)
    SecurityFilterChain apiChain(HttpSecurity http, BearerTokens tokens, Problems problems) {
        AuthenticationEntryPoint unauthenticated = unauthenticated(problems);
        return http.securityMatcher("/v1", "/v1/**")
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .requestMatchers(DESCRIPTION)
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> tokens)
                        .bearerTokenResolver(new AuthorizationHeader())
                        .authenticationEntryPoint(unauthenticated))
                .exceptionHandling(exceptions -> exceptions
                        .authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler((request, response, denied) ->
                                problems.write(request, response, new ApiProblem(ErrorCode.CAPABILITY_MISSING, null))))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .anonymous(anonymous -> anonymous.disable())
                .csrf(csrf -> csrf.disable())
                .build();
    }

    /** The chain is measured as part of the request; measuring each filter costs more than most of them. */
    @Bean
    SecurityObservationSettings securityObservationSettings() {
        return SecurityObservationSettings.noObservations();
    }

    /** Paths that are written to confuse are refused before any chain. */
    @Bean
    RequestRejectedHandler rejectedRequests(Problems problems) {
        RequestRejectedHandler plain = new HttpStatusRequestRejectedHandler();
        return (request, response, rejected) -> {
            if (Problems.isOurs(request)) {
                problems.write(request, response, new ApiProblem(ErrorCode.MALFORMED, "This path is not accepted"));
            } else {
                plain.handle(request, response, rejected);
            }
        };
    }

    private static AuthenticationEntryPoint unauthenticated(Problems problems) {
        return (request, response, problem) -> {
            if (problem instanceof AuthenticationServiceException) {
                problems.write(
                        request,
                        response,
                        new ApiProblem(ErrorCode.DEPENDENCY_DOWN, "The identity provider does not answer"));
                return;
            }
            boolean sent = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, sent ? "Bearer error=\"invalid_token\"" : "Bearer");
            problems.write(request, response, new ApiProblem(ErrorCode.UNAUTHENTICATED, null));
        };
    }
}
