package io.countersign.gateway;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.governance.identity.IdentityChange;
import io.countersign.model.ErrorCode;
import io.countersign.payments.ActResult;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what the doors answer into what the wire says. */
final class Answers {

    private static final int LARGEST_PAGE = 500;

    private Answers() {}

    static Wire.Act act(ActResult result) {
        return switch (result) {
            case ActResult.Done done -> new Wire.Act(done.moved(), done.complete(), done.leftBehind());
            case ActResult.Refused refused -> throw new ApiProblem(refused.code(), refused.why());
        };
    }

    static Wire.IdentityChanged identity(IdentityChange change) {
        return switch (change) {
            case IdentityChange.Done done -> new Wire.IdentityChanged(done.id(), done.version(), done.secret());
            case IdentityChange.Refused refused ->
                throw new ApiProblem(refused.code(), refused.why(), refused.faults());
        };
    }

    static <T> T found(Optional<T> found) {
        return found.orElseThrow(() -> new ApiProblem(ErrorCode.NOT_FOUND, null));
    }

    /** Reading asks for any one of these. */
    static void require(Caller caller, Capability... any) {
        if (Arrays.stream(any).noneMatch(caller::may)) {
            throw new ApiProblem(
                    ErrorCode.CAPABILITY_MISSING,
                    "This needs " + Arrays.stream(any).map(Capability::code).collect(Collectors.joining(" or ")));
        }
    }

    static int limit(int asked) {
        if (asked < 1 || asked > LARGEST_PAGE) {
            throw new ApiProblem(
                    ErrorCode.INVALID,
                    null,
                    java.util.List.of(new io.countersign.model.Fault(
                            "limit", ErrorCode.INVALID, "1 to %d are possible".formatted(LARGEST_PAGE))));
        }
        return asked;
    }

    /** A cursor is ours, so a wrong one was tampered with or belongs to another list. */
    static <T> T page(@Nullable String cursor, Function<@Nullable String, T> reading) {
        try {
            return reading.apply(cursor);
        } catch (IllegalArgumentException invalid) {
            if (cursor == null) {
                throw invalid;
            }
            throw new ApiProblem(
                    ErrorCode.INVALID,
                    null,
                    java.util.List.of(new io.countersign.model.Fault(
                            "after", ErrorCode.INVALID, "This is not a cursor of this list")));
        }
    }

    /** {@code DE89370400440532013000} as {@code DE89…3000}. */
    static @Nullable String masked(@Nullable String number) {
        if (number == null) {
            return null;
        }
        return number.length() <= 8 ? "…" : number.substring(0, 4) + "…" + number.substring(number.length() - 4);
    }
}
