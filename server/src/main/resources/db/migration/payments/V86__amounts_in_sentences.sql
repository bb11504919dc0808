-- An amount in a sentence: EUR 1,204.50, as the program writes it everywhere else. What is to be paid carries the decimals
-- of its currency already.
create function payments.money(amount numeric, currency text) returns text
    language sql immutable as
$$
    select currency || ' ' || to_char(amount, 'FM999,999,999,999,999,999,990'
        || case when scale(amount) > 0 then '.' || repeat('0', scale(amount)) else '' end)
$$;
