package io.countersign.bench.measure;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of the larger statement of (e), written by the bare database: the lines and their matches, then the join of lines
 * and payments with the two updates, and the events and audit entries of both, one statement each.
 */
final class RawReconciliation {

    private static final List<String> MATCHING = List.of(
            "insert into raw.line select * from reconciliation.line where statement_id = (select id from reconciliation.statement"
                    + " order by entries desc limit 1)",
            "insert into raw.match select m.* from reconciliation.match m join raw.line l on l.id = m.line_id");

    private static final List<String> SETTLING = List.of("""
            update raw.payment p set state = 'SETTLED', version = p.version + 1, state_since = now(),
                   settled_on = l.booked_on, bank_reference = l.bank_reference
            from raw.line l where p.end_to_end_id = l.end_to_end_id and p.debtor_number = l.account
            """, """
            update raw.payment p set state = 'RECONCILED', version = p.version + 1, state_since = now()
            from raw.line l where p.end_to_end_id = l.end_to_end_id and p.debtor_number = l.account
            """, """
            insert into raw.event (at, type, subject, sequence, legal_entity, correlation_id, traceparent, actor, data)
            select e.at, e.type, e.subject, e.sequence, e.legal_entity, e.correlation_id, e.traceparent, e.actor, e.data
            from governance.event e join raw.payment p on p.id::text = e.subject
            where e.type in ('payment.settled', 'payment.reconciled')
            """, """
            insert into raw.audit_entry (at, actor_kind, actor_id, actor_name, origin, act, subject, sequence, why, policy,
                                         correlation_id, detail)
            select a.at, a.actor_kind, a.actor_id, a.actor_name, a.origin, a.act, a.subject, a.sequence, a.why, a.policy,
                   a.correlation_id, a.detail
            from governance.audit_entry a join raw.payment p on p.id::text = a.subject
            where a.act in ('payment.settled', 'payment.reconciled')
            """);

    private final JdbcClient owner;

    RawReconciliation(JdbcClient owner) {
        this.owner = owner;
    }

    /** What the database needs for the lines and their matches, and for what follows from them. */
    record Seconds(double matching, double settling) {}

    Seconds measure() {
        RawTables.make(owner);
        owner.sql(
                        "insert into raw.payment select * from payments.payment where file_id = (select id from payments.bank_file"
                                + " order by payments desc limit 1)")
                .update();
        owner.sql("update raw.payment set state = 'ACCEPTED'").update();
        owner.sql("analyze raw.payment").update();
        return new Seconds(seconds(MATCHING), seconds(SETTLING));
    }

    private double seconds(List<String> statements) {
        long began = System.nanoTime();
        statements.forEach(sql -> owner.sql(sql).update());
        return (System.nanoTime() - began) / 1e9;
    }
}
