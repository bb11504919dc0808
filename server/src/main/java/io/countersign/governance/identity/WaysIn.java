package io.countersign.governance.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Component;

/** What the sign-in page may tell before anybody is signed in. */
@Component
public class WaysIn {

    /** Somebody a visitor of the demo can sign in as. */
    public record DemoPerson(String id, String name, Set<String> roles) {}

    private final IdentityStore store;
    private final IdentityProperties properties;
    private final OutsideIdentities outside;
    private final ObjectProvider<RegisteredClientRepository> clients;

    WaysIn(
            IdentityStore store,
            IdentityProperties properties,
            OutsideIdentities outside,
            ObjectProvider<RegisteredClientRepository> clients) {
        this.clients = clients;
        this.store = store;
        this.properties = properties;
        this.outside = outside;
    }

    /** Whether people sign in here by password; otherwise at the company's identity provider. */
    public boolean byPassword() {
        return !outside.areUsed();
    }

    /** The people of the demo, in the order in which a payment meets them; nobody outside of one. */
    public List<DemoPerson> demoPeople() {
        return properties.demo() && byPassword()
                ? store.all(true).stream()
                        .filter(Identity::active)
                        .sorted(Comparator.comparing(person -> person.roles().stream()
                                .map(Role::of)
                                .min(Comparator.naturalOrder())
                                .orElse(Role.POLICY_OWNER)))
                        .map(person -> new DemoPerson(person.id(), person.name(), person.roles()))
                        .toList()
                : List.of();
    }

    /**
     * Where the browser will be sent with its code, if a client of ours began this sign-in and waits on another address
     * than this one. It is the address the client is registered with; a loopback one has the port that was asked for
     * (RFC 8252 §7.3).
     */
    public Optional<URI> destination(HttpServletRequest request, HttpServletResponse response) {
        SavedRequest way = EmbeddedProvider.wayToAuthorize().getRequest(request, response);
        RegisteredClientRepository known = clients.getIfAvailable();
        if (way == null || known == null) {
            return Optional.empty();
        }
        RegisteredClient client = known.findByClientId(first(way, "client_id"));
        return client == null
                ? Optional.empty()
                : client.getRedirectUris().stream()
                        .flatMap(registered -> asked(URI.create(registered), first(way, "redirect_uri")).stream())
                        .filter(target -> !isHere(target, request))
                        .findFirst();
    }

    private static String first(SavedRequest way, String parameter) {
        String[] values = way.getParameterValues(parameter);
        return values == null || values.length == 0 ? "" : values[0];
    }

    /** What was asked for, in the words of what is registered: nothing a caller wrote goes into the answer but a port. */
    private static Optional<URI> asked(URI registered, String address) {
        try {
            URI asked = new URI(address);
            if (asked.equals(registered)) {
                return Optional.of(registered);
            }
            URI withPort = new URI(
                    registered.getScheme(),
                    null,
                    registered.getHost(),
                    asked.getPort(),
                    registered.getPath(),
                    null,
                    null);
            boolean loopback = "127.0.0.1".equals(registered.getHost());
            return loopback && asked.equals(withPort) ? Optional.of(withPort) : Optional.empty();
        } catch (URISyntaxException noAddress) {
            return Optional.empty();
        }
    }

    private static boolean isHere(URI target, HttpServletRequest request) {
        return request.getScheme().equals(target.getScheme())
                && request.getServerName().equals(target.getHost())
                && request.getServerPort() == target.getPort();
    }
}
