-- The door for the ERP connector: payments of invoices that came from the ERP, and what they pay there.
create view payments.erp_payment as
    select p.id, p.reference, p.state, p.version, p.amount, p.currency, p.legal_entity, p.creditor_name, p.requested_on,
           p.settled_on, p.reason_code, p.reason_text, p.correlation_id, a.erp_id as journal, f.message_id, f.sent_at
    from payments.payment p
    join payments.own_account a on a.id = p.debtor_account
    left join payments.bank_file f on f.id = p.file_id
    where exists (select from payments.allocation l join payments.invoice i on i.id = l.invoice_id
                  where l.payment_id = p.id and i.erp_id is not null);

create view payments.erp_allocation as
    select l.payment_id, i.erp_id as bill, i.kind, l.amount
    from payments.allocation l join payments.invoice i on i.id = l.invoice_id
    where i.erp_id is not null;

grant select on payments.erp_payment, payments.erp_allocation to countersign_app;
