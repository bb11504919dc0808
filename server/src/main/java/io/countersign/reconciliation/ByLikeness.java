package io.countersign.reconciliation;

/** Strategies that only suggest. Two possible answers are worth less than one, and both are shown. */
final class ByLikeness {

    private static final String SUGGEST = """
            insert into reconciliation.suggestion (line_id, strategy, payments, score, reasons, made_at)
            select x.line, '%s', array[x.payment],
                   case when x.answers = 1 then x.score else least(x.score, 45) end,
                   x.reasons || case when x.answers > 1 then array[x.answers || ' payments fit'] else '{}' end, ?
            from (%s) x
            where x.answers <= 5
            on conflict do nothing
            """;

    /** Debits that nothing proved, with payments of the same account, amount and currency that are under way. */
    private static final String PAIRS = """
            select coalesce(i.first_id, i.id) as line, m.id as payment, count(*) over (partition by i.id) as answers, %s
            from incoming i
            join payments.matchable m
              on m.debtor_number = i.account and m.amount = i.amount and m.currency = i.currency
             and m.state in ('SENDING', 'UNKNOWN', 'SENT', 'ACCEPTED')
            where i.state = 'OPEN' and i.break_kind = 'UNMATCHED_DEBIT' and %s
            """;

    private static final String NEAR = "abs(coalesce(i.booked_on, i.valued_on) - m.requested_on) <= 10";

    private static final String SAME_ACCOUNT = "m.creditor_number = i.counterparty_account";

    /** Whether a number stands in the text as a word of its own, so that INV-1 is not found in INV-10. */
    private static final String NUMBERED = """
            exists (select from (select d.number from payments.matchable_document d where d.payment_id = m.id
                                 union all select m.reference union all select m.structured_ref) d
                    where length(d.number) >= 4
                      and upper(i.remittance) ~ ('(^|[^A-Z0-9])' || regexp_replace(upper(d.number), '([^A-Z0-9])', '\\\\\\1', 'g')
                                                 || '($|[^A-Z0-9])'))""";

    static final Strategy NUMBER_IN_TEXT = new Strategy(
            "NUMBER_IN_TEXT",
            90,
            SUGGEST.formatted(
                    "NUMBER_IN_TEXT",
                    PAIRS.formatted(
                            "case when " + SAME_ACCOUNT + " then 90 else 75 end as score, "
                                    + "array['Amount and currency are equal', 'The text names the payment or its bill']"
                                    + " || case when " + SAME_ACCOUNT
                                    + " then array['The account of the counterparty is the creditor''s'] else '{}' end as reasons",
                            "i.remittance is not null and " + NUMBERED)));

    static final Strategy COUNTERPARTY_AND_AMOUNT = new Strategy(
            "COUNTERPARTY_AND_AMOUNT",
            80,
            SUGGEST.formatted(
                    "COUNTERPARTY_AND_AMOUNT",
                    PAIRS.formatted(
                            "80 as score, array['Amount and currency are equal',"
                                    + " 'The account of the counterparty is the creditor''s',"
                                    + " 'Booked within ten days of the date it was ordered for'] as reasons",
                            SAME_ACCOUNT + " and " + NEAR)));

    static final Strategy AMOUNT_AND_DATE = new Strategy(
            "AMOUNT_AND_DATE",
            40,
            SUGGEST.formatted(
                    "AMOUNT_AND_DATE",
                    PAIRS.formatted(
                            "40 as score, array['Amount and currency are equal',"
                                    + " 'Booked within ten days of the date it was ordered for'] as reasons",
                            "i.counterparty_account is null and " + NEAR
                                    + " and not exists (select from reconciliation.suggestion s"
                                    + " where s.line_id = coalesce(i.first_id, i.id))")));

    private ByLikeness() {}
}
