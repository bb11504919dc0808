package io.countersign.payments;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invoice that was chosen to be paid.
 *
 * @param open what is left of it that no payment has taken
 * @param amount what is to be paid of it; all that is open unless a part was named
 * @param keys the duplicate guard's keys of the payments that pay it already
 */
record ChosenInvoice(
        UUID id,
        String legalEntity,
        boolean creditNote,
        String number,
        @Nullable String supplierRef,
        String currency,
        @Nullable String paymentReference,
        @Nullable String blocked,
        BigDecimal open,
        BigDecimal amount,
        UUID party,
        String creditor,
        @Nullable String account,
        @Nullable String bic,
        @Nullable String country,
        Set<String> keys) {

    /** Of {@code invoice i}, its {@code party t} and {@code party_account a}. */
    static final String COLUMNS = """
            i.id, i.legal_entity, i.kind, i.number, i.supplier_ref, i.currency, i.payment_reference, i.blocked,
            i.residual - i.allocated as open, i.party_id, t.name, a.number as account, a.bic, t.country
            """;

    static ChosenInvoice of(ResultSet row, int n) throws SQLException {
        return new ChosenInvoice(
                row.getObject("id", UUID.class),
                row.getString("legal_entity"),
                row.getString("kind").equals("CREDIT_NOTE"),
                row.getString("number"),
                row.getString("supplier_ref"),
                row.getString("currency"),
                row.getString("payment_reference"),
                row.getString("blocked"),
                row.getBigDecimal("open"),
                row.getBigDecimal("open"),
                row.getObject("party_id", UUID.class),
                row.getString("name"),
                row.getString("account"),
                row.getString("bic"),
                row.getString("country"),
                Set.of());
    }

    ChosenInvoice paying(BigDecimal part, Set<String> earlier) {
        return new ChosenInvoice(
                id,
                legalEntity,
                creditNote,
                number,
                supplierRef,
                currency,
                paymentReference,
                blocked,
                open,
                part,
                party,
                creditor,
                account,
                bic,
                country,
                earlier);
    }

    /** What the creditor calls the document. */
    String document() {
        return supplierRef == null || supplierRef.isBlank() ? number : supplierRef;
    }

    BigDecimal signed() {
        return creditNote ? amount.negate() : amount;
    }

    PaymentGroups.Document toPay() {
        return new PaymentGroups.Document(
                id,
                legalEntity,
                Objects.requireNonNull(account),
                currency,
                key(1),
                creditNote,
                amount.compareTo(open) < 0,
                amount);
    }

    /**
     * The key of this payment of the invoice. Two equal parts of one invoice are no duplicates of each other (that they
     * do not come to more than the invoice is counted), so the second has a key of its own; a part of another document
     * that looks like this one has the same.
     */
    String businessKey() {
        int part = 1;
        while (keys.contains(key(part))) {
            part++;
        }
        return key(part);
    }

    private String key(int part) {
        return IntakeSql.businessKey(
                legalEntity,
                account == null ? "" : account,
                document() + (creditNote ? "-CREDIT" : ""),
                amount.toPlainString() + (part == 1 ? "" : "#" + part),
                currency);
    }
}
