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
            select coalesce(v.verdict, 'NOT_ASKED') as verdict, v.decided_by,
                   case when v.verdict = 'OPTED_OUT' then v.reason end as reason, v.policy, count(*)::int as payments
            from payments.payment p left join payments.payee_verdict v on v.payment_id = p.id
            where p.run_id = :run and %s and (v.verdict is not null or p.state not in ('RECEIVED', 'HELD'))
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
        List<Views.PayeeTally> tallies = jdbc.sql(PAYEES)
                .param("run", run)
                .param("scope", Checks.scope(caller))
                .query((row, n) -> new Views.PayeeTally(
                        row.getString("verdict"),
                        row.getInt("payments"),
                        row.getString("decided_by"),
                        row.getString("reason"),
                        row.getString("policy")))
                .list();
        boolean nobodyAsks = tallies.stream().allMatch(tally -> tally.verdict().equals("NOT_ASKED"));
        return nobodyAsks ? List.of() : tallies;
    }
}
