package io.countersign.controls.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides by the policies in force. A decision names the row that made it, as {@code approval-matrix@3#row-2}; the empty
 * answer means that no row applies, which stops the payment.
 */
@Component
public class Policies {

    /**
     * What a payment policy may look at.
     *
     * @param amountInBooks the amount converted to the legal entity's currency
     */
    public record Subject(
            String legalEntity,
            String country,
            String kind,
            String risk,
            String currency,
            BigDecimal amount,
            BigDecimal amountInBooks,
            String creditorCountry,
            boolean creditorIban) {}

    /** Whose signatures are needed: one role for each, in order; never empty. */
    public record ApprovalRule(List<String> roles, String policy) {}

    /** Which way a payment takes to the bank. {@code connection} null means the connection of the debtor account. */
    public record RouteRule(@Nullable String connection, String scheme, String policy) {}

    /** How long a state may last before its checkpoint opens a case, and whose case it is. */
    public record Checkpoint(Duration within, String owner, String policy) {}

    /** When a business process runs: at once, or by its schedule (cron, UTC). */
    public record Timing(boolean realTime, @Nullable String schedule, String reason, String owner, String policy) {}

    public Optional<ApprovalRule> approvals(Subject subject) {
        throw new UnsupportedOperationException();
    }

    public Optional<RouteRule> route(Subject subject) {
        throw new UnsupportedOperationException();
    }

    /** The checkpoint of a waiting state, such as {@code SENT}. */
    public Optional<Checkpoint> checkpoint(String state) {
        throw new UnsupportedOperationException();
    }

    /** When a process runs, such as {@code bank-replies}, {@code statements} or {@code erp-import}. */
    public Optional<Timing> timing(String process) {
        throw new UnsupportedOperationException();
    }
}
