-- Our own address, for messages that must name it.
alter table payments.legal_entity
    add column address jsonb;                      -- street, city, postcode, country; null where the ERP tells none

-- What the bank profile of a file's connection means for it.
alter table payments.bank_file
    add column acknowledge_by timestamptz,         -- set when the file is sent; null if the bank promises no time
    add column unverified     boolean not null default false;  -- somebody opted all its payees out of verification
