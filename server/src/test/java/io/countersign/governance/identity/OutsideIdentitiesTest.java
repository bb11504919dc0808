package io.countersign.governance.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.model.Actor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.security.authentication.InsufficientAuthenticationException;

class OutsideIdentitiesTest {

    private final OutsideIdentities outside = identities("realm_access.roles");

    @Test
    void translatesTheRolesOfTheProviderAndForgetsTheOthers() {
        Identified person = outside.person(Map.of(
                "sub",
                "8f1c",
                "name",
                "Jana Brückner",
                "realm_access",
                Map.of("roles", List.of("finance-clerks", "offline_access")),
                "legal_entities",
                List.of("AO-DE")));

        assertThat(person.actor()).isEqualTo(new Actor(Actor.Kind.HUMAN, "8f1c", "Jana Brückner"));
        assertThat(person.roles()).containsExactly("clerk");
        assertThat(person.capabilities()).contains(Capability.PAYMENTS_INITIATE);
        assertThat(person.legalEntities()).containsExactly("AO-DE");
    }

    @Test
    void refusesWhatIsToxicTogetherWhoeverGrantedIt() {
        assertThatThrownBy(() -> outside.person(
                        Map.of("sub", "8f1c", "realm_access", Map.of("roles", List.of("finance-clerks", "approver")))))
                .isInstanceOf(InsufficientAuthenticationException.class);
    }

    @Test
    void letsAPersonWithoutRolesDoNothing() {
        assertThat(outside.person(Map.of("sub", "8f1c")).capabilities()).isEmpty();
    }

    @Test
    void readsRolesFromOneTextAsWell() {
        assertThat(identities("groups")
                        .person(Map.of("sub", "x", "groups", "auditor other"))
                        .roles())
                .containsExactly("auditor");
    }

    private static OutsideIdentities identities(String rolesClaim) {
        IdentityProperties.Oidc oidc = new IdentityProperties.Oidc(
                "https://login.example",
                "countersign",
                null,
                rolesClaim,
                Map.of("finance-clerks", "clerk"),
                "legal_entities",
                "countersign");
        IdentityProperties properties =
                new IdentityProperties(null, false, null, null, Path.of("."), new IdentityProperties.Keys(null), oidc);
        JdbcClient never = JdbcClient.create(new DriverManagerDataSource());
        return new OutsideIdentities(properties, new IdentityStore(never, Clock.systemUTC()));
    }
}
