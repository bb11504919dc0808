-- The event log and the audit trail. Both are append-only for the application's role and partitioned by month.
--
-- tx is the writing transaction. A reader that goes by (tx, seq) and stops below the oldest transaction still running
-- never skips a row that commits late, which a reader that goes by seq alone would.

create table governance.event (
    seq            bigint generated always as identity,
    tx             xid8        not null default pg_current_xact_id(),
    at             timestamptz not null,
    type           text        not null,            -- payment.approved; on the wire io.countersign.payment.approved.v1
    subject        text        not null,            -- the payment, run, statement, case ... it is about
    sequence       int         not null,            -- rises by one per subject
    legal_entity   text,
    correlation_id text        not null,
    traceparent    text,
    actor          text        not null,
    data           jsonb       not null
) partition by range (at);
create index event_cursor  on governance.event (tx, seq);
create index event_subject on governance.event (subject, sequence);

create table governance.audit_entry (
    seq            bigint generated always as identity,
    tx             xid8        not null default pg_current_xact_id(),
    at             timestamptz not null,
    actor_kind     text        not null,
    actor_id       text        not null,
    actor_name     text        not null,
    origin         text,                            -- from where: network address or program
    act            text        not null,            -- payment.approved, identity.granted, ...
    subject        text        not null,
    sequence       int,
    why            text,                            -- the reason a person gave, or the rule that decided
    policy         text,                            -- approval-matrix@3#row-2
    correlation_id text        not null,
    detail         jsonb       not null default '{}'
) partition by range (at);
create index audit_cursor  on governance.audit_entry (tx, seq);
create index audit_subject on governance.audit_entry (subject);

-- The application's role has no right to make tables; this function makes the partitions of one month for it.
create function governance.make_partitions(month date) returns void
    language plpgsql security definer set search_path = pg_catalog as
$$
declare
    first date := date_trunc('month', month)::date;
    next  date := (date_trunc('month', month) + interval '1 month')::date;
    name  text;
begin
    foreach name in array array ['event', 'audit_entry'] loop
        execute format('create table if not exists governance.%I partition of governance.%I for values from (%L) to (%L)',
                       name || '_' || to_char(first, 'YYYY_MM'), name,
                       first::timestamp at time zone 'UTC', next::timestamp at time zone 'UTC');
    end loop;
end
$$;

create table governance.event_default partition of governance.event default;
create table governance.audit_entry_default partition of governance.audit_entry default;

grant usage on schema governance to countersign_app;
grant select, insert on governance.event, governance.audit_entry to countersign_app;
revoke all on function governance.make_partitions(date) from public;
grant execute on function governance.make_partitions(date) to countersign_app;
