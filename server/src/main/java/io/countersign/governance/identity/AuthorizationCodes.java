package io.countersign.governance.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what the authorization server has to remember, which is only the code between the sign-in page and the token
 * endpoint: tokens carry everything themselves and are never stored. A code works once, also with several processes.
 */
class AuthorizationCodes implements OAuth2AuthorizationService {

    private static final String INSERT = """
            with gone as (delete from governance.authorization_code where expires_at < cast(:now as timestamptz))
            insert into governance.authorization_code
                (code_hash, client, subject, scopes, request_uri, redirect_uri, state, parameters, signed_in_at, issued_at, expires_at)
            values (:hash, :client, :subject, :scopes, :request, :redirect, :state, cast(:parameters as jsonb),
                    :signed_in, :issued, :expires)
            """;

    private static final String USE = """
            update governance.authorization_code set used = true where code_hash = :hash and not used
            """;

    private static final String FIND = """
            select * from governance.authorization_code where code_hash = :hash
            """;

    /** What of the authorization request the token endpoint looks at again. */
    private static final List<String> PARAMETERS = List.of(
            PkceParameterNames.CODE_CHALLENGE, PkceParameterNames.CODE_CHALLENGE_METHOD, OidcParameterNames.NONCE);

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final RegisteredClientRepository clients;
    private final Clock clock;

    AuthorizationCodes(JdbcClient jdbc, JsonMapper json, RegisteredClientRepository clients, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clients = clients;
        this.clock = clock;
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        OAuth2Authorization.Token<OAuth2AuthorizationCode> code = authorization.getToken(OAuth2AuthorizationCode.class);
        if (code == null) {
            return;
        }
        if (!code.isInvalidated()) {
            insert(authorization, code.getToken());
        } else if (use(code.getToken()) == 0) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        OAuth2Authorization.Token<OAuth2AuthorizationCode> code = authorization.getToken(OAuth2AuthorizationCode.class);
        if (code != null) {
            use(code.getToken());
        }
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return null;
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        if (type == null || !OAuth2ParameterNames.CODE.equals(type.getValue())) {
            return null;
        }
        return jdbc.sql(FIND)
                .param("hash", hash(token))
                .query((row, number) -> authorization(row, token))
                .optional()
                .orElse(null);
    }

    private void insert(OAuth2Authorization authorization, OAuth2AuthorizationCode code) {
        OAuth2AuthorizationRequest request = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
        if (request == null) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        Map<String, Object> kept = new HashMap<>(request.getAdditionalParameters());
        kept.keySet().retainAll(PARAMETERS);
        jdbc.sql(INSERT)
                .param("now", time(clock.instant()))
                .param("hash", hash(code.getTokenValue()))
                .param("client", authorization.getRegisteredClientId())
                .param("subject", authorization.getPrincipalName())
                .param("scopes", authorization.getAuthorizedScopes().toArray(String[]::new))
                .param("request", request.getAuthorizationUri())
                .param("redirect", request.getRedirectUri())
                .param("state", request.getState())
                .param("parameters", json.writeValueAsString(kept))
                .param("signed_in", time(signedInAt(authorization, code)))
                .param("issued", time(code.getIssuedAt()))
                .param("expires", time(code.getExpiresAt()))
                .update();
    }

    private int use(OAuth2AuthorizationCode code) {
        return jdbc.sql(USE).param("hash", hash(code.getTokenValue())).update();
    }

    private @Nullable OAuth2Authorization authorization(ResultSet row, String value) throws SQLException {
        var client = clients.findByClientId(row.getString("client"));
        if (client == null) {
            return null;
        }
        Set<String> scopes = Set.of((String[]) row.getArray("scopes").getArray());
        String subject = row.getString("subject");
        OAuth2AuthorizationRequest request = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(row.getString("request_uri"))
                .clientId(client.getClientId())
                .redirectUri(row.getString("redirect_uri"))
                .scopes(scopes)
                .state(row.getString("state"))
                .additionalParameters(
                        json.readValue(row.getString("parameters"), new TypeReference<Map<String, Object>>() {}))
                .build();
        OAuth2AuthorizationCode code =
                new OAuth2AuthorizationCode(value, instant(row, "issued_at"), instant(row, "expires_at"));
        boolean used = row.getBoolean("used");
        return OAuth2Authorization.withRegisteredClient(client)
                .id(HexFormat.of().formatHex(hash(value)))
                .principalName(subject)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(scopes)
                .token(code, about -> about.put(OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, used))
                .attribute(OAuth2AuthorizationRequest.class.getName(), request)
                .attribute(
                        Principal.class.getName(),
                        UsernamePasswordAuthenticationToken.authenticated(
                                subject, null, List.of(signIn(instant(row, "signed_in_at")))))
                .build();
    }

    private static FactorGrantedAuthority signIn(Instant at) {
        return FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
                .issuedAt(at)
                .build();
    }

    private static @Nullable Instant signedInAt(OAuth2Authorization authorization, OAuth2AuthorizationCode code) {
        if (authorization.getAttribute(Principal.class.getName()) instanceof Authentication person) {
            for (GrantedAuthority authority : person.getAuthorities()) {
                if (authority instanceof FactorGrantedAuthority factor) {
                    return factor.getIssuedAt();
                }
            }
        }
        return code.getIssuedAt();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static byte[] hash(String code) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
