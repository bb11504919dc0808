-- Somebody said stop: nothing goes over this connection, out of this legal entity, or to this party.
create table payments.freeze (
    id           uuid primary key,
    kind         text not null check (kind in ('CONNECTION', 'LEGAL_ENTITY', 'PARTY')),
    target       text not null,                    -- name, code or id
    why          text not null,
    frozen_by    text not null,
    frozen_name  text not null,
    frozen_at    timestamptz not null,
    thawed_by    text,                             -- another person
    thawed_name  text,
    thawed_why   text,
    thawed_at    timestamptz
);
create unique index freeze_once on payments.freeze (kind, target) where thawed_at is null;

grant select, insert on payments.freeze to countersign_app;
grant update (thawed_by, thawed_name, thawed_why, thawed_at) on payments.freeze to countersign_app;

-- A file that no line of ours takes to the bank: OFFERED to people, then CARRIED by one of them.
alter table payments.bank_file
    add column version        int not null default 0,   -- sequence of its last event
    add column carried_by     text,
    add column carrier_name   text,
    add column carried_at     timestamptz,
    add column downloaded_at  timestamptz;
create index bank_file_carried on payments.bank_file (created_at, id) where state in ('OFFERED', 'CARRIED');
