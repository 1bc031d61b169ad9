-- The currency that money is added up in.
-- Grain: one row.
-- The setting; else the only currency there is; else US dollars.
select coalesce(
    (select value from settings where name = 'base_currency'),
    (
        select case when count(distinct currency) = 1 then max(currency) end
        from (select currency from invoices union all select currency from budget)
        where currency is not null
    ),
    'USD'
) as currency
