-- What banks say happened on our accounts, in one form whatever message said it.

create table reconciliation.statement (
    id           uuid primary key,
    kind         text        not null check (kind in ('REPORT', 'STATEMENT', 'NOTIFICATION')),
    account      text        not null,
    account_name text,
    legal_entity text,                              -- null where the account is not one of ours that the ERP knows
    currency     text,
    bank_id      text        not null,              -- the bank's identification; banks reuse it after a year
    message_id   text,
    sequence     numeric,
    created_at   timestamptz not null,              -- by the bank; where it does not say, when we received it
    ordered_on   date        not null,              -- business day; statements of an account follow each other by it
    from_date    date,
    to_date      date,
    opening      numeric,                           -- signed
    closing      numeric,                           -- signed
    entries      int         not null,
    credits      numeric     not null,              -- booked
    debits       numeric     not null,
    matched      int         not null,              -- lines explained by a payment
    faults       text[]      not null default '{}', -- what did not add up when it was received
    repeats      uuid references reconciliation.statement,
    connection   text        not null,
    file_id      uuid        not null,              -- the stored original
    file_name    text        not null,
    received_at  timestamptz not null,
    correlation_id text      not null
);
create index statement_list  on reconciliation.statement (received_at desc, id desc);
create index statement_order on reconciliation.statement (account, ordered_on, created_at, id)
    where kind = 'STATEMENT' and repeats is null;

-- One line: an entry, or one transaction of an entry that has several (TOTAL with its PARTs). The same movement of money
-- told by several messages has one line that counts (first_id null) and others that point to it.
create table reconciliation.line (
    id             uuid primary key,
    statement_id   uuid    not null references reconciliation.statement,
    entry          int     not null,                -- position in the statement, from 1
    part           int     not null,                -- 0 for the entry itself
    role           text    not null check (role in ('SINGLE', 'TOTAL', 'PART')),
    parent         uuid,                            -- the TOTAL of a PART
    account        text    not null,
    amount         numeric,                         -- positive; null for a part of which the bank tells no amount
    currency       text    not null,
    credit         boolean not null,
    reversal       boolean not null,
    status         text    not null,                -- BOOK, PDNG, INFO, FUTR
    booked_on      date,
    valued_on      date,
    bank_reference text,
    code           text,
    batch_message  text,                            -- of our file, where the entry is its total
    message_id     text,
    instruction_id text,
    end_to_end_id  text,
    counterparty   text,
    counterparty_account text,
    remittance     text,
    structured_ref text,
    return_code    text,
    return_text    text,
    charges        numeric,
    identity       bytea,                           -- of the movement; null for a PART and for what is not booked
    first_id       uuid,                            -- the line that counts, where that is another one
    state          text    not null check (state in ('MATCHED', 'OPEN', 'NOT_OURS', 'PENDING', 'RECEIPT', 'KNOWN', 'TOTAL')),
    payment_id     uuid,                            -- the payment it was matched with
    matched_message text,                           -- or the file of ours whose total it is
    payments       int     not null default 0,
    strategy       text,                            -- evidence: END_TO_END_ID, INSTRUCTION_ID, BATCH, RETURN, BY_HAND
    unique (statement_id, entry, part)
);
create unique index line_identity on reconciliation.line (account, identity) where first_id is null and identity is not null;
create index line_payment on reconciliation.line (payment_id) where payment_id is not null;
create index line_message on reconciliation.line (matched_message) where matched_message is not null;
create index line_first   on reconciliation.line (first_id) where first_id is not null;
create index line_parent  on reconciliation.line (parent) where parent is not null;

create table reconciliation.break (
    id             uuid primary key,
    kind           text        not null,
    statement_id   uuid        not null references reconciliation.statement,
    line_id        uuid,
    payment_id     uuid,                            -- the payment it nearly matches
    account        text        not null,
    legal_entity   text,
    reference      text        not null,
    detail         text        not null,
    amount         numeric,
    currency       text,
    credit         boolean,
    booked_on      date,
    counterparty   text,
    remittance     text,
    resolution     text,                            -- MATCHED, NOT_OURS, EXPLAINED, OVER_BY_ITSELF
    resolved_by    text,
    resolved_name  text,
    resolved_why   text,
    resolved_at    timestamptz,
    correlation_id text        not null,
    opened_at      timestamptz not null,
    version        int         not null default 1
);
create index break_open on reconciliation.break (opened_at, id) where resolution is null;
create index break_statement on reconciliation.break (statement_id);
create index break_line on reconciliation.break (line_id) where line_id is not null;

grant usage on schema reconciliation to countersign_app;
grant select, insert on all tables in schema reconciliation to countersign_app;
grant update (state, payment_id, matched_message, payments, strategy) on reconciliation.line to countersign_app;
grant update (matched) on reconciliation.statement to countersign_app;
grant update (resolution, resolved_by, resolved_name, resolved_why, resolved_at, payment_id, version)
    on reconciliation.break to countersign_app;
