package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Compares a payroll with the one before, so that who signs sees what is unusual without seeing anybody's salary. */
@Component
class PayrollReading {

    /** The last payroll before this one, of one of its legal entities, of which something left. */
    private static final String PAYROLLS = """
            with this as (
                select r.id, r.created_at from payments.run r
                where r.id = :run and r.kind = 'PAYROLL' and exists
                    (select 1 from payments.payment p where p.run_id = r.id and %1$s)),
            earlier as (
                select r.id, r.reference, r.created_at from payments.run r, this t
                where r.kind = 'PAYROLL' and r.created_at < t.created_at and r.id <> t.id and exists (
                    select 1 from payments.payment p
                    where p.run_id = r.id and p.state in (%2$s) and %1$s and p.legal_entity in
                        (select q.legal_entity from payments.payment q where q.run_id = t.id))
                order by r.created_at desc, r.id desc limit 1)
            """.formatted(
                    Checks.inScope("p.legal_entity"),
                    Checks.in(List.of(
                            PaymentState.SENDING,
                            PaymentState.UNKNOWN,
                            PaymentState.SENT,
                            PaymentState.ACCEPTED,
                            PaymentState.SETTLED,
                            PaymentState.RECONCILED)));

    private static final String PAID = """
            , now_paid as (
                select p.creditor_number as number, p.currency, sum(p.amount) as amount, count(*) as payments
                from payments.payment p, this t
                where p.run_id = t.id and p.state not in ('REJECTED', 'CANCELLED', 'EXPIRED') and %1$s group by 1, 2),
            then_paid as (
                select p.creditor_number as number, p.currency, sum(p.amount) as amount, count(*) as payments
                from payments.payment p, earlier t
                where p.run_id = t.id and p.state not in ('REJECTED', 'CANCELLED', 'EXPIRED') and %1$s group by 1, 2)
            """.formatted(Checks.inScope("p.legal_entity"));

    private static final String CHANGES = PAYROLLS + PAID + """
            select t.id, (select id from earlier) as earlier, (select reference from earlier) as reference,
                   (select created_at from earlier) as earlier_at,
                   (select coalesce(sum(payments), 0) from now_paid)::int as payments,
                   (select coalesce(sum(payments), 0) from then_paid)::int as earlier_payments,
                   (select count(distinct n.number) from now_paid n
                    where n.number not in (select number from then_paid))::int as new_accounts,
                   (select count(distinct o.number) from then_paid o
                    where o.number not in (select number from now_paid))::int as gone_accounts,
                   (select count(*) from now_paid n join then_paid o using (number, currency)
                    where n.amount <> o.amount)::int as changed_amounts
            from this t
            """;

    private static final String SUMS = PAYROLLS + PAID + """
            select currency, coalesce(sum(n.amount), 0) as amount, coalesce(sum(o.amount), 0) as earlier_amount
            from (select currency, sum(amount) as amount from now_paid group by currency) n
            full join (select currency, sum(amount) as amount from then_paid group by currency) o using (currency)
            group by currency order by currency
            """;

    private final JdbcClient jdbc;

    PayrollReading(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Views.PayrollChanges> changes(Caller caller, UUID run) {
        List<Views.CurrencyChange> sums = jdbc.sql(SUMS)
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .query((row, n) ->
                        new Views.CurrencyChange(row.getString(1), row.getBigDecimal(2), row.getBigDecimal(3)))
                .list();
        return jdbc.sql(CHANGES)
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .query((row, n) -> changes(row, sums))
                .optional();
    }

    private static Views.PayrollChanges changes(ResultSet row, List<Views.CurrencyChange> sums) throws SQLException {
        OffsetDateTime earlier = row.getObject("earlier_at", OffsetDateTime.class);
        return new Views.PayrollChanges(
                row.getObject("earlier", UUID.class),
                row.getString("reference"),
                earlier == null ? null : earlier.toInstant(),
                row.getInt("payments"),
                row.getInt("earlier_payments"),
                sums,
                row.getInt("new_accounts"),
                row.getInt("gone_accounts"),
                row.getInt("changed_amounts"));
    }
}
