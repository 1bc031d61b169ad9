-- What each budget line counts as on each of its days.
-- Grain: one row per live budget line and day.
select
    row_key, day, vendor, program, project, task_type, language,
    currency, amount, amount_base, units_planned, unconverted
from money_by_day
where what = 'budget'
