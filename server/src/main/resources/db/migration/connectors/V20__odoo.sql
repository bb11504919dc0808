-- What we keep about the Odoo we are connected to.

-- The legal entity each company became; a code once given stays.
create table connectors.odoo_company (
    company int  primary key,
    code    text not null unique
);

-- How far each model was read. write_date is told in whole seconds, so what was read in the overlap is kept by content:
-- a row is handed on once for each content it had, and a second change within one second is not lost.
create table connectors.odoo_cursor (
    model   text        primary key,
    since   timestamptz not null,                  -- the highest write_date seen, in whole seconds
    read_at timestamptz not null,
    pass    bigint      not null                   -- fencing token; rises with each pass over the model
);

create table connectors.odoo_seen (
    model      text        not null,
    id         int         not null,
    write_date timestamptz not null,
    content    bytea       not null,               -- SHA-256 of the row as it was told
    primary key (model, id, write_date, content)
);
create index odoo_seen_prune on connectors.odoo_seen (model, write_date);

-- Records that were handed on; a bill that leaves the books is only news if it had been in them.
create table connectors.odoo_known (
    model text not null,
    id    int  not null,
    primary key (model, id)
);

-- Payments whose state in the ERP has yet to follow. One row a payment: it is brought to where the payment is now,
-- whatever happened in between.
create sequence connectors.erp_task_position;

create table connectors.erp_task (
    payment_id  uuid        primary key,
    position    bigint      not null default nextval('connectors.erp_task_position'),
    wanted      int         not null default 1,    -- rises with each event; work done for an older one is done again
    state       text        not null check (state in ('READY', 'WORKING', 'DONE', 'PARKED')),
    lease       bigint      not null default 0,    -- fencing token; rises with each claim
    lease_until timestamptz,
    attempts    int         not null default 0,
    next_at     timestamptz not null,
    last_error  text,
    odoo_id     int,                               -- our payment in Odoo, once we saw it there
    updated_at  timestamptz not null
);
create index erp_task_work on connectors.erp_task (position) where state in ('READY', 'WORKING');

-- The bills a payment pays: of the tasks that share a bill, one is worked on at a time, in the order they came.
create table connectors.erp_task_bill (
    payment_id uuid not null references connectors.erp_task,
    bill       int  not null,
    primary key (payment_id, bill)
);
create index erp_task_bill_bill on connectors.erp_task_bill (bill);

-- The notes that stand in the chatter of a bill.
create table connectors.erp_note (
    payment_id uuid        not null,
    bill       int         not null,
    state      text        not null,               -- the payment's state the note tells of
    posted_at  timestamptz not null,
    primary key (payment_id, bill, state)
);

grant select, insert, update, delete on connectors.odoo_cursor, connectors.odoo_seen to countersign_app;
grant select, insert on connectors.odoo_company, connectors.odoo_known, connectors.erp_task_bill, connectors.erp_note to countersign_app;
grant select, insert, update on connectors.erp_task to countersign_app;
grant usage on sequence connectors.erp_task_position to countersign_app;
