package io.countersign.payments;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
        StringBuilder rows = new StringBuilder(FLUSH_AT + 1024);
        int count = 0;
        while (payments.hasNext()) {
            row(rows, ++count, payments.next());
            if (rows.length() >= FLUSH_AT) {
                flush(copy, rows);
            }
        }
        flush(copy, rows);
        return count;
    }

    private static void flush(CopyIn copy, StringBuilder rows) throws SQLException {
        byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        rows.setLength(0);
    }

    private static void row(StringBuilder row, int line, BulkIntake.Staged staged) {
        NewPayment payment = staged.payment();
        String amount = payment.amount().amount().toPlainString();
        String currency = payment.amount().currency().getCurrencyCode();
        row.append(line).append('\t').append(staged.id());
        field(row, payment.legalEntity());
        field(row, payment.debtorAccount());
        field(row, payment.kind());
        field(row, amount);
        field(row, currency);
        field(row, payment.requestedOn().toString());
        field(row, payment.creditorName());
        field(row, payment.creditorNumber());
        field(row, payment.creditorBic());
        field(row, payment.creditorCountry());
        field(row, payment.remittance());
        field(row, payment.structuredReference());
        field(row, payment.purpose());
        field(row, SingleIntake.businessKey(payment, amount, currency));
        field(row, payment.endToEndId());
        field(row, IntakeSql.suffix(staged.id()));
        field(row, staged.party() == null ? null : staged.party().toString());
        row.append('\n');
    }

    /** One field in the text format of COPY. */
    private static void field(StringBuilder row, @Nullable String value) {
        row.append('\t');
        if (value == null) {
            row.append("\\N");
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> row.append("\\\\");
                case '\t' -> row.append("\\t");
                case '\n' -> row.append("\\n");
                case '\r' -> row.append("\\r");
                default -> row.append(c);
            }
        }
    }
}
