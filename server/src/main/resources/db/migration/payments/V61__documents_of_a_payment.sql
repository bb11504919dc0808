-- The door for set-based readers above: by which numbers a payment may be called in free text.
create view payments.matchable_document as
    select l.payment_id, d.number
    from payments.allocation l
    join payments.invoice i on i.id = l.invoice_id
    cross join lateral (values (i.number), (i.supplier_ref), (i.payment_reference)) d(number)
    where d.number is not null;
grant select on payments.matchable_document to countersign_app;

-- What may be booked and is not yet, by account and amount: a line that names nothing is looked up by it.
create index payment_in_transit on payments.payment (debtor_number, amount)
    where state in ('SENDING', 'UNKNOWN', 'SENT', 'ACCEPTED');
create index payment_structured on payments.payment (structured_ref) where structured_ref is not null;
