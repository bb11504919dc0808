package io.countersign.payments;

import io.countersign.model.CopyRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.Objects;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;

/**
 * The staging table of one transaction. Rows stream into it by COPY, so that a run of any length passes through in
 * bounded memory; it is gone when the transaction ends.
 */
@Component
class Staging {

    private static final String CREATE = """
            create temporary table payments_incoming (
                line int, id uuid, legal_entity text, debtor_account text, kind text, amount numeric, currency text,
                requested_on date, creditor_name text, creditor_number text, creditor_bic text, creditor_country text,
                remittance text, structured_ref text, purpose text, business_key text, end_to_end_id text, suffix text,
                party uuid, address jsonb) on commit drop
            """;

    private static final String COPY = """
            copy payments_incoming (line, id, legal_entity, debtor_account, kind, amount, currency, requested_on,
                creditor_name, creditor_number, creditor_bic, creditor_country, remittance, structured_ref, purpose,
                business_key, end_to_end_id, suffix, party) from stdin
            """;

    private static final int FLUSH_AT = 1 << 16;

    private final JdbcOperations jdbc;

    Staging(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Fills the table; answers how many rows there are. Call it in a transaction, once. */
    int fill(Iterator<BulkIntake.Staged> payments) {
        return Objects.requireNonNull(jdbc.execute((Connection connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(CREATE);
            }
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
            try {
                int count = copy(copy, payments);
                copy.endCopy();
                return count;
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        }));
    }

    private static int copy(CopyIn copy, Iterator<BulkIntake.Staged> payments) throws SQLException {
        CopyRows rows = new CopyRows(FLUSH_AT + 1024);
        int count = 0;
        while (payments.hasNext()) {
            row(rows, ++count, payments.next());
            if (rows.size() >= FLUSH_AT) {
                flush(copy, rows);
            }
        }
        flush(copy, rows);
        return count;
    }

    private static void flush(CopyIn copy, CopyRows rows) throws SQLException {
        byte[] bytes = rows.take();
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    private static void row(CopyRows row, int line, BulkIntake.Staged staged) {
        NewPayment payment = staged.payment();
        String amount = payment.amount().amount().toPlainString();
        String currency = payment.amount().currency().getCurrencyCode();
        row.field(line).field(staged.id()).field(payment.legalEntity());
        row.field(payment.debtorAccount()).field(payment.kind());
        row.field(amount).field(currency).field(payment.requestedOn());
        row.field(payment.creditorName()).field(payment.creditorNumber());
        row.field(payment.creditorBic()).field(payment.creditorCountry());
        row.field(payment.remittance()).field(payment.structuredReference());
        row.field(payment.purpose()).field(SingleIntake.businessKey(payment, amount, currency));
        row.field(payment.endToEndId()).field(IntakeSql.suffix(staged.id()));
        row.field(staged.party()).end();
    }
}
