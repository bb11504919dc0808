-- Who may act. People hold roles, service accounts hold capabilities; neither holds the other.

create table governance.identity (
    id             text primary key,               -- the user name, or the client id
    kind           text not null check (kind in ('HUMAN', 'SERVICE')),
    name           text not null,
    roles          text[] not null default '{}',
    capabilities   text[] not null default '{}',
    legal_entities text[] not null default '{}',   -- empty: all of them
    secret         text,                           -- encoded password or client secret; null: none
    public_key     text,                           -- JWK of a service account that signs its assertions
    owner          text,                           -- the person who answers for a service account
    expires_at     timestamptz,
    active         boolean not null default true,
    version        int not null default 1,         -- guards every change; equals the sequence of its last event
    created_at     timestamptz not null,
    check (kind = 'HUMAN' or roles = '{}'),
    check (kind = 'SERVICE' or capabilities = '{}'),
    check (kind = 'HUMAN' or (owner is not null and expires_at is not null))
);

-- Wrong passwords in a row, by the name that was typed: names nobody has are counted like the others.
create table governance.sign_in_failure (
    name          text primary key,
    failures      int not null,
    last_at       timestamptz not null,
    blocked_until timestamptz
);

-- Authorization codes between the sign-in page and the token endpoint. Only their hashes are kept.
create table governance.authorization_code (
    code_hash    bytea primary key,
    client       text not null,
    subject      text not null,
    scopes       text[] not null,
    request_uri  text not null,
    redirect_uri text not null,
    state        text,
    parameters   jsonb not null,                   -- PKCE challenge and nonce
    signed_in_at timestamptz not null,
    issued_at    timestamptz not null,
    expires_at   timestamptz not null,
    used         boolean not null default false
);
create index authorization_code_expiry on governance.authorization_code (expires_at);

grant select, insert, update on governance.identity, governance.sign_in_failure, governance.authorization_code
    to countersign_app;
grant delete on governance.sign_in_failure, governance.authorization_code to countersign_app;
