-- Why a line and a payment belong together, for good: a match that is undone keeps its row and says who undid it.
create table reconciliation.match (
    id         uuid primary key,
    line_id    uuid        not null,
    payment_id uuid,                               -- the payment
    message_id text,                               -- or the file of ours whose total the line is
    strategy   text        not null,
    score      int         not null check (score between 0 and 100),
    evidence   jsonb       not null,               -- what was equal, and to what
    part       boolean     not null default false, -- one of several lines or payments that only together agree
    resolution uuid,                               -- the act of a person that made it
    made_by    text        not null,
    made_name  text        not null,
    made_at    timestamptz not null,
    undone_by  text,
    undone_name text,
    undone_why text,
    undone_at  timestamptz
);
create index match_line on reconciliation.match (line_id);
create index match_part on reconciliation.match (payment_id) where part;
create index match_resolution on reconciliation.match (resolution) where resolution is not null;

-- What might explain an open line. Never a match by itself.
create table reconciliation.suggestion (
    line_id   uuid        not null,
    strategy  text        not null,
    payments  uuid[]      not null,
    lines     uuid[]      not null default '{}',   -- further lines that only together with this one agree
    score     int         not null check (score between 0 and 99),
    reasons   text[]      not null,
    made_at   timestamptz not null,
    primary key (line_id, strategy, payments)
);

-- What a bank booked beside a payment and who accepted it: a fee, a rounding, a write-off. Negative: it costs us.
create table reconciliation.difference (
    id         uuid primary key,
    line_id    uuid        not null,
    payment_id uuid,
    kind       text        not null,               -- CHARGE, ACCOUNT_FEE, FX, ROUNDING, NOT_OURS
    amount     numeric     not null check (amount <> 0),
    currency   text        not null,
    policy     text,                               -- reconciliation@1#row-2
    resolution uuid,
    made_by    text        not null,
    made_name  text        not null,
    made_at    timestamptz not null,
    undone_by  text,
    undone_at  timestamptz
);
create index difference_line on reconciliation.difference (line_id);
create index difference_payment on reconciliation.difference (payment_id) where payment_id is not null;

-- Everything people did about breaks, in order; never changed.
create table reconciliation.resolution (
    id        uuid primary key,
    break_id  uuid        not null references reconciliation.break,
    act       text        not null,                -- MATCH, SPLIT, WRITE_OFF, PROPOSE_WRITE_OFF, NOT_OURS, REOPEN
    by_id     text        not null,
    by_name   text        not null,
    why       text        not null,
    payments  uuid[]      not null default '{}',
    amount    numeric,                             -- written off
    currency  text,
    policy    text,
    at        timestamptz not null
);
create index resolution_break on reconciliation.resolution (break_id, at);

alter table reconciliation.statement add corrects uuid references reconciliation.statement;

alter table reconciliation.break
    alter statement_id drop not null,              -- a statement that is missing has none
    add owner       text not null default 'reconciliation-clerk',
    add due_at      timestamptz,
    add expected_on date,                          -- the day whose statement is missing
    add resolution_id uuid,                        -- the act that closed it
    add proposed_kind text,                        -- a write-off above one person's limit waits for the second
    add proposed_by text,
    add proposed_why text;
create unique index break_statement_missing on reconciliation.break (account, expected_on) where kind = 'STATEMENT_MISSING';
create unique index break_settlement_missing on reconciliation.break (payment_id)
    where kind = 'SETTLEMENT_MISSING' and resolution is null;

update reconciliation.break b set kind = case
        when b.currency is distinct from m.currency then 'CURRENCY_DIFFERS'
        when b.amount > m.amount then 'AMOUNT_OVER' else 'AMOUNT_UNDER' end
from payments.matchable m where b.kind = 'AMOUNT_DIFFERS' and m.id = b.payment_id;

-- The door for the ERP connector: what a bank took or gave beside a payment.
create view reconciliation.erp_difference as
    select d.id, d.payment_id, d.kind, d.amount, d.currency, l.account, coalesce(l.booked_on, l.valued_on, s.ordered_on) as booked_on,
           coalesce(s.sequence::text, s.bank_id) || '/' || l.entry as entry, d.made_at, d.undone_at
    from reconciliation.difference d
    join reconciliation.line l on l.id = d.line_id
    join reconciliation.statement s on s.id = l.statement_id;

grant select, insert on reconciliation.match, reconciliation.suggestion, reconciliation.difference, reconciliation.resolution
    to countersign_app;
grant delete on reconciliation.suggestion to countersign_app;
grant update (undone_by, undone_name, undone_why, undone_at) on reconciliation.match to countersign_app;
grant update (undone_by, undone_at) on reconciliation.difference to countersign_app;
grant update (resolution_id, proposed_kind, proposed_by, proposed_why) on reconciliation.break to countersign_app;
grant select on reconciliation.erp_difference to countersign_app;
