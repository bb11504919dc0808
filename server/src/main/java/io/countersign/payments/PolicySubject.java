package io.countersign.payments;

import io.countersign.controls.policy.Policies;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What a policy may look at, read from a payment. */
final class PolicySubject {

    /**
     * The columns {@link #of} reads; {@code p} is the payment, {@code e} its legal entity. The amount in books is
     * converted over the euro with the latest rates; without a rate it is null.
     */
    static final String COLUMNS = """
            p.id::text as id, p.reference, p.legal_entity, e.country, p.kind, p.risk, p.currency, p.amount,
            case when p.currency = e.currency then p.amount
                 else round(p.amount * payments.per_euro(e.currency) / payments.per_euro(p.currency), 2) end as in_books,
            coalesce(p.creditor_country, substr(p.creditor_number, 1, 2)) as creditor_country,
            p.creditor_number ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$' as creditor_iban
            """;

    private PolicySubject() {}

    /** Empty if there is no exchange rate to the currency of the books. */
    static Optional<Policies.Subject> of(ResultSet row) throws SQLException {
        BigDecimal inBooks = row.getBigDecimal("in_books");
        if (inBooks == null) {
            return Optional.empty();
        }
        return Optional.of(new Policies.Subject(
                row.getString("legal_entity"),
                row.getString("country"),
                row.getString("kind"),
                row.getString("risk"),
                row.getString("currency"),
                row.getBigDecimal("amount"),
                inBooks,
                row.getString("creditor_country"),
                row.getBoolean("creditor_iban")));
    }
}
