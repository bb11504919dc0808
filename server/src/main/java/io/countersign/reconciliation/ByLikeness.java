package io.countersign.reconciliation;

import java.util.List;

/**
 * Strategies that only suggest. Two possible answers are worth less than one, and both are shown. Each looks at no more
 * than {@value #MOST_ALIKE} payments a line, so that a month of equal direct debits costs no more than one of other amounts.
 */
final class ByLikeness {

    static final int MOST_ALIKE = 50;

    /** A number in a text has at most this many words: an ISO 11649 reference in groups of four has up to seven. */
    private static final int MOST_WORDS = 7;

    private static final int MOST_ANSWERS = 5;

    private static final String UNEXPLAINED = """
            create temporary table if not exists unexplained
                (line uuid, n bigint, account text, amount numeric, currency text, counterparty_account text, on_date date,
                 remittance text, same_counterparty bigint) on commit drop;
            truncate unexplained;
            insert into unexplained
            select distinct on (coalesce(first_id, id)) coalesce(first_id, id), n, account, amount, currency, counterparty_account,
                   coalesce(booked_on, valued_on), remittance,
                   count(*) over (partition by account, currency, counterparty_account)
            from incoming where state = 'OPEN' and break_kind = 'UNMATCHED_DEBIT'
            order by coalesce(first_id, id), n;
            analyze unexplained
            """;

    /**
     * What is in transit and has the amount or the counterparty of such a line, with how many payments of the account have
     * the same amount, and how many go to the same creditor.
     */
    private static final String CANDIDATES = """
            create temporary table if not exists candidate
                (payment uuid, reference text, structured_ref text, account text, creditor text, amount numeric, currency text,
                 requested_on date, same_amount bigint, same_creditor bigint) on commit drop;
            truncate candidate;
            insert into candidate
            select *, count(*) over (partition by debtor_number, currency, amount),
                   count(*) over (partition by debtor_number, currency, creditor_number)
            from (select m.id, m.reference, m.structured_ref, m.debtor_number, m.creditor_number, m.amount, m.currency,
                         m.requested_on
                  from payments.matchable m
                  where m.state in ('SENDING', 'UNKNOWN', 'SENT', 'ACCEPTED')
                    and (m.debtor_number, m.amount, m.currency) in (select account, amount, currency from unexplained)
                  union
                  select m.id, m.reference, m.structured_ref, m.debtor_number, m.creditor_number, m.amount, m.currency,
                         m.requested_on
                  from payments.matchable m
                  where m.state in ('SENDING', 'UNKNOWN', 'SENT', 'ACCEPTED')
                    and (m.debtor_number, m.creditor_number, m.currency) in
                        (select account, counterparty_account, currency from unexplained)) m;
            analyze candidate
            """;

    /** What every suggestion needs, once for all of them. */
    static final List<String> PREPARE = List.of(UNEXPLAINED, CANDIDATES);

    private static final String SUGGEST = """
            insert into reconciliation.suggestion (line_id, strategy, payments, score, reasons, made_at)
            select x.line, '%s', array[x.payment],
                   case when x.answers = 1 then x.score else least(x.score, 45) end,
                   x.reasons || case when x.answers > 1 then array[x.answers || ' payments fit'] else '{}' end, ?
            from (select line, payment, score, reasons, count(*) over (partition by line) as answers from (%s) found) x
            where x.answers <= MOST
            on conflict do nothing
            """.replace("MOST", Integer.toString(MOST_ANSWERS));

    private static final String EQUAL = "m.account = i.account and m.amount = i.amount and m.currency = i.currency";

    private static final String NEAR = "abs(i.on_date - m.requested_on) <= 10";

    private static final String SAME_ACCOUNT = "m.creditor = i.counterparty_account";

    /** Capitals and digits count, what separates them does not: banks drop and change it. */
    private static final String WORDS = "array_remove(regexp_split_to_array(upper(%s), '[^A-Z0-9]+'), '')";

    /**
     * What the text may mean, every few words of it, against what the payments of that amount are called. Materialized, because
     * joined by the amount alone each line would be compared with each payment.
     */
    private static final String NUMBERED = """
            with called as (
                select payment, account, amount, currency, array_to_string(WORDS, ' ') as name
                from (select m.payment, m.account, m.amount, m.currency, d.number
                      from candidate m join payments.matchable_document d on d.payment_id = m.payment
                      union
                      select m.payment, m.account, m.amount, m.currency, d.number
                      from candidate m cross join lateral (values (m.reference), (m.structured_ref)) d(number)) x
                where length(number) >= 4),
            distinctive as materialized (
                select payment, account, amount, currency, name
                from (select *, count(*) over (partition by account, amount, currency, name) as bearers from called) x
                where bearers <= MOST_ANSWERS and name <> ''),
            text as (
                select i.line, i.account, i.amount, i.currency, TEXT as words from unexplained i where i.remittance is not null),
            said as materialized (
                select t.line, t.account, t.amount, t.currency, array_to_string(t.words[a:b], ' ') as name
                from text t cross join lateral generate_series(1, cardinality(t.words)) a
                     cross join lateral generate_series(a, least(a + MOST_WORDS - 1, cardinality(t.words))) b)
            select distinct line, payment from said join distinctive using (account, amount, currency, name)
            """.replace("WORDS, ' '", WORDS.formatted("number") + ", ' '")
            .replace("TEXT", WORDS.formatted("i.remittance"))
            .replace("MOST_ANSWERS", Integer.toString(MOST_ANSWERS))
            .replace("MOST_WORDS", Integer.toString(MOST_WORDS));

    static final Strategy NUMBER_IN_TEXT =
            new Strategy("NUMBER_IN_TEXT", 90, suggest("NUMBER_IN_TEXT", """
                            select i.line, m.payment, case when SAME_ACCOUNT then 90 else 75 end as score,
                                   array['Amount and currency are equal', 'The text names the payment or its bill']
                                   || case when SAME_ACCOUNT
                                      then array['The account of the counterparty is the creditor''s'] else '{}' end as reasons
                            from (NUMBERED) named
                                 join unexplained i on i.line = named.line
                                 join candidate m on m.payment = named.payment
                            """.replace("NUMBERED", NUMBERED)));

    static final Strategy COUNTERPARTY_AND_AMOUNT =
            new Strategy("COUNTERPARTY_AND_AMOUNT", 80, suggest("COUNTERPARTY_AND_AMOUNT", """
                            select i.line, m.payment, 80 as score,
                                   array['Amount and currency are equal',
                                         'The account of the counterparty is the creditor''s',
                                         'Booked within ten days of the date it was ordered for'] as reasons
                            from unexplained i join candidate m on EQUAL and SAME_ACCOUNT and NEAR
                            where m.same_creditor <= MOST_ALIKE or m.same_amount <= MOST_ALIKE
                            """));

    static final Strategy AMOUNT_AND_DATE = new Strategy("AMOUNT_AND_DATE", 40, suggest("AMOUNT_AND_DATE", """
                            select i.line, m.payment, 40 as score,
                                   array['Amount and currency are equal',
                                         'Booked within ten days of the date it was ordered for'] as reasons
                            from unexplained i join candidate m on EQUAL and NEAR
                            where m.same_amount <= MOST_ALIKE and i.counterparty_account is null
                              and not exists (select from reconciliation.suggestion s where s.line_id = i.line)
                            """));

    private ByLikeness() {}

    private static String suggest(String name, String found) {
        return SUGGEST.formatted(
                name,
                found.replace("EQUAL", EQUAL)
                        .replace("SAME_ACCOUNT", SAME_ACCOUNT)
                        .replace("NEAR", NEAR)
                        .replace("MOST_ALIKE", Integer.toString(MOST_ALIKE)));
    }
}
