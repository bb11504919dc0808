package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The questions every act starts with. */
final class Checks {

    private static final int LONGEST_REASON = 500;

    private Checks() {}

    static Optional<ActResult.Refused> needs(Caller caller, Capability capability) {
        return caller.may(capability)
                ? Optional.empty()
                : Optional.of(
                        new ActResult.Refused(ErrorCode.CAPABILITY_MISSING, "This needs " + capability.code() + "."));
    }

    /** A reason is part of the evidence: it must be there and readable. */
    static Optional<ActResult.Refused> reason(@Nullable String why) {
        if (why == null || why.isBlank()) {
            return Optional.of(new ActResult.Refused(ErrorCode.INVALID, "Give a reason."));
        }
        if (why.length() > LONGEST_REASON) {
            return Optional.of(new ActResult.Refused(
                    ErrorCode.INVALID, "A reason has at most " + LONGEST_REASON + " characters."));
        }
        return Optional.empty();
    }

    /** The legal entities in scope as an SQL array; {@code null} means all of them. */
    static String @Nullable [] scope(Caller caller) {
        return caller.legalEntities().isEmpty() ? null : caller.legalEntities().toArray(String[]::new);
    }

    /** SQL that keeps a row in scope; binds {@code :scope}. */
    static String inScope(String column) {
        return "(cast(:scope as text[]) is null or %s = any (cast(:scope as text[])))".formatted(column);
    }

    /** Whether the caller sees single salaries. */
    static boolean salaries(Caller caller) {
        return caller.may(Capability.PAYROLL_DETAILS);
    }

    /**
     * SQL that keeps the single payments a caller sees: of the legal entities in scope, and salaries only with {@code
     * payroll:details}. Binds {@code :scope} and {@code :salaries}; sums are over all payments in scope instead.
     */
    static String seen(String payment) {
        return "%s and (%s.kind <> 'PAYROLL' or :salaries)".formatted(inScope(payment + ".legal_entity"), payment);
    }

    /** The states as a list for {@code in (...)}; the names are our own constants. */
    static String in(Iterable<PaymentState> states) {
        StringBuilder list = new StringBuilder();
        for (PaymentState state : states) {
            list.append(list.isEmpty() ? "'" : ", '").append(state.name()).append('\'');
        }
        return list.toString();
    }
}
