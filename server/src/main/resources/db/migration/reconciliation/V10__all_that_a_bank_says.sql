-- Whatever format a bank uses, all it says has a place, and every line knows where in its file it stands.

alter table reconciliation.statement
    add format      text,                           -- message and version: camt.053.001.08, MT940
    add owner       text,                           -- as the bank calls the holder of the account
    add servicer    text,                           -- BIC or name of the bank
    add page        int,
    add last_page   boolean,
    add copy        text check (copy in ('DUPL', 'COPY', 'CODU')),
    add source_line int         not null default 0, -- of the file, from 1; 0 where it was not a file
    add warnings    text[]      not null default '{}'; -- odd, but its meaning was certain

create table reconciliation.balance (
    statement_id uuid    not null references reconciliation.statement,
    position     int     not null,                  -- in the order of the bank, from 1
    type         text    not null,                  -- OPBD, CLBD, ITBD, CLAV, FWAV ... or the bank's own
    sub_type     text,                              -- INTM: of one page of several
    amount       numeric not null,                  -- signed
    currency     text    not null,
    on_date      date,
    primary key (statement_id, position)
);

alter table reconciliation.line
    add source_line         int     not null default 0, -- of the file, from 1; 0 where it was not a file
    add entry_reference     text,                   -- the entry's own
    add proprietary_code    text,                   -- the bank's code beside that of ISO
    add batch_count         int,                    -- transactions the total stands for, as the bank says
    add payment_information_id text,
    add transaction_id      text,
    add uetr                text,
    add mandate_id          text,
    add cheque_number       text,
    add agent               text,                   -- the counterparty's bank
    add ultimate            text,                   -- on whose behalf
    add purpose             text,
    add information         text,                   -- words of the bank beside the remittance
    add charges_currency    text,
    add instructed_amount   numeric,
    add instructed_currency text,
    add counter_amount      numeric,
    add counter_currency    text,
    add exchange_rate       numeric,
    add more                jsonb;                  -- lists: charges, structured, references; and original_code

grant select, insert on reconciliation.balance to countersign_app;
