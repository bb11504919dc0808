-- Four dates of a payment stay apart: requested (payment.requested_on, what was signed), booked (payment.settled_on),
-- value (payment.value_on, as the bank's entry says) and the ERP's accounting date (allocation.accounted_on).
alter table payments.payment add column value_on date;
alter table payments.allocation add column accounted_on date;

-- The date a bank file asks for: the requested one, moved to the bank's next business day where it is none.
alter table payments.bank_file add column execution_on date;
