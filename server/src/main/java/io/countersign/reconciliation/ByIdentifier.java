package io.countersign.reconciliation;

/** Strategies that go by what the bank repeats of our order. */
final class ByIdentifier {

    private static final String NAMED = """
            update incoming i
            set payment_id = m.id, pay_amount = m.amount, pay_currency = m.currency, pay_state = m.state, pay_count = 1,
                strategy = case when i.credit then 'RETURN' else '%s' end
            from payments.matchable m
            where i.open and i.role <> 'TOTAL' and i.payment_id is null and m.debtor_number = i.account and %s
            """;

    static final Strategy END_TO_END_ID =
            new Strategy("END_TO_END_ID", 100, NAMED.formatted("END_TO_END_ID", "m.end_to_end_id = i.end_to_end_id"));

    /** {@code InstrId} carries our reference. */
    static final Strategy INSTRUCTION_ID =
            new Strategy("INSTRUCTION_ID", 100, NAMED.formatted("INSTRUCTION_ID", "m.reference = i.instruction_id"));

    /**
     * The total of a file of ours, named by {@code MsgId} or {@code PmtInfId}: all of its payments that the bank did not
     * reject. The total is proved by their sum.
     */
    static final Strategy BATCH = new Strategy("BATCH", 100, """
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
            """);

    /**
     * The creditor's own reference (ISO 11649, OGM, QRR): it names one invoice. It proves only where the amount is equal,
     * no other id contradicts it, and exactly one line and one payment in transit have it.
     */
    static final Strategy STRUCTURED_REFERENCE = new Strategy("STRUCTURED_REFERENCE", 95, """
            update incoming i
            set payment_id = x.payment_id, pay_amount = x.amount, pay_currency = x.currency, pay_state = x.state,
                pay_count = 1, strategy = 'STRUCTURED_REFERENCE'
            from (select l.id, m.id as payment_id, m.amount, m.currency, m.state,
                         count(*) over (partition by l.id) as payments, count(*) over (partition by m.id) as lines
                  from incoming l join payments.matchable m
                    on m.structured_ref = l.structured_ref and m.debtor_number = l.account and m.amount = l.amount
                   and m.currency = l.currency and m.state in ('SENDING', 'UNKNOWN', 'SENT', 'ACCEPTED')
                   and (l.counterparty_account is null or l.counterparty_account = m.creditor_number)
                  where l.open and l.role <> 'TOTAL' and l.strategy is null and not l.credit
                    and l.structured_ref is not null and l.end_to_end_id is null) x
            where x.id = i.id and x.payments = 1 and x.lines = 1
            """);

    private ByIdentifier() {}
}
