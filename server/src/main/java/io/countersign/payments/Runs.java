package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import io.countersign.governance.identity.Capability;
import io.countersign.model.ErrorCode;
import io.countersign.model.Fault;
import io.countersign.model.Figures;
import io.countersign.model.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The door to payment runs: payments that are approved and released together. */
@Component
public class Runs {

    /** How a run was made. */
    public sealed interface Made {
        record Run(UUID id, String reference, int payments, boolean replayed) implements Made {}

        /** Nothing was stored. At most a thousand faults are told. */
        record Refused(ErrorCode code, List<Fault> faults) implements Made {}
    }

    /** One line of an upload, read at the edge. */
    public sealed interface Line {
        record Good(String path, NewPayment payment) implements Line {}

        record Bad(List<Fault> faults) implements Line {}
    }

    /** What is to be paid of an invoice, where it is not all that is open. */
    public record Part(UUID invoiceId, BigDecimal amount) {

        /** Why it cannot be paid of an invoice of which so much is open, in words; null if it can. */
        public @Nullable String fault(BigDecimal open, String currency) {
            if (amount.signum() <= 0) {
                return "An amount to pay is above zero";
            }
            int decimals = Money.zero(Currency.getInstance(currency)).amount().scale();
            if (amount.stripTrailingZeros().scale() > decimals) {
                return "%s has more than the %d decimals of %s".formatted(amount.toPlainString(), decimals, currency);
            }
            return amount.compareTo(open) <= 0
                    ? null
                    : "%s is more than the %s that is left and not being paid"
                            .formatted(Figures.money(amount, currency), Figures.amount(open, currency));
        }
    }

    /**
     * Invoices to pay together.
     *
     * @param parts of which of them less than what is open is to be paid, and how much
     */
    public record Selection(String name, List<UUID> invoices, List<Part> parts, LocalDate requestedOn) {}

    private final BulkIntake bulk;
    private final InvoiceSelection invoices;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;

    Runs(BulkIntake bulk, InvoiceSelection invoices, IdempotencyKeys keys, TransactionTemplate transaction) {
        this.bulk = bulk;
        this.invoices = invoices;
        this.keys = keys;
        this.transaction = transaction;
    }

    /** Makes a run from all that is open of invoices. */
    public Made fromInvoices(Caller caller, String name, List<UUID> chosen, LocalDate requestedOn) {
        return fromInvoices(caller, new Selection(name, chosen, List.of(), requestedOn), null);
    }

    /**
     * Makes a run from open invoices: one payment per legal entity, creditor account and currency, credit notes netted;
     * a bill of which a part is paid has a payment of its own, and the rest stays open. A part can be taken again, so
     * that who asks for parts should bring a key. Needs {@code payments:initiate}.
     */
    public Made fromInvoices(Caller caller, Selection selection, @Nullable IdempotencyKey key) {
        if (!caller.may(Capability.PAYMENTS_INITIATE)) {
            return missing();
        }
        return once(caller, key, () -> invoices.run(caller, selection));
    }

    /**
     * Makes a run from a stream of instructions in bounded memory: all of them or, if one has a fault, none. Needs
     * {@code payments:initiate}.
     */
    public Made fromLines(Caller caller, RunHeader header, Iterator<Line> lines, @Nullable IdempotencyKey key) {
        if (!caller.may(Capability.PAYMENTS_INITIATE)) {
            return missing();
        }
        return once(caller, key, () -> bulk.run(caller, header, lines));
    }

    private Made once(Caller caller, @Nullable IdempotencyKey key, Supplier<Made> making) {
        if (key == null) {
            return inOneTransaction(making);
        }
        return switch (keys.claim(caller.id(), key)) {
            case IdempotencyKeys.Claim.Replay replay ->
                new Made.Run(replay.id(), replay.reference(), replay.payments(), true);
            case IdempotencyKeys.Claim.Refused refused -> refused(refused.code());
            case IdempotencyKeys.Claim.First _ -> first(caller, key, making);
        };
    }

    private Made first(Caller caller, IdempotencyKey key, Supplier<Made> making) {
        boolean made = false;
        try {
            Made result = inOneTransaction(() -> {
                Made run = making.get();
                if (run instanceof Made.Run good) {
                    keys.answer(caller.id(), key, good);
                }
                return run;
            });
            made = result instanceof Made.Run;
            return result;
        } finally {
            if (!made) {
                keys.giveUp(caller.id(), key);
            }
        }
    }

    private Made inOneTransaction(Supplier<Made> making) {
        Made made = transaction.execute(status -> {
            Made result = making.get();
            if (result instanceof Made.Refused) {
                status.setRollbackOnly();
            }
            return result;
        });
        return Objects.requireNonNull(made);
    }

    private static Made missing() {
        return refused(ErrorCode.CAPABILITY_MISSING);
    }

    private static Made refused(ErrorCode code) {
        return new Made.Refused(code, List.of(new Fault("", code, code.title())));
    }
}
