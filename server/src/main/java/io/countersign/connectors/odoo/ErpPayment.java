package io.countersign.connectors.odoo;

import io.countersign.reconciliation.ErpBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment as the ERP should know it.
 *
 * @param journal the bank journal of our account in Odoo
 * @param bills what it pays there, credit notes with negative amounts
 * @param booked what banks booked for it
 */
record ErpPayment(
        UUID id,
        String reference,
        String state,
        BigDecimal amount,
        String currency,
        String legalEntity,
        String creditorName,
        LocalDate requestedOn,
        @Nullable LocalDate settledOn,
        @Nullable String reasonCode,
        @Nullable String reasonText,
        String correlationId,
        @Nullable Integer journal,
        @Nullable String messageId,
        @Nullable Instant sentAt,
        List<Bill> bills,
        ErpBook.Booked booked)
        implements ErpSubject {

    record Bill(int id, boolean creditNote, BigDecimal amount) {}

    /** What has to be true in Odoo. */
    enum Wanted {
        /** Nothing yet: nobody knows whether the bank has it, or it has not left. */
        NOTHING,
        REGISTERED,
        /** Registered and matched with a statement line. */
        MATCHED,
        /** No payment of ours is left, and the bill is open. */
        GONE
    }

    Wanted wanted() {
        return switch (state) {
            case "SENT", "ACCEPTED", "SETTLED" -> Wanted.REGISTERED;
            case "RECONCILED" -> Wanted.MATCHED;
            case "REJECTED", "REVERSED", "CANCELLED", "EXPIRED" -> Wanted.GONE;
            default -> Wanted.NOTHING;
        };
    }

    @Override
    public String caseKey() {
        return "erp:" + reference;
    }

    @Override
    public String words() {
        return "payment " + reference;
    }

    @Override
    public UUID paymentId() {
        return id;
    }

    /** The same payment, booked otherwise. */
    ErpPayment booked(ErpBook.Booked otherwise) {
        return new ErpPayment(
                id,
                reference,
                state,
                amount,
                currency,
                legalEntity,
                creditorName,
                requestedOn,
                settledOn,
                reasonCode,
                reasonText,
                correlationId,
                journal,
                messageId,
                sentAt,
                bills,
                otherwise);
    }

    List<Integer> billIds() {
        return bills.stream().map(Bill::id).toList();
    }
}
