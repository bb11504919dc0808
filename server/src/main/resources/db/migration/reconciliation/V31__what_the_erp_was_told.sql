create or replace view reconciliation.erp_difference as
    select d.id, d.payment_id, d.kind, d.amount, d.currency, l.account, coalesce(l.booked_on, l.valued_on, s.ordered_on) as booked_on,
           coalesce(s.sequence::text, s.bank_id) || '/' || l.entry as entry, d.made_at, d.undone_at, l.credit, l.id as line_id
    from reconciliation.difference d
    join reconciliation.line l on l.id = d.line_id
    join reconciliation.statement s on s.id = l.statement_id;

-- Lines that belong to no payment of the hub, as the ERP should have them once a final statement shows them.
create view reconciliation.erp_entry as
    select l.id, l.account, s.legal_entity, l.state, l.strategy, l.role, l.currency,
           case when l.credit then l.amount else -l.amount end as amount,
           coalesce(l.booked_on, l.valued_on, s.ordered_on) as booked_on,
           coalesce(s.sequence::text, s.bank_id) || '/' || l.entry || case when l.part > 0 then '.' || l.part else '' end as entry,
           coalesce(l.counterparty, l.remittance, l.structured_ref, l.information) as says, s.correlation_id,
           s.kind = 'STATEMENT' or exists (
               select from reconciliation.line later join reconciliation.statement z on z.id = later.statement_id
               where later.first_id = l.id and z.kind = 'STATEMENT') as final
    from reconciliation.line l
    join reconciliation.statement s on s.id = l.statement_id
    where l.first_id is null;

-- What stands in the ERP of what a bank booked: a line there, for a payment or for a line of a statement. For good: what was
-- taken back there keeps its row.
create table reconciliation.erp_booking (
    id         uuid primary key,
    erp_id     text        not null,               -- of the line in the ERP
    payment_id uuid,
    line_id    uuid,                               -- ours, where it belongs to no payment
    reference  text        not null,               -- as it is called there
    entry      text        not null,               -- the number of its entry there
    amount     numeric     not null,
    currency   text        not null,
    shares     text        not null,               -- on which accounts it was booked
    lacking    text[]      not null default '{}',  -- kinds of difference for which no account is configured
    told_at    timestamptz not null,
    taken_back_at timestamptz,
    check (num_nonnulls(payment_id, line_id) = 1)
);
create unique index erp_booking_standing on reconciliation.erp_booking (erp_id) where taken_back_at is null;
create index erp_booking_payment on reconciliation.erp_booking (payment_id) where payment_id is not null;
create index erp_booking_line on reconciliation.erp_booking (line_id) where line_id is not null;

grant select on reconciliation.erp_entry to countersign_app;
grant select, insert on reconciliation.erp_booking to countersign_app;
grant update (shares, lacking, amount, taken_back_at) on reconciliation.erp_booking to countersign_app;
