-- An amount in a sentence: EUR 1,204.50, as the program writes it everywhere else.
create function reconciliation.money(amount numeric, currency text) returns text
    language sql immutable as
$$
    select currency || ' ' || case when amount < 0 then '−' else '' end
        || to_char(abs(amount), 'FM999,999,999,999,999,999,990' || case when decimals > 0 then '.' || repeat('0', decimals) else '' end)
    from (select greatest(reconciliation.digits(currency), scale(trim_scale(amount))) as decimals) d
$$;
