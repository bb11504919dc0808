package io.countersign.bench.measure;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The same rows as a run of the product leaves, written by the bare database in sets: one statement a step over all payments,
 * from the rows the product wrote. As many inserts, updates, events and audit entries, and nothing else.
 */
final class RawRun {

    private static final String INSERT = """
            insert into raw.payment select * from payments.payment where run_id = :run
            """;

    /** As each step does: the state, the version, the times, and what the step adds. */
    private static final String UPDATE = """
            update raw.payment p set state = :state, version = p.version + 1, state_since = now(),
                   due_at = now() + interval '1 day', held_from = null, overdue = false %s
            where p.run_id = :run
            """;

    private static final String EVENTS = """
            insert into raw.event (at, type, subject, sequence, legal_entity, correlation_id, traceparent, actor, data)
            select e.at, e.type, e.subject, e.sequence, e.legal_entity, e.correlation_id, e.traceparent, e.actor, e.data
            from governance.event e where e.type = :type
            """;

    private static final String AUDIT = """
            insert into raw.audit_entry (at, actor_kind, actor_id, actor_name, origin, act, subject, sequence, why, policy,
                                         correlation_id, detail)
            select a.at, a.actor_kind, a.actor_id, a.actor_name, a.origin, a.act, a.subject, a.sequence, a.why, a.policy,
                   a.correlation_id, a.detail
            from governance.audit_entry a where a.act = :type
            """;

    private static final String CLAIMS = """
            insert into raw.claim select c.* from payments.claim c join payments.payment p on p.id = c.payment_id
            where p.run_id = :run
            """;

    private static final String APPROVALS = """
            insert into raw.approval select a.* from payments.approval a join payments.payment p on p.id = a.payment_id
            where p.run_id = :run
            """;

    private static final String REPLIES = """
            insert into raw.bank_reply (payment_id, file_id, message_id, status, reason_code, reason_text, applied, at)
            select r.payment_id, r.file_id, r.message_id, r.status, r.reason_code, r.reason_text, r.applied, r.at
            from payments.bank_reply r join payments.payment p on p.id = r.payment_id where p.run_id = :run
            """;

    private static final String LINES = "insert into raw.line select * from reconciliation.line";

    private final JdbcClient owner;
    private final TransactionTemplate transaction;
    private final RawTables tables;

    RawRun(JdbcClient owner, TransactionTemplate transaction, RawTables tables) {
        this.owner = owner;
        this.transaction = transaction;
        this.tables = tables;
    }

    /** Seconds for what (b) wrote. */
    double send(String run) {
        UUID id = UUID.fromString(run);
        tables.empty();
        long began = System.nanoTime();
        step(() -> {
            update(INSERT, id);
            journal("payment.received");
        });
        step(() -> {
            update(CLAIMS, id);
            move(id, "VALIDATED", ", connection = p.connection, scheme = p.scheme, content_hash = p.content_hash");
            journal("payment.validated");
        });
        step(() -> {
            move(id, "AWAITING_APPROVAL", ", open_roles = '{approver}', approval_policy = p.approval_policy");
            journal("payment.submitted");
        });
        step(() -> {
            move(id, "APPROVED", ", open_roles = '{}'");
            update(APPROVALS, id);
            journal("payment.approved");
        });
        step(() -> {
            move(id, "RELEASED", ", released_by = p.released_by");
            journal("payment.released");
        });
        step(() -> {
            move(id, "SENDING", ", file_id = p.file_id, file_position = p.file_position");
            journal("payment.sending");
        });
        step(() -> {
            move(id, "SENT", "");
            journal("payment.sent");
        });
        return (System.nanoTime() - began) / 1e9;
    }

    /** Seconds for what (c) wrote, on the payments that {@link #send} left. */
    double comeBack(String run) {
        UUID id = UUID.fromString(run);
        long began = System.nanoTime();
        step(() -> {
            update(REPLIES, id);
            move(id, "ACCEPTED", "");
            journal("payment.accepted");
        });
        step(() -> {
            owner.sql(LINES).update();
            move(id, "SETTLED", ", settled_on = current_date, bank_reference = p.end_to_end_id");
            journal("payment.settled");
        });
        step(() -> {
            move(id, "RECONCILED", "");
            journal("payment.reconciled");
        });
        return (System.nanoTime() - began) / 1e9;
    }

    private void step(Runnable writes) {
        transaction.executeWithoutResult(_ -> writes.run());
    }

    private void update(String sql, UUID run) {
        owner.sql(sql).param("run", run).update();
    }

    private void move(UUID run, String state, String also) {
        owner.sql(UPDATE.formatted(also))
                .param("run", run)
                .param("state", state)
                .update();
    }

    private void journal(String type) {
        List.of(EVENTS, AUDIT).forEach(sql -> owner.sql(sql).param("type", type).update());
    }
}
