package io.countersign.payments;

import io.countersign.model.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An instruction as it is handed in: one amount to one creditor account.
 *
 * @param legalEntity the code of the payer
 * @param debtorAccount number of our account to debit; null lets the routing policy choose
 * @param kind SUPPLIER, PAYROLL, TAX, REFUND or TREASURY
 * @param creditorNumber an IBAN or a domestic account number, without spaces
 * @param requestedOn requested execution date
 * @param remittance free text for the creditor, also what the bank's field has no room for; null if {@code
 *     structuredReference} is given
 * @param invoiceReference the document it pays, part of the duplicate guard's key
 * @param endToEndId null lets the hub make one
 * @param invoices ids of the invoices it pays, where the hub knows them
 */
public record NewPayment(
        String legalEntity,
        @Nullable String debtorAccount,
        String kind,
        Money amount,
        LocalDate requestedOn,
        String creditorName,
        String creditorNumber,
        @Nullable String creditorBic,
        @Nullable String creditorCountry,
        @Nullable String remittance,
        @Nullable String structuredReference,
        @Nullable String purpose,
        String invoiceReference,
        @Nullable String endToEndId,
        List<UUID> invoices) {

    /** The kinds of payment there are. */
    public static final List<String> KINDS = List.of("SUPPLIER", "PAYROLL", "TAX", "REFUND", "TREASURY");
}
