-- What a bank or provider said about a name and an account; added to, never changed.
create table payments.payee_check (
    id        uuid primary key,
    name      text not null,
    number    text not null,
    outcome   text not null,                       -- MATCH, CLOSE_MATCH, NO_MATCH, NOT_POSSIBLE, UNANSWERED
    suggested text,                                -- the name the bank has, with CLOSE_MATCH
    why       text,
    provider  text not null,
    asked_at  timestamptz not null
);
create index payee_check_latest on payments.payee_check (number, name, asked_at desc);

-- What is still to be asked: once for a name and an account, however many payments wait for it.
create table payments.payee_question (
    number      text not null,
    name        text not null,
    lease_until timestamptz,                       -- somebody is asking
    created_at  timestamptz not null,
    primary key (number, name)
);

-- What was decided about each payment, by which row of the policy, and on which answer.
create table payments.payee_verdict (
    payment_id uuid primary key references payments.payment,
    verdict    text not null,                      -- an outcome, or OPTED_OUT
    check_id   uuid references payments.payee_check,
    policy     text not null,
    decided_by text,                               -- with OPTED_OUT: who decided it, and why
    reason     text,
    at         timestamptz not null
);

grant select, insert on payments.payee_check to countersign_app;
grant select, insert, update, delete on payments.payee_question to countersign_app;
grant select, insert, update on payments.payee_verdict to countersign_app;
