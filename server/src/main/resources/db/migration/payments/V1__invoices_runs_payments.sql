-- Master data the payments need. Owned by the ERP; the hub keeps what it was told and when.

create table payments.legal_entity (
    code     text primary key,                     -- short and stable: AO-DE
    name     text not null,
    country  text not null,                        -- ISO 3166-1 alpha-2
    currency text not null,                        -- of its books; policies compare amounts in it
    zone     text not null,                        -- IANA time zone of its business days
    erp_id   text unique                           -- the company in the ERP
);

create table payments.exchange_rate (
    currency text not null,
    per_euro numeric not null check (per_euro > 0),
    on_date  date not null,
    source   text not null,                        -- ECB reference rate, Odoo, ...
    primary key (currency, on_date)
);

-- The latest rate of a currency against the euro; null if there is none.
create function payments.per_euro(code text) returns numeric
    language sql stable as
$$
    select case when code = 'EUR' then 1 else
        (select r.per_euro from payments.exchange_rate r where r.currency = code order by r.on_date desc limit 1) end
$$;

create table payments.own_account (
    id           uuid primary key,
    legal_entity text not null references payments.legal_entity,
    number       text not null unique,             -- IBAN or domestic number, no spaces
    bic          text,
    currency     text not null,
    name         text not null,
    connection   text not null,                    -- the bank connection that serves it
    erp_id       text                              -- the bank journal in the ERP
);

-- The door for readers above: whose account a number is.
create view payments.account_directory as
    select number, legal_entity, name, currency, connection from payments.own_account;

create table payments.party (
    id       uuid primary key,
    kind     text not null,                        -- SUPPLIER, EMPLOYEE, CUSTOMER, TAX_OFFICE
    name     text not null,
    country  text,
    address  jsonb not null default '{}',
    risk     text not null default 'NORMAL',       -- LOW, NORMAL, HIGH
    email    text,
    erp_id   text unique,
    active   boolean not null default true,
    version  int not null default 1
);

create table payments.party_account (
    id        uuid primary key,
    party_id  uuid not null references payments.party,
    number    text not null,
    bic       text,
    currency  text,
    holder    text,
    trusted   boolean not null,                    -- the ERP's word that payments may go here
    fault     text,                                -- why it cannot be paid: IBAN_INVALID, ...
    edited_by text,                                -- the vendor editor's identity; may not act on payments to it
    edited_at timestamptz,
    erp_id    text unique,
    active    boolean not null default true,
    version   int not null default 1,
    unique (party_id, number)
);
create index party_account_number on payments.party_account (number);

create table payments.invoice (
    id            uuid primary key,
    legal_entity  text not null references payments.legal_entity,
    party_id      uuid not null references payments.party,
    account_id    uuid references payments.party_account,
    kind          text not null,                   -- BILL, CREDIT_NOTE
    number        text not null,                   -- ours: BILL/2026/11/0412
    supplier_ref  text,                            -- theirs
    issued_on     date not null,
    due_on        date not null,
    currency      text not null,
    total         numeric not null,
    residual      numeric not null,                -- still to pay, as the ERP says
    allocated     numeric not null default 0,      -- taken by payments that are under way
    payment_reference text,
    blocked       text,                            -- why it may not be paid
    erp_state     text not null,                   -- not_paid, in_payment, paid, partial, reversed, blocked
    erp_id        text unique,
    imported_at   timestamptz not null,
    check (allocated >= 0)
);
create index invoice_due on payments.invoice (legal_entity, due_on) where residual <> 0;

-- Runs and payments.

create sequence payments.run_number;
create sequence payments.payment_number;

create table payments.run (
    id             uuid primary key,
    reference      text not null unique,           -- RUN-26-1187
    name           text not null,
    kind           text not null,
    version        int  not null default 1,
    initiated_by   text not null,
    initiated_name text not null,
    source         text not null,                  -- CONSOLE, API, ODOO
    correlation_id text not null,
    complete       boolean not null default true,  -- false while an upload is still arriving
    created_at     timestamptz not null
);

create table payments.bank_file (
    id           uuid primary key,
    message_id   text not null unique,             -- MsgId of the group header, and the file's name at the bank
    connection   text not null,
    scheme       text not null,
    debtor_account uuid not null references payments.own_account,
    requested_on date not null,
    state        text not null,                    -- BUILDING, READY, INVALID, SENDING, SENT, UNKNOWN, ANSWERED
    payments     int  not null,
    total        numeric not null,
    currency     text not null,
    name         text not null,
    size         bigint,
    sha256       bytea,
    approvals_sha256 bytea,                        -- over the approved hashes the file contains, in file order
    lease        bigint not null default 0,        -- fencing token; rises with each claim
    lease_until  timestamptz,
    attempts     int not null default 0,
    next_at      timestamptz not null,             -- when a worker may try (again)
    last_error   text,
    created_at   timestamptz not null,
    sent_at      timestamptz
);
create index bank_file_work on payments.bank_file (state, next_at) where state in ('BUILDING', 'READY', 'SENDING', 'UNKNOWN');

create table payments.bank_file_part (
    file_id uuid not null references payments.bank_file,
    part    int  not null,
    bytes   bytea not null,                        -- gzip members, concatenated in order
    primary key (file_id, part)
);

create table payments.payment (
    id              uuid primary key,
    reference       text not null unique,          -- PAY-26-118437
    run_id          uuid references payments.run,
    legal_entity    text not null references payments.legal_entity,
    kind            text not null,                 -- SUPPLIER, PAYROLL, TAX, REFUND, TREASURY
    state           text not null,
    held_from       text,                          -- where a held payment returns to
    version         int  not null default 1,       -- guards every change; equals the sequence of its last event
    debtor_account  uuid not null references payments.own_account,
    debtor_number   text not null,
    creditor_party  uuid references payments.party,
    creditor_name   text not null,
    creditor_number text not null,
    creditor_bic    text,
    creditor_country text,
    creditor_address jsonb,
    amount          numeric not null check (amount > 0),
    currency        text not null,
    requested_on    date not null,                 -- requested execution date
    end_to_end_id   text not null unique,
    remittance      text,                          -- free text
    structured_ref  text,                          -- RF, OGM ...; never together with free text
    purpose         text,
    business_key    bytea not null,                -- the duplicate guard's key
    content_hash    bytea,                         -- SHA-256 of the RFC 8785 form of what is signed
    risk            text not null default 'NORMAL',
    open_roles      text[],                        -- roles that have yet to approve
    approval_policy text,                          -- approval-matrix@3#row-2
    connection      text,                          -- the route
    scheme          text,
    route_policy    text,
    file_id         uuid references payments.bank_file,
    file_position   int,
    initiated_by    text not null,
    initiated_name  text not null,
    released_by     text,
    correlation_id  text not null,
    reason_code     text,
    reason_text     text,
    source_line     int,                           -- the line of an upload it came from
    bank_reference  text,
    settled_on      date,
    created_at      timestamptz not null,
    state_since     timestamptz not null,
    due_at          timestamptz,                   -- the checkpoint of this state; past it, a case is opened
    overdue         boolean not null default false,
    check (remittance is null or structured_ref is null)
);
create index payment_run   on payments.payment (run_id, state);
create index payment_file  on payments.payment (file_id, file_position);
create index payment_state on payments.payment (state, id)
    where state in ('RECEIVED', 'RELEASED', 'AWAITING_APPROVAL', 'HELD', 'UNKNOWN');
create index payment_due   on payments.payment (due_at) where due_at is not null and not overdue;

-- The duplicate guard: the first payment with a business key takes the claim; the next one is held. A payment of
-- several invoices claims one key for each.
create table payments.claim (
    business_key bytea primary key,
    payment_id   uuid not null references payments.payment
);
create index claim_payment on payments.claim (payment_id);

create table payments.allocation (
    payment_id uuid not null references payments.payment,
    invoice_id uuid not null references payments.invoice,
    amount     numeric not null,                   -- negative for a credit note
    business_key bytea not null,
    registered boolean not null default false,     -- the ERP has the payment: its residual says so, not ours
    primary key (payment_id, invoice_id)
);
create index allocation_invoice on payments.allocation (invoice_id);

create table payments.approval (
    payment_id   uuid not null references payments.payment,
    approver     text not null,
    name         text not null,
    role         text not null,                    -- the role in which the person signed
    content_hash bytea not null,
    policy       text not null,
    voided       boolean not null default false,   -- the content changed after it was signed
    at           timestamptz not null,
    primary key (payment_id, approver, at)
);

create table payments.hold (
    id         uuid primary key,
    payment_id uuid not null references payments.payment,
    reason     text not null,                      -- DUPLICATE, ACCOUNT_UNTRUSTED, ...
    detail     text not null,
    placed_at  timestamptz not null,
    placed_by  text not null,
    lifted_at  timestamptz,
    lifted_by  text,
    lifted_why text
);
create index hold_payment on payments.hold (payment_id);

-- An override of an unknown outcome needs two people; the first one proposes, the second confirms. It covers a whole
-- file, since a file is with the bank or it is not.
create table payments.override (
    file_id       uuid primary key references payments.bank_file,
    outcome       text not null,                   -- SENT, RESEND
    proposed_by   text not null,
    proposed_name text not null,
    proposed_why  text not null,
    proposed_at   timestamptz not null
);

-- What the bank said, kept as it was said.
create table payments.bank_reply (
    id          bigint generated always as identity primary key,
    payment_id  uuid references payments.payment,
    file_id     uuid references payments.bank_file,
    message_id  text not null,                     -- of the bank's message
    status      text not null,                     -- ISO 20022 external status code
    reason_code text,
    reason_text text,
    applied     text not null,                     -- what came of it: APPLIED, REPEATED, CONTRADICTS, UNMATCHED
    at          timestamptz not null
);
create unique index bank_reply_once on payments.bank_reply (payment_id, message_id, status);

create table payments.idempotency_key (
    caller      text  not null,
    key         text  not null,
    fingerprint bytea not null,                    -- SHA-256 of the request body
    answer      jsonb,                             -- null while the first request is running
    created_at  timestamptz not null,
    primary key (caller, key)
);

grant usage on schema payments to countersign_app;
grant select, insert, update on all tables in schema payments to countersign_app;
grant delete on payments.claim, payments.override, payments.bank_file_part, payments.idempotency_key to countersign_app;
grant usage on all sequences in schema payments to countersign_app;

-- What is signed: SHA-256 of the RFC 8785 (JCS) form of the content, keys in order, every value a string or null.
-- to_json escapes text exactly as RFC 8785 asks, so the canonical form needs no round trip to the program.
create function payments.content_json(p payments.payment) returns text
    language sql stable as
$$
    select '{"amount":"' || p.amount::text
        || '","creditorAccount":' || to_json(p.creditor_number)::text
        || ',"creditorAddress":' || coalesce(to_json(p.creditor_address::text)::text, 'null')
        || ',"creditorBic":' || coalesce(to_json(p.creditor_bic)::text, 'null')
        || ',"creditorCountry":' || coalesce(to_json(p.creditor_country)::text, 'null')
        || ',"creditorName":' || to_json(p.creditor_name)::text
        || ',"currency":"' || p.currency
        || '","debtorAccount":' || to_json(p.debtor_number)::text
        || ',"endToEndId":' || to_json(p.end_to_end_id)::text
        || ',"kind":"' || p.kind
        || '","legalEntity":' || to_json(p.legal_entity)::text
        || ',"payment":"' || p.reference
        || '","purpose":' || coalesce(to_json(p.purpose)::text, 'null')
        || ',"remittance":' || coalesce(to_json(p.remittance)::text, 'null')
        || ',"requestedOn":"' || to_char(p.requested_on, 'YYYY-MM-DD')
        || '","structuredReference":' || coalesce(to_json(p.structured_ref)::text, 'null') || '}'
$$;

create function payments.content_hash(p payments.payment) returns bytea
    language sql stable as
$$
    select sha256(convert_to(payments.content_json(p), 'UTF8'))
$$;

-- The form of an account number that events, logs and errors may carry: DE89…3000.
create function payments.masked(number text) returns text
    language sql immutable as
$$
    select case when length(number) > 8 then left(number, 4) || '…' || right(number, 4) else '…' || right(number, 2) end
$$;

-- The door for set-based readers above: what a booked entry can be matched with.
create view payments.matchable as
    select p.id, p.reference, p.end_to_end_id, p.state, p.amount, p.currency, p.legal_entity, p.debtor_account,
           p.debtor_number, p.creditor_name, p.creditor_number, p.structured_ref, p.requested_on, p.correlation_id,
           p.file_id, f.message_id
    from payments.payment p left join payments.bank_file f on f.id = p.file_id
    where p.state in ('SENDING', 'UNKNOWN', 'SENT', 'ACCEPTED', 'SETTLED', 'RECONCILED', 'REVERSED', 'REJECTED');
grant select on payments.matchable to countersign_app;
