package io.countersign.payments;

import io.countersign.model.Cause;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Applies what reconciliation found on statements. Set-based; payments already past the step are left as they are. */
@Component
public class Settlements {

    /**
     * The bank booked a payment.
     *
     * @param entry names statement and line, for people: {@code 228/14}
     * @param last whether the entry is final, so that the payment is reconciled as well
     */
    public record Booking(
            UUID paymentId,
            LocalDate bookedOn,
            String entry,
            @Nullable String bankReference,
            boolean last) {}

    /** The bank gave a booked payment back. */
    public record Return(
            UUID paymentId,
            LocalDate bookedOn,
            String entry,
            @Nullable String reasonCode,
            @Nullable String reasonText) {}

    /** Settles, and where the entry is final reconciles; answers how many payments moved. */
    public int book(List<Booking> bookings, Cause cause) {
        throw new UnsupportedOperationException();
    }

    /** Reverses settled or reconciled payments; their invoices are open again. */
    public int giveBack(List<Return> returns, Cause cause) {
        throw new UnsupportedOperationException();
    }
}
