package io.countersign.reconciliation;

import io.countersign.governance.identity.Caller;
import io.countersign.model.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The door to breaks: what should match and does not. Working on one needs {@code reconciliation:work}. */
@Component
public class Breaks {

    /**
     * A break as it can be read.
     *
     * @param reference what it is about, for people: account end, statement and line
     * @param detail what does not match, in full
     * @param lineId the statement line, where it is about one
     * @param paymentId the payment it nearly matches, where there is one
     * @param resolution MATCHED, NOT_OURS, EXPLAINED or OVER_BY_ITSELF; null while open
     */
    public record View(
            UUID id,
            BreakKind kind,
            String reference,
            String detail,
            String account,
            @Nullable String legalEntity,
            UUID statementId,
            @Nullable UUID lineId,
            @Nullable UUID paymentId,
            @Nullable BigDecimal amount,
            @Nullable String currency,
            @Nullable Boolean credit,
            @Nullable LocalDate bookedOn,
            @Nullable String counterparty,
            @Nullable String remittance,
            @Nullable String resolution,
            @Nullable String resolvedBy,
            @Nullable String resolvedWhy,
            @Nullable Instant resolvedAt,
            String correlationId,
            Instant openedAt,
            int version) {}

    /** Which breaks; a null means any. */
    public record Filter(
            boolean openOnly,
            @Nullable BreakKind kind,
            @Nullable String legalEntity,
            @Nullable UUID statementId) {
        public static final Filter OPEN = new Filter(true, null, null, null);
    }

    /** How an act on a break ended. */
    public sealed interface Result {
        record Done(View view) implements Result {}

        /** Nothing was changed. */
        record Refused(ErrorCode code, String why) implements Result {}
    }

    /** Breaks that arose together. Published to listeners within the transaction, so that no case is missed. */
    public record Arose(List<View> breaks) {}

    /** A break is over. Published to listeners within the transaction. */
    public record Over(View view, String how) {}

    /** Oldest first. */
    public Statements.Page<View> list(Caller caller, Filter filter, @Nullable String after, int limit) {
        throw new UnsupportedOperationException();
    }

    public Optional<View> find(Caller caller, UUID id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Matches a line by hand with a payment of the same amount, currency and account. The payment moves on as if the bank
     * had named it.
     */
    public Result match(Caller caller, UUID breakId, UUID paymentId, String why) {
        throw new UnsupportedOperationException();
    }

    /** The line is none of our payments, or what differs is explained; the reason says how. */
    public Result explain(Caller caller, UUID breakId, String why) {
        throw new UnsupportedOperationException();
    }
}
