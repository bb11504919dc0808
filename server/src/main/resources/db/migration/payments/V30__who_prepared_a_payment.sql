-- Whoever submitted or amended a payment took part in initiating it, and signs it no more than its initiator does, whatever
-- role the person is given later.
alter table payments.payment add column prepared_by text[] not null default '{}';

update payments.payment p set prepared_by = e.people
from (select subject, array_agg(distinct actor) as people from governance.event
      where type in ('payment.submitted', 'payment.amended') group by subject) e
where e.subject = p.id::text and p.state in ('RECEIVED', 'VALIDATED', 'AWAITING_APPROVAL', 'APPROVED', 'HELD');
