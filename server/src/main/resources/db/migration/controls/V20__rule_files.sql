-- Files of rules that are no policies (bank profiles, calendars): what was loaded and what was refused, each content once.
create table controls.rule_file (
    subject  text        not null,                 -- bank-profile/de-dk-09, or bank-profile-file/my-bank.yaml if refused
    sequence int         not null,                 -- of its events; the version of what was loaded
    file     text        not null,
    sha256   bytea       not null,
    faults   jsonb,                                -- null if it was loaded
    at       timestamptz not null,
    primary key (subject, sequence)
);
grant select, insert on controls.rule_file to countersign_app;
