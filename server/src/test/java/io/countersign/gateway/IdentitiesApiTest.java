package io.countersign.gateway;

import static io.countersign.gateway.ApiTest.Api.faultPaths;
import static io.countersign.gateway.ApiTest.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.IdentityChange;
import io.countersign.governance.identity.People;
import io.countersign.governance.identity.Visitor;
import io.countersign.model.Actor;
import io.countersign.model.Cause;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ApiTest
class IdentitiesApiTest {

    private static final Caller ADMIN = new Caller(
            new Cause(new Actor(Actor.Kind.HUMAN, "root", "Root"), "c-test", null, null),
            Set.of(Capability.IDENTITIES_MANAGE),
            Set.of("identity-admin"),
            Set.of());

    @Autowired
    private ApiTest.Api api;

    @Autowired
    private People people;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void addsAPersonWhoCanSignInWithThePasswordThatWasToldOnce() {
        String admin = admin("admin-1");
        HttpResponse<String> added = post(admin, "/v1/people", """
                {"id": "lena", "name": "Lena Falk", "roles": ["clerk"], "legalEntities": ["API-DE"]}
                """);

        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        String token = new Visitor(api.port())
                .tokenOf("lena", json(added).path("secret").stringValue());
        assertThat(token).isNotEmpty();
        assertThat(jdbc.sql("select act from governance.audit_entry where subject = 'identity:lena' order by seq")
                        .query(String.class)
                        .list())
                .containsExactly("identity.created", "identity.signed-in");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            clerk        , approver
            clerk        , treasurer
            approver     , treasurer
            vendor-editor, clerk
            vendor-editor, approver
            treasurer    , vendor-editor
            identity-admin, clerk
            policy-owner , approver
            """)
    void refusesRolesThatAreToxicTogether(String held, String asked) {
        String admin = admin("admin-" + held + asked);
        String id = "p-" + held + "-" + asked;
        assertThat(post(
                                admin,
                                "/v1/people",
                                "{\"id\": \"%s\", \"name\": \"P\", \"roles\": [\"%s\"]}".formatted(id, held))
                        .statusCode())
                .isEqualTo(201);

        HttpResponse<String> granted =
                post(admin, "/v1/people/" + id + "/grant", "{\"role\": \"%s\", \"why\": \"holiday\"}".formatted(asked));
        assertThat(granted.statusCode()).isEqualTo(409);
        assertThat(json(granted).path("code").stringValue()).isEqualTo("AUTH-1004");

        HttpResponse<String> both = post(
                admin,
                "/v1/people",
                "{\"id\": \"%sx\", \"name\": \"P\", \"roles\": [\"%s\", \"%s\"]}".formatted(id, held, asked));
        assertThat(json(both).path("code").stringValue()).isEqualTo("AUTH-1004");
    }

    @Test
    void refusesToLetAdministratorsChangeThemselves() {
        HttpResponse<String> refused =
                post(admin("admin-3"), "/v1/people/admin-3/grant", "{\"role\": \"auditor\", \"why\": \"curious\"}");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("code").stringValue()).isEqualTo("SOD-2001");
    }

    @Test
    void givesProgramsNeitherSignaturesNorWhatIsToxic() {
        String admin = admin("admin-4");
        for (String capability : new String[] {"payments:approve", "payments:release", "identities:manage"}) {
            HttpResponse<String> refused = post(admin, "/v1/service-accounts", account("robot", capability));
            assertThat(json(refused).path("code").stringValue()).as(capability).isEqualTo("AUTH-1004");
        }
        HttpResponse<String> pair =
                post(admin, "/v1/service-accounts", account("robot", "payments:initiate\", \"suppliers:edit"));
        assertThat(json(pair).path("code").stringValue()).isEqualTo("AUTH-1004");
    }

    @Test
    void tellsAllFaultsOfAServiceAccount() {
        HttpResponse<String> refused = post(admin("admin-5"), "/v1/service-accounts", """
                {"id": "Countersign Robot", "name": "", "owner": "nobody", "expiresAt": "2099-01-01T00:00:00Z",
                 "capabilities": ["payments:steal"], "publicKey": "{}"}
                """);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(faultPaths(refused))
                .containsExactlyInAnyOrder("/id", "/name", "/capabilities", "/owner", "/expiresAt", "/publicKey");
    }

    @Test
    void stopsASecretWhenItIsRotatedAndAnAccountWhenItIsDeactivated() {
        String admin = admin("admin-6");
        String first = json(post(admin, "/v1/service-accounts", account("rotating", "payments:read")))
                .path("secret")
                .stringValue();
        String second = json(post(admin, "/v1/service-accounts/rotating/rotate", "{\"why\": \"yearly\"}"))
                .path("secret")
                .stringValue();
        Visitor program = new Visitor(api.port());
        assertThat(program.programToken("rotating", first).statusCode()).isEqualTo(401);
        assertThat(program.programToken("rotating", second).statusCode()).isEqualTo(200);

        post(admin, "/v1/service-accounts/rotating/deactivate", "{\"why\": \"gone\"}");
        assertThat(program.programToken("rotating", second).statusCode()).isEqualTo(401);
    }

    @Test
    void recognisesAProgramByWhatItSigns() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        String publicKey = key.toPublicJWK().toJSONString().replace("\"", "\\\"");
        String account = account("signer", "payments:read").replace("}", ", \"publicKey\": \"" + publicKey + "\"}");
        HttpResponse<String> added = post(admin("admin-7"), "/v1/service-accounts", account);
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(json(added).has("secret")).isFalse();

        HttpResponse<String> token = tokenFor(assertion(key, "signer"));
        assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        assertThat(tokenFor(assertion(other, "signer")).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesTheTokenOfASignInAsAnAccessToken() {
        HttpResponse<String> answer = new Visitor(api.port())
                .send(HttpRequest.newBuilder(new Visitor(api.port()).at("/v1/payments"))
                        .header(
                                "Authorization",
                                "Bearer " + new Visitor(api.port()).idTokenOf("miriam", "correct horse battery")));

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void extendsAServiceAccountWhileItsOwnerIsHere() {
        String admin = admin("admin-extends");
        people.add(ADMIN, new People.NewPerson("owner-extends", "Olga Ost", Set.of(), Set.of()));
        String owned = account("robot-extends", "payments:read").replace("olga", "owner-extends");
        assertThat(post(admin, "/v1/service-accounts", owned).statusCode()).isEqualTo(201);
        String path = "/v1/service-accounts/robot-extends/extend";
        Instant end = Instant.now().plus(90, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        String extension = "{\"expiresAt\": \"%s\", \"why\": \"another quarter\"}";

        HttpResponse<String> extended = post(admin, path, extension.formatted(end));
        assertThat(extended.statusCode()).as(extended.body()).isEqualTo(200);
        assertThat(jdbc.sql("select expires_at from governance.identity where id = 'robot-extends'")
                        .query(java.time.OffsetDateTime.class)
                        .single()
                        .toInstant())
                .isEqualTo(end);
        assertThat(jdbc.sql("select act || ' ' || why from governance.audit_entry where subject = :subject"
                                + " order by seq desc limit 1")
                        .param("subject", "identity:robot-extends")
                        .query(String.class)
                        .single())
                .isEqualTo("identity.extended another quarter");

        HttpResponse<String> tooFar =
                post(admin, path, extension.formatted(Instant.now().plus(401, ChronoUnit.DAYS)));
        assertThat(faultPaths(tooFar)).containsExactly("/expiresAt");
        people.setActive(ADMIN, "owner-extends", false, "left");
        assertThat(post(admin, path, extension.formatted(end)).statusCode()).isEqualTo(422);
    }

    private HttpResponse<String> tokenFor(String assertion) {
        String form = "grant_type=client_credentials&client_id=signer&client_assertion_type="
                + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" + assertion;
        return new Visitor(api.port())
                .send(HttpRequest.newBuilder(new Visitor(api.port()).at("/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)));
    }

    @SuppressWarnings("JavaUtilDate") // the library's claims are dates
    private String assertion(ECKey key, String id) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .issuer(id)
                        .subject(id)
                        .audience("http://localhost:%d/oauth2/token".formatted(api.port()))
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .jwtID("j1")
                        .build());
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    private static String account(String id, String capabilities) {
        return "{\"id\": \"%s\", \"name\": \"Robot\", \"owner\": \"olga\", \"expiresAt\": \"%s\", \"capabilities\": [\"%s\"]}"
                .formatted(id, Instant.now().plus(30, ChronoUnit.DAYS), capabilities);
    }

    /** Somebody who says who may do what: there is none among the demo people. */
    private String admin(String id) {
        IdentityChange added =
                people.add(ADMIN, new People.NewPerson(id, "Administrator", Set.of("identity-admin"), Set.of()));
        assertThat(added).isInstanceOf(IdentityChange.Done.class);
        String password = String.valueOf(((IdentityChange.Done) added).secret());
        return new Visitor(api.port()).tokenOf(id, password);
    }

    private HttpResponse<String> post(String token, String path, String json) {
        Visitor visitor = new Visitor(api.port());
        return visitor.send(HttpRequest.newBuilder(visitor.at(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }
}
