package io.countersign.payments;

import io.countersign.governance.identity.Caller;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what became of a run on its way: the files it left in, and whether its payees are verified. */
@Component
class RunFiles {

    private static final String FILES = """
            select %s from payments.bank_file f
            where f.id in (select p.file_id from payments.payment p where p.run_id = :run and %s)
               or f.id in (select r.file_id from payments.recall r join payments.payment p on p.id = r.payment_id
                           where p.run_id = :run and %s)
            order by f.created_at desc, f.id limit :rows
            """.formatted(
                    PaymentReading.FILE_COLUMNS, Checks.inScope("p.legal_entity"), Checks.inScope("p.legal_entity"));

    private static final String PAYEES = """
            select v.verdict, v.decided_by, case when v.verdict = 'OPTED_OUT' then v.reason end as reason, v.policy,
                   count(*)::int as payments
            from payments.payee_verdict v join payments.payment p on p.id = v.payment_id
            where p.run_id = :run and %s
            group by 1, 2, 3, 4 order by 5 desc, 1, 2
            """.formatted(Checks.inScope("p.legal_entity"));

    private final JdbcClient jdbc;

    RunFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Views.PaymentFile> files(Caller caller, UUID run, int limit) {
        return jdbc.sql(FILES)
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .param("rows", limit)
                .query(PaymentReading::bankFile)
                .list();
    }

    List<Views.PayeeTally> payees(Caller caller, UUID run) {
        return jdbc.sql(PAYEES)
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .query((row, n) -> new Views.PayeeTally(
                        row.getString("verdict"),
                        row.getInt("payments"),
                        row.getString("decided_by"),
                        row.getString("reason"),
                        row.getString("policy")))
                .list();
    }
}
