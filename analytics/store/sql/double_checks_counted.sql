-- What each audit of a unit that two auditors or more judged counts as.
-- Grain: one row per row of double_checks.
select
    row_key, day, vendor, program, project, task_type, language,
    question, auditor, pattern, checks, units
from double_checks
