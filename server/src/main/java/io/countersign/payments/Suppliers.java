package io.countersign.payments;

import static io.countersign.payments.Companies.column;

import io.countersign.governance.Journal;
import io.countersign.model.Cause;
import io.countersign.model.Fault;
import io.countersign.model.Ids;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Parties and their bank accounts, as the ERP tells them. A row told again unchanged leaves no trace. */
@Component
class Suppliers {

    private static final String PARTIES = """
            with told as (
                insert into payments.party (id, kind, name, country, address, risk, email, erp_id, active)
                select * from unnest(cast(:ids as uuid[]), cast(:kinds as text[]), cast(:names as text[]),
                                     cast(:countries as text[]), cast(:addresses as jsonb[]), cast(:risks as text[]),
                                     cast(:emails as text[]), cast(:erp_ids as text[]), cast(:actives as boolean[]))
                on conflict (erp_id) do update set kind = excluded.kind, name = excluded.name,
                    country = excluded.country, address = excluded.address, risk = excluded.risk,
                    email = excluded.email, active = excluded.active, version = party.version + 1
                where (party.kind, party.name, party.country, party.address, party.risk, party.email, party.active)
                      is distinct from (excluded.kind, excluded.name, excluded.country, excluded.address,
                                        excluded.risk, excluded.email, excluded.active)
                returning id, name, country, risk, active, version),
            journal as (
                select case version when 1 then 'supplier.created' else 'supplier.changed' end as type,
                       id::text as subject, version as sequence, null::text as legal_entity,
                       cast(:correlation as text) as correlation_id, null::text as why, null::text as policy,
                       jsonb_strip_nulls(jsonb_build_object('name', name, 'country', country, 'risk', risk,
                                                            'active', active)) as data
                from told)
            """;

    private static final String ACCOUNTS = """
            with told as (
                insert into payments.party_account (id, party_id, number, bic, currency, holder, trusted, fault,
                                                    edited_by, edited_at, erp_id, active)
                select n.id, p.id, n.number, n.bic, n.currency, n.holder, n.trusted, n.fault, n.edited_by,
                       cast(:at as timestamptz), n.erp_id, n.active
                from unnest(cast(:ids as uuid[]), cast(:parties as text[]), cast(:numbers as text[]),
                            cast(:bics as text[]), cast(:currencies as text[]), cast(:holders as text[]),
                            cast(:trusts as boolean[]), cast(:faults as text[]), cast(:editors as text[]),
                            cast(:erp_ids as text[]), cast(:actives as boolean[]))
                     as n(id, party, number, bic, currency, holder, trusted, fault, edited_by, erp_id, active)
                join payments.party p on p.erp_id = n.party
                on conflict (erp_id) do update set party_id = excluded.party_id, number = excluded.number,
                    bic = excluded.bic, currency = excluded.currency, holder = excluded.holder,
                    trusted = excluded.trusted, fault = excluded.fault, active = excluded.active,
                    edited_by = excluded.edited_by, edited_at = excluded.edited_at,
                    version = party_account.version + 1
                where (party_account.party_id, party_account.number, party_account.bic, party_account.currency,
                       party_account.holder, party_account.trusted, party_account.fault, party_account.active)
                      is distinct from (excluded.party_id, excluded.number, excluded.bic, excluded.currency,
                                        excluded.holder, excluded.trusted, excluded.fault, excluded.active)
                returning id, party_id, number, trusted, fault, active, edited_by, version),
            journal as (
                select case version when 1 then 'bank-account.added' else 'bank-account.changed' end as type,
                       id::text as subject, version as sequence, null::text as legal_entity,
                       cast(:correlation as text) as correlation_id, edited_by as why, null::text as policy,
                       jsonb_strip_nulls(jsonb_build_object('party', party_id, 'account', payments.masked(number),
                           'trusted', trusted, 'fault', fault, 'active', active, 'editedBy', edited_by)) as data
                from told)
            """;

    /** Payments under way to an account that is no longer good; those that have left cannot be held. */
    private static final String IN_FLIGHT = """
            select p.id, case when a.fault is not null then 'ACCOUNT_INVALID' else 'ACCOUNT_UNTRUSTED' end as reason,
                   'The account was changed: ' || coalesce(a.fault, 'it is no longer trusted for outgoing payments')
                   as detail
            from payments.payment p join payments.party_account a
                 on a.number = p.creditor_number and (p.creditor_party is null or a.party_id = p.creditor_party)
            where p.state in ('VALIDATED', 'AWAITING_APPROVAL', 'APPROVED', 'RELEASED')
              and a.erp_id = any (cast(:erp_ids as text[])) and (a.fault is not null or not a.trusted or not a.active)
            order by p.id for update of p
            """;

    private final JdbcClient jdbc;
    private final Journal journal;
    private final Holds holds;
    private final Clock clock;
    private final Ids ids;

    Suppliers(JdbcClient jdbc, Journal journal, Holds holds, Clock clock, Ids ids) {
        this.jdbc = jdbc;
        this.journal = journal;
        this.holds = holds;
        this.clock = clock;
        this.ids = ids;
    }

    void parties(List<MasterData.Party> parties, Cause cause) {
        journal.bind(jdbc.sql(PARTIES + journal.append("select count(*)::int from told")), cause)
                .param("correlation", cause.correlationId())
                .param("ids", column(parties, _ -> ids.next().toString()))
                .param("kinds", column(parties, MasterData.Party::kind))
                .param("names", column(parties, MasterData.Party::name))
                .param("countries", column(parties, MasterData.Party::country))
                .param("addresses", column(parties, p -> p.addressJson() == null ? "{}" : p.addressJson()))
                .param("risks", column(parties, MasterData.Party::risk))
                .param("emails", column(parties, MasterData.Party::email))
                .param("erp_ids", column(parties, MasterData.Party::erpId))
                .param("actives", column(parties, p -> Boolean.toString(p.active())))
                .query(Integer.class)
                .single();
    }

    void accounts(List<MasterData.PartyAccount> accounts, Cause cause) {
        String[] erpIds = accounts.stream().map(MasterData.PartyAccount::erpId).toArray(String[]::new);
        journal.bind(jdbc.sql(ACCOUNTS + journal.append("select count(*)::int from told")), cause)
                .param("correlation", cause.correlationId())
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("ids", column(accounts, _ -> ids.next().toString()))
                .param("parties", column(accounts, MasterData.PartyAccount::partyErpId))
                .param("numbers", column(accounts, account -> AccountCheck.compact(account.number())))
                .param("bics", column(accounts, MasterData.PartyAccount::bic))
                .param("currencies", column(accounts, MasterData.PartyAccount::currency))
                .param("holders", column(accounts, MasterData.PartyAccount::holder))
                .param("trusts", column(accounts, account -> Boolean.toString(account.trusted())))
                .param("faults", column(accounts, Suppliers::fault))
                .param("editors", column(accounts, MasterData.PartyAccount::editedBy))
                .param("erp_ids", erpIds)
                .param("actives", column(accounts, account -> Boolean.toString(account.active())))
                .query(Integer.class)
                .single();
        List<Holds.Placed> affected = jdbc.sql(IN_FLIGHT)
                .param("erp_ids", erpIds)
                .query((row, n) -> new Holds.Placed(row.getObject(1, UUID.class), row.getString(2), row.getString(3)))
                .list();
        holds.place(affected, cause);
    }

    private static @Nullable String fault(MasterData.PartyAccount account) {
        String number = AccountCheck.compact(account.number());
        List<Fault> faults = AccountCheck.looksLikeIban(number) ? AccountCheck.iban("", number) : List.of();
        return faults.isEmpty() ? null : faults.getFirst().message();
    }
}
