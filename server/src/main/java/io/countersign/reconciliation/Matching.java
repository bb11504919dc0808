package io.countersign.reconciliation;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Matches the staged lines with payments, a few statements for any number of lines. In this order: is the movement known
 * from an earlier message; which payment does it name (end-to-end id, our reference, the total of a file); do the amounts
 * agree. What names no payment, or does not agree, becomes a break. Ingests run one at a time, since each looks at what
 * the others stored.
 */
final class Matching {

    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(7263)";

    /** Equal lines of one statement are different movements: the n-th is the same as the n-th elsewhere. */
    private static final String OCCURRENCES = """
            update incoming i set identity = sha256(i.identity || int4send(x.occurrence))
            from (select id, (row_number() over (partition by statement_id, identity order by n))::int as occurrence
                  from incoming where identity is not null) x
            where x.id = i.id and x.occurrence > 1
            """;

    private static final String FIRST_IN_THIS_FILE = """
            update incoming i set first_id = f.id, open = false
            from (select distinct on (account, identity) account, identity, id
                  from incoming where identity is not null order by account, identity, n) f
            where i.account = f.account and i.identity = f.identity and i.id <> f.id
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

    private static final String BY_END_TO_END_ID = """
            update incoming i
            set payment_id = m.id, pay_amount = m.amount, pay_currency = m.currency, pay_state = m.state, pay_count = 1,
                strategy = case when i.credit then 'RETURN' else 'END_TO_END_ID' end
            from payments.matchable m
            where i.open and i.role <> 'TOTAL' and m.end_to_end_id = i.end_to_end_id and m.debtor_number = i.account
            """;

    private static final String BY_INSTRUCTION_ID = """
            update incoming i
            set payment_id = m.id, pay_amount = m.amount, pay_currency = m.currency, pay_state = m.state, pay_count = 1,
                strategy = case when i.credit then 'RETURN' else 'INSTRUCTION_ID' end
            from payments.matchable m
            where i.open and i.role <> 'TOTAL' and i.payment_id is null
              and m.reference = i.instruction_id and m.debtor_number = i.account
            """;

    /** The total of a file of ours: all of its payments that the bank did not reject. */
    private static final String BY_BATCH = """
            update incoming i
            set matched_message = f.message_id, pay_amount = f.total, pay_currency = f.currency, pay_count = f.payments,
                strategy = 'BATCH'
            from (select m.message_id, m.debtor_number, m.currency, sum(m.amount) as total, count(*) as payments
                  from payments.matchable m
                  where m.state <> 'REJECTED'
                    and m.message_id in (select coalesce(batch_message, message_id) from incoming
                                         where open and role = 'SINGLE' and payment_id is null and not credit
                                           and end_to_end_id is null)
                  group by m.message_id, m.debtor_number, m.currency) f
            where i.open and i.role = 'SINGLE' and i.payment_id is null and not i.credit and i.end_to_end_id is null
              and f.message_id = coalesce(i.batch_message, i.message_id) and f.debtor_number = i.account
            """;

    private static final String TWICE_IN_THIS_FILE = """
            update incoming i set twice = true
            from (select id, row_number() over
                         (partition by payment_id, matched_message, credit order by n) as occurrence
                  from incoming where open and strategy is not null) x
            where x.id = i.id and x.occurrence > 1
            """;

    private static final String TWICE_WITH_AN_EARLIER_ONE = """
            update incoming i set twice = true
            from reconciliation.line l
            where i.open and l.state = 'MATCHED' and l.credit = i.credit and l.first_id is null
              and (l.payment_id = i.payment_id or l.matched_message = i.matched_message)
              and (i.first_id is null or (l.id <> i.first_id and l.parent is distinct from i.first_id))
            """;

    private static final String BREAKS = """
            update incoming set break_kind = case
                when strategy is not null and amount is distinct from pay_amount and strategy = 'BATCH' then 'BATCH_DIFFERS'
                when strategy is not null
                     and (amount is distinct from pay_amount or currency is distinct from pay_currency)
                    then 'AMOUNT_DIFFERS'
                when strategy is not null and twice then 'BOOKED_TWICE'
                when strategy is not null and not credit and pay_state = 'REJECTED' then 'BOOKED_AFTER_REJECTION'
                when strategy is not null then null
                when credit and (return_code is not null or code like '%/RRTN%') then 'UNMATCHED_RETURN'
                when credit or kind = 'REPORT' or code ~ '/(CHRG|FEES|COMM|INTR|CCRD)$' then null
                else 'UNMATCHED_DEBIT' end
            where open and role <> 'TOTAL'
              and not (strategy is not null and amount = pay_amount and currency = pay_currency and not twice
                       and pay_state is distinct from 'REJECTED')
            """;

    private static final String STATES = """
            update incoming set state = case
                when status <> 'BOOK' then 'PENDING'
                when first_id is not null and not (open and strategy is not null and break_kind is null) then 'KNOWN'
                when role = 'TOTAL' then 'TOTAL'
                when break_kind is not null then 'OPEN'
                when strategy is not null then 'MATCHED'
                when credit then 'RECEIPT'
                when code ~ '/(CHRG|FEES|COMM|INTR|CCRD)$' then 'NOT_OURS'
                else 'OPEN' end
            """;

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
            from incoming order by n
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

    private static final List<String> STEPS = List.of(
            OCCURRENCES,
            FIRST_IN_THIS_FILE,
            KNOWN_BEFORE,
            PARTS_FOLLOW_THEIR_TOTAL,
            BY_END_TO_END_ID,
            BY_INSTRUCTION_ID,
            BY_BATCH,
            TWICE_IN_THIS_FILE,
            TWICE_WITH_AN_EARLIER_ONE,
            BREAKS,
            STATES,
            KEEP,
            EXPLAIN_EARLIER);

    private final JdbcTemplate jdbc;

    Matching(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes the lock that makes ingests wait for each other; first thing in the transaction. */
    void begin() {
        jdbc.execute(ONE_AT_A_TIME);
    }

    void match() {
        STEPS.forEach(jdbc::execute);
    }
}
