package io.countersign.payments;

import io.countersign.payments.ports.BankProfiles.Order;
import io.countersign.payments.ports.BankRail.Debtor;
import io.countersign.payments.ports.BankRail.Instruction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;

/** What would be sent of a payment, as a bank profile judges it, read from a row. */
final class Orders {

    /** The columns {@link #of} reads; {@code p} is the payment, {@code e} its legal entity, {@code a} the debtor account. */
    static final String COLUMNS = """
            p.reference as own_reference, p.end_to_end_id, p.amount as to_pay, p.currency as to_pay_in, p.creditor_name,
            p.creditor_number, p.creditor_bic, p.creditor_country as named_country,
            p.creditor_address::text as address, p.remittance, p.structured_ref, p.purpose, p.requested_on,
            a.number as debtor_account_number, a.bic as debtor_bic, a.currency as debtor_currency,
            a.connection as usual_connection, e.name as debtor_name, e.country as debtor_country,
            e.address::text as debtor_address
            """;

    private Orders() {}

    static Order of(ResultSet row, String connection, String scheme) throws SQLException {
        return new Order(
                connection,
                scheme,
                new Debtor(
                        row.getString("debtor_name"),
                        row.getString("debtor_country"),
                        row.getString("debtor_account_number"),
                        row.getString("debtor_bic"),
                        row.getString("debtor_currency"),
                        row.getString("debtor_address")),
                row.getObject("requested_on", LocalDate.class),
                new Instruction(
                        row.getString("own_reference"),
                        row.getString("end_to_end_id"),
                        row.getBigDecimal("to_pay"),
                        row.getString("to_pay_in"),
                        row.getString("creditor_name"),
                        row.getString("creditor_number"),
                        row.getString("creditor_bic"),
                        row.getString("named_country"),
                        row.getString("address"),
                        row.getString("remittance"),
                        row.getString("structured_ref"),
                        row.getString("purpose")));
    }
}
