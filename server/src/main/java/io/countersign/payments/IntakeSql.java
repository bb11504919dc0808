package io.countersign.payments;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The SQL by which instructions become payments. Single payments come in by one statement over arrays; a run by the same
 * statement over a staging table. Both leave a payment, its event and its audit entry.
 */
final class IntakeSql {

    private static final Pattern PUNCTUATION = Pattern.compile("[^\\p{L}\\p{N}]");

    private IntakeSql() {}

    /**
     * Finds our account: the one that is named, or the entity's first in the currency. An instruction without one has a
     * null {@code account_id}. The creditor's party is the holder of the account as we know it. The CTE {@code incoming}
     * says with each instruction who asked for it: {@code journal_actor, journal_name, correlation_id}.
     */
    static final String ACCOUNTS = """
            account as materialized (
                select i.*, a.id as account_id, a.number as account_number,
                       'PAY-' || :year || '-' || payments.padded(nextval('payments.payment_number'), 6) as reference,
                       coalesce(i.party, (select v.party_id from payments.party_account v
                                          where v.number = i.creditor_number and v.active
                                          order by v.id limit 1)) as creditor_party
                from incoming i
                left join lateral (
                    select o.id, o.number from payments.own_account o
                    where o.legal_entity = i.legal_entity
                      and case when i.debtor_account is null then o.currency = i.currency
                               else o.number = i.debtor_account end
                    order by o.name, o.number limit 1) a on true)
            """;

    /** Stores the payments of {@code account}; the format is the rest of its condition, and an order where one matters. */
    static final String STORE = """
            , paid as (
                insert into payments.payment (
                    id, reference, run_id, legal_entity, kind, state, debtor_account, debtor_number, creditor_party,
                    creditor_name, creditor_number, creditor_bic, creditor_country, creditor_address, amount, currency,
                    requested_on, end_to_end_id, remittance, structured_ref, purpose, business_key, initiated_by,
                    initiated_name, correlation_id, source_line, created_at, state_since)
                select id, reference, cast(:run as uuid), legal_entity, kind, 'RECEIVED', account_id, account_number,
                       creditor_party, creditor_name, creditor_number, creditor_bic, creditor_country,
                       coalesce(address, (select nullif(t.address, '{}'::jsonb) from payments.party t
                                          where t.id = creditor_party)),
                       amount, currency, requested_on, coalesce(end_to_end_id, reference || '-' || suffix), remittance,
                       structured_ref, purpose, decode(business_key, 'hex'), journal_actor, journal_name,
                       correlation_id, line, :journal_at, :journal_at
                from account
                where account_id is not null and %s
                returning id, reference, run_id, kind, version, legal_entity, correlation_id, amount, currency,
                          creditor_number)
            """;

    /** What the event says of a payment {@code p} of {@code paid}; becomes the CTE {@code journal}. */
    static final String RECEIVED = """
            select 'payment.received' as type, p.id::text as subject, p.version as sequence, p.legal_entity,
                   p.correlation_id, null::text as why, null::text as policy,
                   jsonb_build_object('payment', p.reference, 'run', p.run_id, 'state', 'RECEIVED',
                       'currency', p.currency)
                   || case when p.kind = 'PAYROLL' then '{}' else jsonb_build_object('amount', p.amount::text,
                       'creditorAccount', payments.masked(p.creditor_number)) end as data
            """;

    /** The key of the duplicate guard; documents count as equal whatever their case and punctuation. */
    static String businessKey(
            String legalEntity, String creditorNumber, String document, String amount, String currency) {
        String normalised =
                PUNCTUATION.matcher(document.toUpperCase(Locale.ROOT)).replaceAll("");
        return Hashing.hex(String.join("|", legalEntity, creditorNumber, normalised, amount, currency));
    }

    /** Six characters that keep end-to-end ids apart even if reference numbers were ever used again. */
    static String suffix(UUID id) {
        String text = Long.toUnsignedString(id.getLeastSignificantBits(), 36).toUpperCase(Locale.ROOT);
        return text.substring(Math.max(0, text.length() - 6));
    }
}
