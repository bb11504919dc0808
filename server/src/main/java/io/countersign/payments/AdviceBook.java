package io.countersign.payments;

import io.countersign.governance.Journal;
import io.countersign.model.Cause;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes what becomes of remittance advices: the rows, their events and their audit entries, each change one statement. */
@Component
class AdviceBook {

    /** The CTE {@code changed} offers the rows of {@code payments.remittance_advice} after the change. */
    private static final String JOURNAL = """
            , journal as (
                select 'remittance-advice.' || cast(:event as text) as type, c.id::text as subject,
                       c.version as sequence, c.legal_entity, c.correlation_id, cast(:why as text) as why, c.policy,
                       jsonb_strip_nulls(jsonb_build_object('payment', p.reference, 'paymentId', p.id,
                           'state', c.state, 'attempts', c.attempts, 'sha256', encode(c.sha256, 'hex'),
                           'reason', case when c.state in ('FAILED', 'NO_ADDRESS') then c.last_error end)) as data
                from changed c join payments.payment p on p.id = c.payment_id)
            """;

    private final JdbcClient jdbc;
    private final Journal journal;

    AdviceBook(JdbcClient jdbc, Journal journal) {
        this.jdbc = jdbc;
        this.journal = journal;
    }

    /** Answers how many rows changed. */
    int change(String changed, String event, String why, Map<String, ?> parameters, Cause cause) {
        var statement = jdbc.sql("with changed as (" + changed + ")" + JOURNAL
                        + journal.append("select count(*)::int from changed"))
                .param("event", event)
                .param("why", why)
                .params(parameters);
        return journal.bind(statement, cause).query(Integer.class).single();
    }
}
