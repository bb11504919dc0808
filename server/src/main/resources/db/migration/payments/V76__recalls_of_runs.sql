-- Calling back a run is work of minutes: it is done in portions by the workers, and what is done already stays done.
create table payments.run_recall (
    id             uuid        primary key,
    run_id         uuid        not null references payments.run,
    reason         text        not null check (reason in ('DUPL', 'TECH', 'FRAD')),
    why            text        not null,
    scope          text[],                         -- the legal entities of who asked; null means all
    actor_kind     text        not null,           -- who asked, so that every record carries it
    actor_id       text        not null,
    actor_name     text        not null,
    correlation_id text        not null,
    traceparent    text,
    origin         text,
    requested_at   timestamptz not null,
    payments       int         not null,           -- of the run, as far as who asked may see them
    recallable     int         not null,           -- of them, that could be called back then
    recalled       int         not null default 0,
    frozen         int         not null default 0, -- beneficiaries, because of fraud
    without_party  int         not null default 0,
    last_payment   uuid,                           -- they are looked at in the order of their ids
    done_at        timestamptz
);
create unique index run_recall_open on payments.run_recall (run_id) where done_at is null;
create index run_recall_waits on payments.run_recall (requested_at) where done_at is null;
create index run_recall_run on payments.run_recall (run_id, requested_at);

-- The bank may cancel a payment before it was executed: then no money has left.
alter table payments.recall drop constraint recall_state_check;
alter table payments.recall add constraint recall_state_check
    check (state in ('REQUESTED', 'SENT', 'ACCEPTED', 'REFUSED', 'RETURNED', 'CANCELLED'));
alter table payments.recall add column window_policy text;  -- the row that set the window; null where none did

grant select, insert, update on payments.run_recall to countersign_app;
