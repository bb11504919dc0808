-- The total of a file is looked for from one of its payments.
create index match_message on reconciliation.match (message_id) where message_id is not null;
