-- Invoice and budget lines in one shape, with the first and last day that they cover.
-- Grain: one row per live line of invoices and of budget.
-- A line without a period counts on its own day; a missing currency is the base currency.
select
    'invoice' as what, row_key,
    coalesce(period_start, period_end, invoice_date, day) as first_day,
    coalesce(period_end, period_start, invoice_date, day) as last_day,
    vendor, program, project, coalesce(task_type, sku) as task_type, language,
    coalesce(currency, (select currency from money_base)) as currency,
    coalesce(status, 'invoiced') as invoice_status,
    amount, null::decimal(38, 6) as units_planned
from invoices
union all by name
select
    'budget' as what, row_key,
    coalesce(period_start, day) as first_day,
    coalesce(period_end, period_start, day) as last_day,
    vendor, program, project, task_type, null::varchar as language,
    coalesce(currency, (select currency from money_base)) as currency,
    null::varchar as invoice_status,
    amount, units_planned::decimal(38, 6) as units_planned
from budget
