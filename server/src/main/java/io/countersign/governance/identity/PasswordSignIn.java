package io.countersign.governance.identity;

import io.countersign.model.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Signs people in by password at the embedded identity provider. Says the same and takes as long for unknown names. */
final class PasswordSignIn implements AuthenticationProvider {

    private static final int LONGEST_NAME = 100;

    private final IdentityStore identities;
    private final SignInThrottle throttle;
    private final SecretMaker secrets;
    private final IdentityJournal journal;
    private final TransactionOperations transaction;
    private final String nobodysPassword;

    PasswordSignIn(
            IdentityStore identities,
            SignInThrottle throttle,
            SecretMaker secrets,
            IdentityJournal journal,
            TransactionOperations transaction) {
        this.identities = identities;
        this.throttle = throttle;
        this.secrets = secrets;
        this.journal = journal;
        this.transaction = transaction;
        this.nobodysPassword = secrets.encoded(secrets.oneTimePassword());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication asked) {
        String name = asked.getName();
        String password = String.valueOf(asked.getCredentials());
        if (name.length() > LONGEST_NAME) {
            throw new BadCredentialsException("No such name");
        }
        if (throttle.isBlocked(name)) {
            throw new LockedException("Too many wrong passwords");
        }
        Optional<Identified> person =
                identities.identify(name).filter(known -> known.actor().kind() == Actor.Kind.HUMAN);
        String kept = Objects.requireNonNullElse(identities.proof(name).secret(), nobodysPassword);
        boolean right = isShortEnough(password) && secrets.matches(password, kept);
        if (!right || person.isEmpty()) {
            failed(name, person);
            throw new BadCredentialsException("Name or password is wrong");
        }
        succeeded(person.get());
        return UsernamePasswordAuthenticationToken.authenticated(
                name, null, List.of(FactorGrantedAuthority.fromAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)));
    }

    private void failed(String name, Optional<Identified> person) {
        transaction.executeWithoutResult(status -> {
            int failures = throttle.failed(name);
            if (failures == SignInThrottle.FREE_FAILURES && person.isPresent()) {
                record("locked", person.get(), "%d wrong passwords in a row".formatted(failures));
            }
        });
    }

    private void succeeded(Identified person) {
        transaction.executeWithoutResult(status -> {
            throttle.succeeded(person.actor().id());
            record("signed-in", person, "by password");
        });
    }

    private void record(String act, Identified person, String why) {
        String id = person.actor().id();
        identities
                .countOn(id)
                .ifPresent(version ->
                        journal.record(act, id, version, why, Map.of(), Callers.cause(request(), person.actor())));
    }

    private static HttpServletRequest request() {
        return ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
    }

    private static boolean isShortEnough(String password) {
        return password.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= SecretMaker.LONGEST_BYTES;
    }
}
