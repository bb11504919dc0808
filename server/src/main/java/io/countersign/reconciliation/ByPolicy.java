package io.countersign.reconciliation;

import io.countersign.controls.policy.Policies;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the policy {@code reconciliation} accepts without a person: fees and roundings, each with an entry of its own. */
final class ByPolicy {

    private static final String TABLE = """
            create temporary table if not exists tolerance
                (kind text, currency text, automatic numeric, policy text) on commit drop
            """;

    private static final String COLUMNS = """
            alter table incoming add column if not exists difference numeric,
                add column if not exists difference_kind text, add column if not exists difference_policy text
            """;

    /** Fees, commissions, interest and card charges of the bank, by the ISO sub-family. */
    static final String IS_FEE = "coalesce(code ~ '/(CHRG|FEES|COMM|INTR|CCRD)$', false)";

    /** A booked amount that differs from the named payment by no more than a fee or a rounding. */
    static final String WITHIN_TOLERANCE = """
            update incoming i
            set difference = d.difference, difference_kind = d.kind, difference_policy = d.policy
            from (select distinct on (x.id) x.id, x.difference, t.kind, t.policy
                  from (select id, currency, case when credit then amount - pay_amount else pay_amount - amount end
                               as difference
                        from incoming
                        where open and strategy is not null and pay_count = 1 and not twice and currency = pay_currency
                          and amount <> pay_amount and (credit or pay_state <> 'REJECTED')) x
                  join tolerance t on t.currency = x.currency and abs(x.difference) <= t.automatic
                       and (t.kind = 'ROUNDING' or t.kind = 'CHARGE' and x.difference < 0)
                  order by x.id, t.kind desc) d
            where d.id = i.id
            """;

    static final Strategy ACCOUNT_FEE = new Strategy("ACCOUNT_FEE", 100, """
            update incoming i
            set strategy = 'ACCOUNT_FEE', pay_amount = i.amount, pay_currency = i.currency, pay_count = 0,
                difference = -i.amount, difference_kind = 'ACCOUNT_FEE', difference_policy = t.policy
            from tolerance t
            where i.open and i.role <> 'TOTAL' and i.strategy is null and not i.credit and i.kind <> 'REPORT'
              and FEE and i.amount > 0
              and t.kind = 'ACCOUNT_FEE' and t.currency = i.currency and i.amount <= t.automatic
            """.replace("FEE and", IS_FEE + " and"));

    private ByPolicy() {}

    /** Puts the tolerances where the strategies find them. */
    static void prepare(JdbcTemplate jdbc, List<Policies.Tolerance> tolerances) {
        jdbc.execute(TABLE);
        jdbc.execute("truncate tolerance");
        jdbc.execute(COLUMNS);
        jdbc.batchUpdate(
                "insert into tolerance (kind, currency, automatic, policy) values (?, ?, ?, ?)",
                tolerances.stream()
                        .map(t -> new Object[] {t.kind(), t.currency(), t.automatic(), t.policy()})
                        .toList());
    }
}
