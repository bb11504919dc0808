-- lpad cuts what is longer than it is to fill: the millionth payment of a year would have had the reference of another one,
-- and could not have been stored.

create function payments.padded(number bigint, digits int) returns text
    language sql immutable as
$$
    select lpad(number::text, greatest(digits, length(number::text)), '0')
$$;
