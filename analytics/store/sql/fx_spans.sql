-- From when until when each exchange rate holds.
-- Grain: one row per currency and rate; the base currency is 1 for ever.
select
    currency, rate_to_base, valid_on as first_day,
    coalesce(
        lead(valid_on) over (partition by currency order by valid_on), date '9999-12-31'
    ) as next_first_day
from (select currency, valid_on, max(rate_to_base) as rate_to_base from fx group by currency, valid_on)
where currency <> (select currency from money_base)
union all
select currency, 1.0, date '0001-01-01', date '9999-12-31' from money_base
