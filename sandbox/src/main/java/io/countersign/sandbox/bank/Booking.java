package io.countersign.sandbox.bank;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One movement on an account of the simulated bank.
 *
 * @param amount always positive; {@code credit} gives the direction
 * @param bankReference unique at the bank
 * @param transfers the instructions it stands for: one, or all of a batch; empty if it has nothing to do with an order
 * @param returnCode why the money came back, for a return
 */
public record Booking(
        String account,
        LocalDate bookedOn,
        BigDecimal amount,
        String currency,
        boolean credit,
        String bankReference,
        String code,
        @Nullable String messageId,
        @Nullable String paymentInformationId,
        List<CreditTransfer> transfers,
        @Nullable String counterparty,
        @Nullable String remittance,
        @Nullable String returnCode,
        @Nullable String returnText) {

    boolean isBatch() {
        return transfers.size() > 1;
    }

    BigDecimal signed() {
        return credit ? amount : amount.negate();
    }
}
