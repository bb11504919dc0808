package io.countersign.reconciliation;

import java.math.BigDecimal;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Payments as they are once the bank has their file, written straight into the database: many of them, at once. */
public final class SentPayments {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final JdbcClient jdbc;

    public SentPayments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One account with payments of one file. End-to-end ids are {@code E-<prefix>-1} and so on, amounts 1.00, 2.00, ... */
    public record Batch(String account, String messageId, String prefix, int payments) {

        public String endToEndId(int n) {
            return "E-" + prefix + "-" + n;
        }

        public BigDecimal amount(int n) {
            return new BigDecimal(n % 1_000 + 1).setScale(2);
        }

        public BigDecimal total() {
            BigDecimal sum = BigDecimal.ZERO;
            for (int n = 1; n <= payments; n++) {
                sum = sum.add(amount(n));
            }
            return sum;
        }
    }

    public Batch sent(int payments) {
        return in("SENT", payments);
    }

    public Batch in(String state, int payments) {
        int number = NUMBER.incrementAndGet();
        String account = "DE%020d".formatted(9_000_000_000L + number);
        Batch batch = new Batch(account, "MSG-T-" + number, "T" + number, payments);
        UUID accountId = new UUID(77, number);
        UUID fileId = new UUID(78, number);
        jdbc.sql("""
                insert into payments.legal_entity (code, name, country, currency, zone)
                values ('REC-DE', 'Reconciliation GmbH', 'DE', 'EUR', 'Europe/Berlin') on conflict do nothing
                """).update();
        jdbc.sql("""
                insert into payments.own_account (id, legal_entity, number, currency, name, connection)
                values (:id, 'REC-DE', :number, 'EUR', 'Main', 'rheinbank')
                """).param("id", accountId).param("number", account).update();
        jdbc.sql("""
                insert into payments.bank_file (id, message_id, connection, scheme, debtor_account, requested_on, state,
                    payments, total, currency, name, next_at, created_at)
                values (:id, :message, 'rheinbank', 'SEPA_SCT', :account, '2026-11-20', 'SENT', :payments, :total, 'EUR',
                    :message || '.xml', now(), now())
                """)
                .param("id", fileId)
                .param("message", batch.messageId())
                .param("account", accountId)
                .param("payments", payments)
                .param("total", batch.total())
                .update();
        jdbc.sql("""
                insert into payments.payment (id, reference, legal_entity, kind, state, debtor_account, debtor_number,
                    creditor_name, creditor_number, amount, currency, requested_on, end_to_end_id, remittance, business_key,
                    connection, scheme, file_id, file_position, initiated_by, initiated_name, correlation_id, created_at,
                    state_since)
                select gen_random_uuid(), 'R-' || :prefix || '-' || n, 'REC-DE', 'SUPPLIER', :state, :account, :number,
                       'Creditor ' || n, 'DE75512108001245126199', (n % 1000 + 1)::numeric(18, 2), 'EUR', '2026-11-20',
                       'E-' || :prefix || '-' || n, 'Invoice ' || n, sha256((:prefix || n)::bytea), 'rheinbank',
                       'SEPA_SCT', :file, n, 'jana', 'Jana', 'c-' || :prefix, now(), now()
                from generate_series(1, :payments) n
                """)
                .param("prefix", batch.prefix())
                .param("state", state)
                .param("account", accountId)
                .param("number", account)
                .param("file", fileId)
                .param("payments", payments)
                .update();
        return batch;
    }

    /** The same with one amount for all of them. */
    public Batch sentOf(BigDecimal amount, int payments) {
        Batch batch = sent(payments);
        jdbc.sql("update payments.payment set amount = :amount where debtor_number = :account")
                .param("amount", amount)
                .param("account", batch.account())
                .update();
        return batch;
    }

    public String state(Batch batch, int n) {
        return jdbc.sql("select state from payments.payment where end_to_end_id = :id")
                .param("id", batch.endToEndId(n))
                .query(String.class)
                .single();
    }

    public UUID id(Batch batch, int n) {
        return jdbc.sql("select id from payments.payment where end_to_end_id = :id")
                .param("id", batch.endToEndId(n))
                .query(UUID.class)
                .single();
    }

    public long count(Batch batch, String state) {
        return jdbc.sql("""
                select count(*) from payments.payment p join payments.bank_file f on f.id = p.file_id
                where f.message_id = :message and p.state = :state
                """)
                .param("message", batch.messageId())
                .param("state", state)
                .query(Long.class)
                .single();
    }
}
