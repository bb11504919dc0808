package io.countersign.governance.identity;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may be granted to whom. Pure. */
final class IdentityRules {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9._-]{1,62}");
    private static final int LONGEST_NAME = 100;

    private IdentityRules() {}

    /** Why this caller may not administer this identity, or null. */
    static IdentityChange.@Nullable Refused refusal(Caller caller, String id) {
        if (!caller.may(Capability.IDENTITIES_MANAGE)) {
            return IdentityChange.Refused.because(
                    ErrorCode.CAPABILITY_MISSING, "This needs " + Capability.IDENTITIES_MANAGE.code());
        }
        if (caller.id().equals(id)) {
            return IdentityChange.Refused.because(ErrorCode.SAME_PERSON, "Nobody changes what they themselves may do");
        }
        return null;
    }

    /** Why these may not be held together, or null. */
    static IdentityChange.@Nullable Refused toxic(Set<Capability> capabilities) {
        List<ToxicPairs.Pair> pairs = ToxicPairs.in(capabilities);
        if (pairs.isEmpty()) {
            return null;
        }
        return IdentityChange.Refused.because(
                ErrorCode.TOXIC_PAIR,
                pairs.stream()
                        .map(pair -> "%s with %s: %s"
                                .formatted(pair.one().code(), pair.other().code(), pair.why()))
                        .collect(Collectors.joining("; ")));
    }

    static IdentityChange.@Nullable Refused faultsOf(
            String id, String name, Set<String> roles, Set<String> capabilities) {
        List<Fault> faults = new ArrayList<>();
        if (!ID.matcher(id).matches() || id.startsWith("countersign-")) {
            faults.add(
                    fault(
                            "/id",
                            "2 to 63 lower-case letters, digits, dots and hyphens are expected, not beginning with countersign-"));
        }
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            faults.add(fault("/name", "1 to %d characters are expected".formatted(LONGEST_NAME)));
        }
        roles.stream()
                .filter(role -> !exists(() -> Role.of(role)))
                .forEach(role -> faults.add(fault("/roles", "There is no such role: " + role)));
        capabilities.stream()
                .filter(capability -> !exists(() -> Capability.of(capability)))
                .forEach(
                        capability -> faults.add(fault("/capabilities", "There is no such capability: " + capability)));
        return faults.isEmpty()
                ? null
                : new IdentityChange.Refused(ErrorCode.INVALID, ErrorCode.INVALID.title(), faults);
    }

    static IdentityChange.@Nullable Refused faultOfPassword(String password) {
        int bytes = password.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (password.length() < SecretMaker.SHORTEST || bytes > SecretMaker.LONGEST_BYTES) {
            Fault fault = fault(
                    "/password",
                    "%d characters at least, %d bytes at most"
                            .formatted(SecretMaker.SHORTEST, SecretMaker.LONGEST_BYTES));
            return new IdentityChange.Refused(ErrorCode.INVALID, ErrorCode.INVALID.title(), List.of(fault));
        }
        return null;
    }

    static Fault fault(String path, String message) {
        return new Fault(path, ErrorCode.INVALID, message);
    }

    private static boolean exists(Runnable lookup) {
        try {
            lookup.run();
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
