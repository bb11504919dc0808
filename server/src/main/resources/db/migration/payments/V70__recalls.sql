-- A file asks a bank to pay (PAYMENTS) or to call payments back (RECALL).
alter table payments.bank_file
    add column purpose text not null default 'PAYMENTS' check (purpose in ('PAYMENTS', 'RECALL'));

-- A payment that is called back. The money is back only when it was returned; a promise is ACCEPTED.
create table payments.recall (
    id             uuid primary key,                -- without dashes the CxlId of the message
    payment_id     uuid not null references payments.payment,
    legal_entity   text not null,
    correlation_id text not null,                   -- the payment's
    state          text not null check (state in ('REQUESTED', 'SENT', 'ACCEPTED', 'REFUSED', 'RETURNED')),
    version        int  not null default 1,         -- equals the sequence of its last event
    reason         text not null check (reason in ('DUPL', 'TECH', 'FRAD')),
    why            text not null,
    message        text not null,                   -- camt.055.001.08
    file_id        uuid not null references payments.bank_file,
    executed_on    date not null,                   -- from which the window counts
    window_until   date,                            -- the scheme's last day; null where the scheme sets none
    answer_due     timestamptz,                     -- by policy; null where it sets none
    overdue        boolean not null default false,  -- a case was opened because nothing came
    requested_by   text not null,
    requested_name text not null,
    requested_at   timestamptz not null,
    sent_at        timestamptz,
    answer_message text,                            -- the bank's id of its last answer
    answer_status  text,
    answer_code    text,
    answer_text    text,
    answered_at    timestamptz
);
create unique index recall_open on payments.recall (payment_id) where state in ('REQUESTED', 'SENT', 'ACCEPTED');
create index recall_payment on payments.recall (payment_id, requested_at);
create index recall_file on payments.recall (file_id);
create index recall_waits on payments.recall (answer_due) where state in ('REQUESTED', 'SENT') and not overdue;

grant select, insert, update on payments.recall to countersign_app;
