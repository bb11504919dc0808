package io.countersign.reconciliation;

import io.countersign.controls.policy.Policies;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the policy {@code reconciliation} accepts without a person: fees, roundings
 * and what another currency made of it, each with an entry of its own. */
final class ByPolicy {

    private static final String TABLE = """
            create temporary table if not exists tolerance
                (kind text, currency text, automatic numeric, most numeric, percent numeric, policy text) on commit drop
            """;

    private static final String COLUMNS = """
            alter table incoming add column if not exists difference numeric,
                add column if not exists difference_kind text, add column if not exists difference_policy text,
                add column if not exists expected numeric, add column if not exists reference_rate numeric,
                add column if not exists reference_on date
            """;

    /** Fees, commissions, interest and card charges of the bank, by the ISO sub-family. */
    static final String IS_FEE = "coalesce(code ~ '/(CHRG|FEES|COMM|INTR|CCRD)$', false)";

    /** A booked amount that differs from the named payment by no more than a fee or a rounding. */
    private static final String WITHIN_TOLERANCE = """
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

    /** What was ordered in another currency than the bank booked, at the reference rate of the day. */
    private static final String EXPECTED = """
            update incoming i
            set expected = x.expected, reference_rate = x.rate, reference_on = x.since
            from (select c.id, round(c.pay_amount * r.rate, reconciliation.digits(c.currency)) as expected, r.rate, r.since
                  from incoming c
                  cross join lateral reconciliation.reference_rate(
                      c.pay_currency, c.currency, coalesce(c.booked_on, c.valued_on)) r
                  where c.open and c.strategy is not null and c.pay_count = 1 and c.currency <> c.pay_currency) x
            where x.id = i.id
            """;

    /** It differs from what was booked by no more than policy allows; where the bank repeats the order it fits anyway. */
    private static final String WITHIN_RATE = """
            update incoming i
            set difference = case when i.credit then i.amount - i.expected else i.expected - i.amount end,
                difference_kind = 'FX', difference_policy = t.policy
            from tolerance t
            where t.kind = 'FX' and t.currency = i.currency and i.expected is not null and not i.twice
              and (i.credit or i.pay_state <> 'REJECTED')
              and (i.instructed_amount, i.instructed_currency) is distinct from (i.pay_amount, i.pay_currency)
              and abs(i.amount - i.expected) <= least(t.most, greatest(t.automatic, i.expected * t.percent / 100))
            """;

    /** Everything that is accepted of what belongs to payments. */
    static final List<String> TOLERANCES = List.of(WITHIN_TOLERANCE, EXPECTED, WITHIN_RATE);

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
                "insert into tolerance (kind, currency, automatic, most, percent, policy) values (?, ?, ?, ?, ?, ?)",
                tolerances.stream()
                        .map(t ->
                                new Object[] {t.kind(), t.currency(), t.automatic(), t.limit(), t.percent(), t.policy()
                                })
                        .toList());
    }
}
