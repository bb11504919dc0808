package io.countersign.connectors.odoo;

import io.countersign.reconciliation.ErpBook;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A booking of a bank as it has to stand in Odoo. Amounts are signed as the bank's: negative where money leaves.
 *
 * @param reference by which it is found again in its journal
 * @param partner 0 if there is none
 * @param payment the share that belongs to a payment; null where none does
 * @param differences the other shares; together with the payment's they are what the bank booked
 * @param foreign where the account has another currency than the payment; what differs is then up to Odoo's rates
 */
record BankBooking(
        int journal,
        LocalDate on,
        String reference,
        int partner,
        @Nullable Share payment,
        List<ErpBook.Difference> differences,
        @Nullable Foreign foreign) {

    /** @param account on which the payment waits for the bank */
    record Share(int account, BigDecimal amount) {}

    /**
     * @param booked in the currency of the account
     * @param currency the number that Odoo gives the currency of the payment
     */
    record Foreign(BigDecimal booked, int currency) {}

    BigDecimal amount() {
        if (foreign != null) {
            return foreign.booked();
        }
        BigDecimal rest = differences.stream().map(ErpBook.Difference::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        return payment == null ? rest : payment.amount().add(rest);
    }
}
