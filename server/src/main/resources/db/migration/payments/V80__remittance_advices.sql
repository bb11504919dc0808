-- The document that tells a creditor what a payment pays, and the outbox it leaves from. One for each payment at most.
create table payments.remittance_advice (
    id             uuid primary key,                -- also the left side of the mail's Message-ID
    payment_id     uuid not null unique references payments.payment,
    legal_entity   text not null,
    correlation_id text not null,                   -- the payment's
    state          text not null check (state in ('WAITING', 'SENT', 'FAILED', 'NO_ADDRESS', 'NO_MAIL_SERVER')),
    version        int  not null default 1,         -- equals the sequence of its last event
    policy         text not null,                   -- remittance-advice@1#row-3
    content        jsonb not null,                  -- what it says, as it was when it was made
    document       bytea,                           -- the PDF as it was sent
    sha256         bytea,
    recipient      text,                            -- to whom it was sent
    attempts       int not null default 0,
    next_at        timestamptz,                     -- when a worker may try (again)
    lease_until    timestamptz,                     -- a worker is busy with it
    last_error     text,
    created_at     timestamptz not null,
    sent_at        timestamptz
);
create index remittance_advice_work on payments.remittance_advice (next_at) where state = 'WAITING';

grant select, insert, update on payments.remittance_advice to countersign_app;
