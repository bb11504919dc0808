package io.countersign.governance.identity;

import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a change of an identity ended. */
public sealed interface IdentityChange {

    /**
     * It is recorded.
     *
     * @param secret a new password or client secret, told this once
     */
    record Done(String id, int version, @Nullable String secret) implements IdentityChange {}

    /** Nothing was changed. */
    record Refused(ErrorCode code, String why, List<Fault> faults) implements IdentityChange {
        static Refused because(ErrorCode code, String why) {
            return new Refused(code, why, List.of());
        }
    }
}
