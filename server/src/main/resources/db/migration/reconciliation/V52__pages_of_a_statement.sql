-- A bank may tell a statement in pages. Where a page opens or closes with an intermediate balance, another one lies before or
-- after it, whatever numbers the bank gives them.

alter table reconciliation.statement
    add continues boolean not null default false, -- a page lies before it
    add continued boolean not null default false; -- a page lies after it

update reconciliation.statement s
set continues = coalesce(s.page > 1 and s.last_page is not null, false) or exists (
        select from reconciliation.balance b where b.statement_id = s.id and b.type = 'OPBD' and b.sub_type = 'INTM'),
    continued = coalesce(not s.last_page, false) or exists (
        select from reconciliation.balance b where b.statement_id = s.id and b.type = 'CLBD' and b.sub_type = 'INTM');
