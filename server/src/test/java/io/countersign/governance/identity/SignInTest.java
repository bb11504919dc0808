package io.countersign.governance.identity;

import static io.countersign.governance.identity.Visitor.location;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.platform.CountersignTest;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

@CountersignTest
@TestPropertySource(
        properties = {
            "countersign.demo=true",
            "countersign.demo-password=correct horse battery",
            "countersign.demo-secret=a-secret-for-demo-programs"
        })
class SignInTest {

    private static final String PASSWORD = "correct horse battery";
    private static final String SECRET = "a-secret-for-demo-programs";

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void signsAPersonInToTheConsoleAndBackToThePageTheyWanted() {
        Visitor jana = new Visitor(port);

        HttpResponse<String> first = jana.get("/somewhere?q=1");
        assertThat(first.statusCode()).isEqualTo(302);
        assertThat(location(first)).endsWith("/oauth2/authorization/countersign");

        String authorize = location(jana.get(location(first)));
        assertThat(authorize).contains("/oauth2/authorize?").contains("code_challenge_method=S256");
        assertThat(location(jana.get(authorize))).endsWith("/signin");

        String back = location(jana.signIn("jana", PASSWORD));
        assertThat(back).contains("/oauth2/authorize?");
        String callback = location(jana.get(back));
        assertThat(callback).contains("/login/oauth2/code/countersign?code=");
        assertThat(location(jana.get(callback))).endsWith("/somewhere?q=1");
        assertThat(jana.get("/somewhere?q=1").statusCode()).isEqualTo(404);
    }

    /** A browser checks a form's target through its redirects, which end at the command line's own port. */
    @Test
    void letsTheSignInPageSendABrowserOnToTheClientThatAskedAndNowhereElse() {
        Visitor jana = new Visitor(port);
        assertThat(formTargets(jana)).isEqualTo("form-action 'self'");

        jana.get(authorize("http://127.0.0.1:43117/callback"));
        assertThat(formTargets(jana)).isEqualTo("form-action 'self' http://127.0.0.1:43117/callback");

        Visitor other = new Visitor(port);
        other.get(authorize("http://127.0.0.1:43117/elsewhere; script-src *"));
        assertThat(formTargets(other)).isEqualTo("form-action 'self'");
        other.get(authorize("https://evil.example/callback"));
        assertThat(formTargets(other)).isEqualTo("form-action 'self'");
    }

    private static String authorize(String redirect) {
        return "/oauth2/authorize?response_type=code&client_id=countersign-cli&scope=openid&state=s"
                + "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri="
                + URLEncoder.encode(redirect, StandardCharsets.UTF_8);
    }

    private static String formTargets(Visitor visitor) {
        String policy = visitor.get("/signin")
                .headers()
                .firstValue("Content-Security-Policy")
                .orElse("");
        return Stream.of(policy.split("; "))
                .filter(directive -> directive.startsWith("form-action"))
                .collect(Collectors.joining());
    }

    @Test
    void givesPeopleTokensThatSayWhatTheyMayDo() throws ParseException {
        JWTClaimsSet claims = claimsOf(new Visitor(port).tokenOf("miriam", PASSWORD));

        assertThat(claims.getSubject()).isEqualTo("miriam");
        assertThat(claims.getStringClaim("name")).isEqualTo("Miriam Oke");
        assertThat(claims.getStringClaim("kind")).isEqualTo("HUMAN");
        assertThat(claims.getStringListClaim("roles")).containsExactly("approver");
        assertThat(claims.getStringListClaim("capabilities"))
                .containsExactly("invoices:read", "payments:approve", "payments:read");
        assertThat(claims.getStringClaim("iss")).isEqualTo("http://localhost:" + port);
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(claims.getIssueTime().toInstant().plusSeconds(300));
    }

    @Test
    void givesProgramsTokensWithCapabilitiesAndNoRoles() throws ParseException {
        JWTClaimsSet claims = claimsOf(new Visitor(port).tokenOfProgram("payroll", SECRET));

        assertThat(claims.getStringClaim("kind")).isEqualTo("SERVICE");
        assertThat(claims.getStringListClaim("roles")).isEmpty();
        assertThat(claims.getStringListClaim("capabilities"))
                .containsExactly("payments:initiate", "payments:read", "payroll:details");
    }

    @Test
    void refusesProgramsWithAWrongSecretAndPeopleAsPrograms() {
        assertThat(new Visitor(port).programToken("payroll", "wrong").statusCode())
                .isEqualTo(401);
        assertThat(new Visitor(port).programToken("jana", PASSWORD).statusCode())
                .isEqualTo(401);
    }

    @Test
    void makesANameWaitAfterFiveWrongPasswordsEvenForTheRightOne() {
        Visitor guesser = new Visitor(port);
        for (int i = 0; i < 5; i++) {
            assertThat(location(guesser.signIn("tomas", "guess " + i))).endsWith("/signin?error");
        }
        assertThat(location(guesser.signIn("tomas", PASSWORD))).endsWith("/signin?locked");
        assertThat(acts("identity:tomas")).contains("identity.locked").doesNotContain("identity.signed-in");
        assertThat(location(guesser.signIn("olga", PASSWORD))).endsWith(port + "/");
    }

    @Test
    void saysTheSameForANameThatNobodyHas() {
        assertThat(location(new Visitor(port).signIn("nobody", PASSWORD))).endsWith("/signin?error");
    }

    @Test
    void putsSignInsOnTheRecord() {
        new Visitor(port).signIn("aldo", PASSWORD);

        assertThat(acts("identity:aldo")).containsSubsequence("identity.created", "identity.signed-in");
    }

    @Test
    void refusesAFormWithoutItsToken() {
        assertThat(new Visitor(port)
                        .post("/signin", Map.of("username", "jana", "password", PASSWORD))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void takesANewSessionAtSignIn() {
        Visitor henrik = new Visitor(port);
        String before = sessionOf(henrik.get("/signin"));
        String after = sessionOf(henrik.signIn("henrik", PASSWORD));

        assertThat(after).isNotEmpty().isNotEqualTo(before);
    }

    private List<String> acts(String subject) {
        return jdbc.sql("select act from governance.audit_entry where subject = :subject order by seq")
                .param("subject", subject)
                .query(String.class)
                .list();
    }

    private static String sessionOf(HttpResponse<?> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("JSESSIONID"))
                .findFirst()
                .orElse("");
    }

    private static JWTClaimsSet claimsOf(String token) throws ParseException {
        return SignedJWT.parse(token).getJWTClaimsSet();
    }
}
