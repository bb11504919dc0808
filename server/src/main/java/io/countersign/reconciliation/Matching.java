package io.countersign.reconciliation;

import io.countersign.controls.policy.Policies;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Matches the staged lines with payments, a few statements for any number of lines. In this order: is the movement known
 * from an earlier message; what does it belong to ({@link Strategies}); was that booked before; do the amounts agree, or
 * differ as policy allows. What names no payment, or does not agree, becomes a break, with suggestions where something is
 * like it. Ingests run one at a time, since each looks at what the others stored.
 */
final class Matching {

    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(7263)";

    /** Ingests run one at a time, so that each may have more for its sorts and joins than a small query gets. */
    private static final String MEMORY = "set local work_mem = '64MB'";

    /** Only where an identity stands in the file more than once are its lines looked at one by one. */
    private static final String REPEATED = """
            create temporary table if not exists repeated
                (id uuid, statement_id uuid, account text, identity bytea, n bigint) on commit drop;
            truncate repeated;
            insert into repeated
            select id, statement_id, account, identity, n from incoming where identity in (
                select identity from incoming where identity is not null group by identity having count(*) > 1)
            """;

    /** Equal lines of one statement are different movements: the n-th is the same as the n-th elsewhere. */
    private static final String OCCURRENCES = """
            with x as (
                select id, (row_number() over (partition by statement_id, identity order by n))::int as occurrence
                from repeated),
            later as (
                update incoming i set identity = sha256(i.identity || int4send(x.occurrence))
                from x where x.id = i.id and x.occurrence > 1
                returning i.id, i.identity)
            update repeated r set identity = later.identity from later where later.id = r.id
            """;

    private static final String FIRST_IN_THIS_FILE = """
            update incoming i set first_id = f.first, open = false
            from (select id, first_value(id) over (partition by account, identity order by n) as first from repeated) f
            where i.id = f.id and f.first <> f.id
            """;

    /** What may be matched is booked, one movement each, and new or so far unexplained. */
    private static final String KNOWN_BEFORE = """
            update incoming i set first_id = l.id, open = (l.state = 'OPEN')
            from reconciliation.line l
            where i.identity is not null and l.account = i.account and l.identity = i.identity and l.first_id is null
            """;

    private static final String PARTS_FOLLOW_THEIR_TOTAL = """
            update incoming p set first_id = t.first_id, open = t.open
            from incoming t where p.parent = t.id and t.first_id is not null
            """;

    /** The database must not plan for a few lines where a million were found, or compare each with each. */
    private static final String LOOK_AGAIN =
            "analyze incoming (first_id, open, payment_id, matched_message, strategy, break_kind, state)";

    private static final String TWICE_IN_THIS_FILE = """
            update incoming i set twice = true
            from (select id, row_number() over
                         (partition by payment_id, matched_message, credit order by n) as occurrence
                  from incoming where open and strategy is not null) x
            where x.id = i.id and x.occurrence > 1
            """;

    /** One statement for payments and one for files: joined by either, each line would be compared with each. */
    private static final String TWICE_WITH_AN_EARLIER_ONE = """
            update incoming i set twice = true
            from reconciliation.line l
            where i.open and l.state = 'MATCHED' and l.credit = i.credit and l.first_id is null and l.%1$s = i.%1$s
              and (i.first_id is null or (l.id <> i.first_id and l.parent is distinct from i.first_id))
            """;

    /** The bank booked what was ordered, or in another currency what it says was ordered, or differs as policy allows. */
    private static final String FITS = """
            coalesce(strategy is not null and not twice and (credit or pay_state is distinct from 'REJECTED')
                and (amount = pay_amount and currency = pay_currency or difference is not null
                     or instructed_amount = pay_amount and instructed_currency = pay_currency
                        and currency <> pay_currency), false)""";

    /** What came of a staged line so far; the database keeps it with the line. */
    static final String STATE = """
            case
                when status <> 'BOOK' then 'PENDING'
                when first_id is not null and not (open and strategy is not null and break_kind is null) then 'KNOWN'
                when role = 'TOTAL' then 'TOTAL'
                when break_kind is not null then 'OPEN'
                when strategy is not null then 'MATCHED'
                when credit then 'RECEIPT'
                else 'OPEN' end""";

    private static final String RETURNED = "(return_code is not null or code like '%/RRTN%')";

    /** Lines of an account that is not ours are no breaks one by one: the statement is one. */
    private static final String BREAKS =
            """
            update incoming set break_kind = case
                when strategy = 'BATCH' and amount is distinct from pay_amount then 'BATCH_DIFFERS'
                when strategy is not null and currency is distinct from pay_currency then 'CURRENCY_DIFFERS'
                when strategy is not null and not credit and amount - pay_amount = charges then 'CHARGE'
                when strategy is not null and amount > pay_amount then 'AMOUNT_OVER'
                when strategy is not null and amount is distinct from pay_amount then 'AMOUNT_UNDER'
                when strategy is not null and twice then 'BOOKED_TWICE'
                when strategy is not null and not credit and pay_state = 'REJECTED' then 'BOOKED_AFTER_REJECTION'
                when credit then 'UNMATCHED_RETURN'
                when FEE then 'CHARGE'
                else 'UNMATCHED_DEBIT' end
            where open and role <> 'TOTAL' and not FITS
              and (strategy is not null or credit and RETURNED or not credit and kind <> 'REPORT')
              and exists (select from payments.account_directory a where a.number = incoming.account)
            """.replace("FITS", FITS).replace("RETURNED", RETURNED).replace("FEE", ByPolicy.IS_FEE);

    /** Every line is written once, with what came of it; a break keeps the payment it nearly matches elsewhere. */
    private static final String KEEP = """
            insert into reconciliation.line
                (id, statement_id, entry, part, role, parent, account, amount, currency, credit, reversal, status, booked_on,
                 valued_on, bank_reference, code, batch_message, message_id, instruction_id, end_to_end_id, counterparty,
                 counterparty_account, remittance, structured_ref, return_code, return_text, charges, identity, first_id,
                 %1$s,
                 state, payment_id, matched_message, payments, strategy)
            select id, statement_id, entry, part, role, parent, account, amount, currency, credit, reversal, status,
                   booked_on, valued_on, bank_reference, code, batch_message, message_id, instruction_id, end_to_end_id,
                   counterparty, counterparty_account, remittance, structured_ref, return_code, return_text, charges,
                   identity, first_id,
                   %1$s,
                   state,
                   case when state = 'MATCHED' then payment_id end,
                   case when state = 'MATCHED' then matched_message end,
                   case when state = 'MATCHED' then pay_count else 0 end,
                   case when state = 'MATCHED' then strategy end
            from incoming
            """.formatted(LineDetails.COLUMNS);

    /** A later message explains a line that was open: the line that counts takes the evidence. */
    private static final String EXPLAIN_EARLIER = """
            update reconciliation.line l
            set state = 'MATCHED', strategy = x.strategy, payments = x.payments,
                payment_id = x.payment_id, matched_message = x.matched_message
            from (select first_id, min(strategy) as strategy, sum(pay_count)::int as payments,
                         case when count(*) = 1 then (array_agg(payment_id))[1] end as payment_id,
                         case when count(*) = 1 then min(matched_message) end as matched_message
                  from incoming where state = 'MATCHED' and first_id is not null group by first_id) x
            where l.id = x.first_id and l.state = 'OPEN'
            """;

    /** Each match with what was equal; it has the id of the line that brought it. */
    private static final String MATCHES = """
            insert into reconciliation.match
                (id, line_id, payment_id, message_id, strategy, score, evidence, made_by, made_name, made_at)
            select id, coalesce(first_id, id), payment_id, matched_message, strategy, SCORE,
                   case when strategy = 'ACCOUNT_FEE' then jsonb_build_object('code', code, 'booked', currency || ' ' || amount)
                        else jsonb_strip_nulls(jsonb_build_object(
                            case strategy when 'INSTRUCTION_ID' then 'instructionId' when 'BATCH' then 'file'
                                when 'STRUCTURED_REFERENCE' then 'structuredReference' else 'endToEndId' end,
                            case strategy when 'INSTRUCTION_ID' then instruction_id when 'BATCH' then matched_message
                                when 'STRUCTURED_REFERENCE' then structured_ref else end_to_end_id end,
                            'booked', currency || ' ' || amount, 'ordered', pay_currency || ' ' || pay_amount)) end
                   || case when strategy = 'BATCH' or return_code is not null or difference is not null
                                or currency is distinct from pay_currency
                        then jsonb_strip_nulls(jsonb_build_object(
                            'payments', case when strategy = 'BATCH' then pay_count end, 'returnCode', return_code,
                            'difference', difference::text, 'differenceKind', difference_kind,
                            'policy', difference_policy,
                            'rate', case when currency <> pay_currency then exchange_rate::text end,
                            'expected', currency || ' ' || expected, 'referenceRate', round(reference_rate, 6)::text,
                            'referenceOn', reference_on))
                        else '{}' end,
                   'system:reconciliation', 'Countersign', ?
            from incoming where state = 'MATCHED'
            """.replace("SCORE", Strategies.SCORE);

    private static final String DIFFERENCES = """
            insert into reconciliation.difference
                (id, line_id, payment_id, kind, amount, currency, policy, made_by, made_name, made_at)
            select id, coalesce(first_id, id), payment_id, difference_kind, difference, currency, difference_policy,
                   'system:reconciliation', 'Countersign', ?
            from incoming where state = 'MATCHED' and difference <> 0
            """;

    private static final List<String> KNOWN =
            List.of(REPEATED, OCCURRENCES, FIRST_IN_THIS_FILE, KNOWN_BEFORE, LOOK_AGAIN, PARTS_FOLLOW_THEIR_TOTAL);

    private static final List<String> TWICE = List.of(
            LOOK_AGAIN,
            TWICE_IN_THIS_FILE,
            TWICE_WITH_AN_EARLIER_ONE.formatted("payment_id"),
            TWICE_WITH_AN_EARLIER_ONE.formatted("matched_message"));

    private static final List<String> OUTCOME = List.of(BREAKS, LOOK_AGAIN, KEEP, EXPLAIN_EARLIER);

    private final JdbcTemplate jdbc;
    private final OffsetDateTime now;

    Matching(JdbcTemplate jdbc, Instant now) {
        this.jdbc = jdbc;
        this.now = OffsetDateTime.ofInstant(now, ZoneOffset.UTC);
    }

    /** Takes the lock that makes ingests wait for each other; first thing in the transaction. */
    void begin() {
        jdbc.execute(ONE_AT_A_TIME);
        jdbc.execute(MEMORY);
    }

    void match(List<Policies.Tolerance> tolerances) {
        ByPolicy.prepare(jdbc, tolerances);
        KNOWN.forEach(jdbc::execute);
        Strategies.PROVING.forEach(strategy -> jdbc.execute(strategy.sql()));
        TWICE.forEach(jdbc::execute);
        ByPolicy.TOLERANCES.forEach(jdbc::execute);
        jdbc.execute(Strategies.ACCOUNT_FEE.sql());
        OUTCOME.forEach(jdbc::execute);
        jdbc.update(MATCHES, now);
        jdbc.update(DIFFERENCES, now);
        ByLikeness.PREPARE.forEach(jdbc::execute);
        Strategies.SUGGESTING.forEach(strategy -> jdbc.update(strategy.sql(), now));
        new CombinedSums(jdbc, now).suggest();
    }
}
