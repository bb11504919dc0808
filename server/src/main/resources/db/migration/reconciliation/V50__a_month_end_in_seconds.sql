-- A line is written by the transaction that writes its statement, and neither can be deleted: looking the statement up again
-- for each of a million lines proves nothing.
alter table reconciliation.line drop constraint line_statement_id_fkey;

-- The identity is a hash over the account as well.
drop index reconciliation.line_identity;
create unique index line_identity on reconciliation.line (identity) where first_id is null and identity is not null;

create index statement_file on reconciliation.statement (file_id);
