-- Timers, retries and recurring work: the table db-scheduler works on. Any number of processes share it.
create table platform.timer (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,                    -- JSON
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index timer_due       on platform.timer (execution_time);
create index timer_heartbeat on platform.timer (last_heartbeat);

grant usage on schema platform to countersign_app;
grant select, insert, update, delete on platform.timer to countersign_app;
