-- The two queues. A case is never deleted; what was resolved stays.

create sequence cases.business_number start 1001;
create sequence cases.technical_number start 1001;

create table cases.record (
    id              uuid primary key,
    number          text not null unique,          -- BC-1042, TC-1007
    queue           text not null,                 -- BUSINESS, TECHNICAL
    kind            text not null,                 -- HELD, UNKNOWN_OUTCOME, BANK_DOWN ...
    reason          text,                          -- the hold's reason or the bank's code
    title           text not null,
    detail          text not null,
    state           text not null default 'OPEN',  -- OPEN, IN_PROGRESS, RESOLVED
    owner           text not null,                 -- the role whose work it is
    due_at          timestamptz not null,
    policy          text,                          -- cases@1#row-3
    legal_entity    text,
    payment_id      uuid,
    source_id       uuid,                          -- the hold or the break behind it
    subject         text not null,
    correlation_id  text not null,
    dedup_key       text not null,                 -- the same trouble has the same key
    occurrences     int  not null default 1,
    opened_at       timestamptz not null,
    last_arisen_at  timestamptz not null,
    taken_by        text,
    taken_name      text,
    resolution      text,                          -- LIFT_HOLD, CLOSE ... or OVER, when it ended by itself
    resolved_by     text,
    resolved_name   text,
    resolved_why    text,
    resolved_at     timestamptz,
    version         int  not null default 1,       -- guards every change; equals the sequence of its last event
    check ((state = 'RESOLVED') = (resolved_at is not null))
);
create unique index record_waiting on cases.record (dedup_key) where state <> 'RESOLVED';
create index record_queue    on cases.record (queue, due_at, id) where state <> 'RESOLVED';
create index record_resolved on cases.record (queue, resolved_at) where state = 'RESOLVED';
create index record_payment  on cases.record (payment_id) where payment_id is not null;

create table cases.note (
    id          bigint generated always as identity primary key,
    case_id     uuid not null references cases.record,
    at          timestamptz not null,
    author_id   text not null,
    author_name text not null,
    text        text not null
);
create index note_case on cases.note (case_id, id);

grant usage on schema cases to countersign_app;
grant select, insert, update on cases.record to countersign_app;
grant select, insert on cases.note to countersign_app;
grant usage on all sequences in schema cases to countersign_app;
