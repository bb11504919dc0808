package io.countersign.governance.identity;

import io.countersign.model.Actor;
import io.countersign.model.Cause;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/**
 * Makes the {@link Caller} of a request: from the access token on the API, from the session in the console. A session is
 * looked up anew with every request, so that what was revoked is gone at once; a token lives for minutes.
 */
@Component
public class Callers {

    private final IdentityStore identities;
    private final OutsideIdentities outside;

    Callers(IdentityStore identities, OutsideIdentities outside) {
        this.identities = identities;
        this.outside = outside;
    }

    /**
     * Who asks.
     *
     * @throws AuthenticationCredentialsNotFoundException if nobody is signed in, or not any more; the filter chain answers
     */
    public Caller caller(HttpServletRequest request) {
        Identified who = recognised(SecurityContextHolder.getContext().getAuthentication());
        return new Caller(cause(request, who.actor()), who.capabilities(), who.roles(), who.legalEntities());
    }

    /** Why something happens that this request asks for. */
    static Cause cause(HttpServletRequest request, Actor actor) {
        return new Cause(actor, Correlation.idOf(request), Correlation.traceOf(request), request.getRemoteAddr());
    }

    private Identified recognised(@Nullable Authentication authentication) {
        if (authentication == null || !authentication.isAuthenticated()) {
            throw new AuthenticationCredentialsNotFoundException("Nobody is signed in");
        }
        if (authentication.getPrincipal() instanceof Identified known) {
            return known;
        }
        if (outside.areUsed() && authentication.getPrincipal() instanceof OidcUser user) {
            return outside.person(user.getClaims());
        }
        return identities
                .identify(authentication.getName())
                .orElseThrow(() -> new AuthenticationCredentialsNotFoundException("Not active any more"));
    }
}
