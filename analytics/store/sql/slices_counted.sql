-- What each audit counts as where slices of work are compared: by week, with every dimension.
-- Grain: one row per judged audit whose design stands for the work.
select
    row_key, date_trunc('week', day)::date as day,
    vendor, program, project, task_type, language,
    question, annotator, auditor, guideline,
    audited, wrong
from audits_counted
where design in ('random', 'all', 'unknown') and audited > 0
