-- What each invoice line counts as on each of its days.
-- Grain: one row per live invoice line and day.
select
    row_key, day, vendor, program, project, task_type, language,
    currency, invoice_status, amount, amount_base, unconverted
from money_by_day
where what = 'invoice'
