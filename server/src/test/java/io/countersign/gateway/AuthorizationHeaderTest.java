package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/** The header is read as Spring Security's own resolver reads it. */
class AuthorizationHeaderTest {

    private final BearerTokenResolver ours = new AuthorizationHeader();
    private final BearerTokenResolver theirs = new DefaultBearerTokenResolver();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer abc",
                "bearer AZaz09-._~+/==",
                "BEARER x=",
                "Bearer",
                "Bearer ",
                "Bearer  abc",
                "Bearer\tabc",
                "Bearerabc",
                "Bearer =",
                "Bearer a=b",
                "Bearer abc ",
                "Bearer abc def",
                "Bearer abc,Bearer def",
                "Bearer äöü",
                "Bearer a\u0130b",
                "Bearer a\u212Ab",
                "Bearer a\u017Fb",
                "Bearer abc\n",
                "Bearer a%20b",
                "Basic YTpi",
                " Bearer abc",
                ""
            })
    void readsAsTheStrictOneDoes(String header) {
        assertThat(outcome(ours, header)).isEqualTo(outcome(theirs, header));
    }

    @Test
    void findsNothingWithoutAHeaderAndNothingInParameters() {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/payments");
        request.setParameter("access_token", "abc");
        assertThat(ours.resolve(request)).isNull();
    }

    private static @Nullable String outcome(BearerTokenResolver resolver, String header) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/payments");
        request.addHeader("Authorization", header);
        try {
            return resolver.resolve(request);
        } catch (OAuth2AuthenticationException refused) {
            return refused.toString();
        }
    }
}
