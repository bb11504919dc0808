-- The door for readers above: whether a payment is a salary, which only those with payroll:details see one by one.
create function payments.confidential(payment uuid) returns boolean
    language sql stable as
$$
    select exists (select from payments.payment p where p.id = payment and p.kind = 'PAYROLL')
$$;

create index payment_last_paid_to on payments.payment (creditor_number, run_id) where kind = 'PAYROLL';
