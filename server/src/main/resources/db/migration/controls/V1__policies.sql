-- Policies as they were loaded. A version is never changed or removed: a decision made under it names it for ever.

create table controls.policy_version (
    policy         text        not null,           -- approval-matrix, routing, checkpoints, cases, timing
    version        int         not null,
    effective_from timestamptz not null,           -- of the versions of a policy, the last one begun is in force
    owner          text        not null,
    description    text        not null,
    source         text        not null,           -- the YAML, comments included
    sha256         bytea       not null,
    origin         text        not null,           -- shipped, or the file's name
    loaded_at      timestamptz not null,
    loaded_by      text        not null,
    primary key (policy, version)
);
create index policy_in_force on controls.policy_version (policy, effective_from desc, version desc);

-- Files that were refused, each content once, so that every process and every restart does not tell it again.
create table controls.refused_file (
    file     text        not null,
    sequence int         not null,
    sha256   bytea       not null,
    faults   jsonb       not null,
    at       timestamptz not null,
    primary key (file, sequence)
);

grant usage on schema controls to countersign_app;
grant select, insert on controls.policy_version, controls.refused_file to countersign_app;
