-- How many digits amounts of a currency have.
create function reconciliation.digits(code text) returns int
    language sql immutable as
$$
    select case
        when code in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF',
                      'XOF', 'XPF') then 0
        when code in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
        else 2 end
$$;

-- What one unit of a currency cost in another on a day, over the euro, and the day of the older of both rates. No row where
-- one of them is missing or more than 35 days old: such a rate is no reference.
create function reconciliation.reference_rate(base text, quote text, on_day date) returns table (rate numeric, since date)
    language sql stable as
$$
    with latest as (
        select distinct on (r.currency) r.currency, r.per_euro, r.on_date
        from payments.exchange_rate r
        where r.currency in (base, quote) and r.on_date between on_day - 35 and on_day
        order by r.currency, r.on_date desc),
    euro as (select 'EUR'::text as currency, 1::numeric as per_euro, on_day as on_date),
    known as (
        select * from latest where currency <> 'EUR'
        union all select * from euro)
    select q.per_euro / b.per_euro, least(b.on_date, q.on_date)
    from known b, known q where b.currency = base and q.currency = quote
$$;
