-- Files as they left: signed and encrypted for the bank. Sealed once and kept, so that another attempt sends the same bytes;
-- what was signed, and the duplicate guard, stand on the plain file of payments.bank_file.
create table connectors.sealed_file (
    file_id   uuid primary key,                    -- of payments.bank_file
    form      text        not null,                -- PGP, CMS
    size      bigint      not null,
    sha256    bytea       not null,
    sealed_at timestamptz not null
);

create table connectors.sealed_part (
    file_id uuid  not null references connectors.sealed_file,
    part    int   not null,
    bytes   bytea not null,
    primary key (file_id, part)
);

-- What was inside a file that a bank sealed. The file as it came stays in connectors.inbound_part.
create table connectors.opened_part (
    file_id uuid  not null references connectors.inbound_file,
    part    int   not null,
    bytes   bytea not null,                        -- one gzip member each
    primary key (file_id, part)
);
alter table connectors.inbound_file
    add column opened_sha256 bytea,                -- of what was inside
    add column signed_by     text;                 -- the bank's key that signed it

grant select, insert on connectors.sealed_file, connectors.sealed_part, connectors.opened_part to countersign_app;
