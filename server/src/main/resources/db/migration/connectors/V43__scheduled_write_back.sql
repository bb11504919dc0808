-- Not before this moment, where the timing policy has the ERP told by a schedule; null is at once.
alter table connectors.erp_task add column planned_at timestamptz;
