-- What we depend on outside, as last seen by any process.
create table connectors.dependency (
    name       text primary key,                   -- bank:rheinbank, odoo
    state      text        not null check (state in ('UP', 'DEGRADED')),
    since      timestamptz not null,
    last_error text,
    version    int         not null                -- sequence of its last event
);

-- Everything a bank ever gave us. A file is stored here before anything reads it, and stays.
create table connectors.inbound_file (
    id             uuid primary key,
    connection     text        not null,
    name           text        not null,           -- as the bank or the uploader called it
    received_at    timestamptz not null,
    received_by    text        not null,           -- identity that uploaded it, or system:bank
    size           bigint      not null,
    sha256         bytea       not null,
    state          text        not null check (state in ('STORED', 'READ', 'QUARANTINED')),
    kind           text,                           -- pain.002, camt.052, camt.053, camt.054; by content
    message_id     text,
    outcome        text,                           -- what came of it, or why it is quarantined, in a sentence
    place          text,                           -- line and column of the first fault
    warnings       jsonb       not null default '[]',
    attempts       int         not null default 0,
    next_at        timestamptz not null,
    last_error     text,
    correlation_id text        not null,
    handled_at     timestamptz,
    unique (connection, sha256)
);
create index inbound_file_work on connectors.inbound_file (next_at) where state = 'STORED';
create index inbound_file_list on connectors.inbound_file (received_at desc, id);

create table connectors.inbound_part (
    file_id uuid  not null references connectors.inbound_file,
    part    int   not null,
    bytes   bytea not null,                        -- one gzip member each; concatenated they are the original
    primary key (file_id, part)
);

-- The same bytes came again: under which name, and when.
create table connectors.inbound_repeat (
    file_id     uuid        not null references connectors.inbound_file,
    name        text        not null,
    received_at timestamptz not null
);

grant usage on schema connectors to countersign_app;
grant select, insert, update on connectors.dependency, connectors.inbound_file to countersign_app;
grant select, insert on connectors.inbound_part, connectors.inbound_repeat to countersign_app;
