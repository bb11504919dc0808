-- The signed tree over the audit trail (RFC 6962): its leaves are the entries in the order in which they were sealed,
-- which is that of (tx, seq). Nothing here is ever changed; the application may only add.

create table governance.audit_leaf (
    leaf  bigint primary key,                      -- from 0
    entry bigint not null,                         -- seq of the entry
    hash  bytea  not null                          -- SHA-256(0x00 || RFC 8785 form of the entry)
);
create index audit_leaf_entry on governance.audit_leaf (entry);

-- The hashes of full subtrees of 256^level leaves, so that a proof reads hundreds of rows instead of all.
create table governance.audit_node (
    level    int    not null,
    position bigint not null,
    hash     bytea  not null,
    primary key (level, position)
);

create table governance.audit_key (
    key_id     text        primary key,            -- the first 16 hex digits of SHA-256 of the public key
    public_key bytea       not null,               -- Ed25519, X.509 form
    made_at    timestamptz not null
);

create table governance.audit_seal (
    seal      bigint      primary key,             -- from 1
    tree_size bigint      not null,
    root      bytea       not null,
    previous  bytea       not null,                -- SHA-256 of the signed text of the seal before
    sealed_at timestamptz not null,
    key_id    text        not null references governance.audit_key,
    signature bytea       not null,                -- Ed25519 over the RFC 8785 form of all the above
    last_tx   xid8        not null,                -- of the last entry
    last_seq  bigint      not null
);

grant select, insert on governance.audit_leaf, governance.audit_node, governance.audit_key, governance.audit_seal
    to countersign_app;
