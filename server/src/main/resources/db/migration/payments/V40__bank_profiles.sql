-- By which text of which bank profile a file was written: ch-sps-09@1f3a9c0b2d4e.
alter table payments.bank_file add column profile text;
