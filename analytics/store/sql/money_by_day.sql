-- Invoice and budget lines spread evenly over their days, in their own and in the base currency.
-- Grain: one row per line and day. The days of a line add up to its amount to the last digit.
-- amount_base is missing where no exchange rate holds on the day, and `unconverted` is then 1.
select
    daily.what, daily.row_key, daily.day,
    coalesce(daily.vendor, 'not given') as vendor,
    coalesce(daily.program, 'not given') as program,
    coalesce(daily.project, 'not given') as project,
    coalesce(daily.task_type, 'not given') as task_type,
    coalesce(daily.language, 'not given') as language,
    daily.currency, daily.invoice_status, daily.amount, daily.units_planned,
    case
        when fx.rate_to_base = 1 then daily.amount::decimal(38, 4)
        else (daily.amount * fx.rate_to_base)::decimal(38, 4)
    end as amount_base,
    case when daily.amount is not null and fx.rate_to_base is null then 1 end as unconverted
from (
    select
        * exclude (amount, units_planned),
        (first_day + place::integer - 1)::date as day,
        case when place = days then amount else round(amount * place / days, 4)::decimal(18, 4) end
            - round(amount * (place - 1) / days, 4)::decimal(18, 4) as amount,
        case when place = days then units_planned else round(units_planned * place / days, 6) end
            - round(units_planned * (place - 1) / days, 6) as units_planned
    from (
        select *, unnest(range(1, days + 1)) as place
        from (
            select *, greatest(coalesce(last_day - first_day + 1, 1), 1)::bigint as days
            from money_lines
        )
    )
) as daily
left join fx_spans as fx
    on daily.currency = fx.currency
    and coalesce(daily.day, date '0001-01-01') >= fx.first_day
    and coalesce(daily.day, date '0001-01-01') < fx.next_first_day
