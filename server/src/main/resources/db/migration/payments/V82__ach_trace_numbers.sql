-- The trace number of an ACH entry is this and the payment's position in the file, in seven digits. Banks name it when an
-- entry comes back; the bank profile may say another one by then.

alter table payments.bank_file add trace_prefix text;
