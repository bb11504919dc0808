-- Where each named consumer of the event log goes on. Its row is locked while it works.
create table governance.event_consumer (
    name     text        primary key,
    tx       xid8        not null,
    seq      bigint      not null,
    moved_at timestamptz not null
);
grant select, insert, update on governance.event_consumer to countersign_app;

-- Called when a change wants to leave an event that the catalogue does not declare: the change does not happen.
create function governance.undeclared_event(type text) returns text
    language plpgsql immutable as
$$
begin
    raise exception 'The event type % is not in the catalogue', type using errcode = 'check_violation';
end
$$;
grant execute on function governance.undeclared_event(text) to countersign_app;

-- Number and transaction are the database's to give: the application cannot put a row behind what was read already.
revoke insert on governance.event, governance.audit_entry from countersign_app;
grant insert (at, type, subject, sequence, legal_entity, correlation_id, traceparent, actor, data)
    on governance.event to countersign_app;
grant insert (at, actor_kind, actor_id, actor_name, origin, act, subject, sequence, why, policy, correlation_id, detail)
    on governance.audit_entry to countersign_app;
