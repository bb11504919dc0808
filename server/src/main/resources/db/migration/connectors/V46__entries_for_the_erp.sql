-- Tasks are about payments and about lines of statements that belong to none; payment_id is then the line.
alter table connectors.erp_task add column kind text not null default 'PAYMENT' check (kind in ('PAYMENT', 'ENTRY'));
