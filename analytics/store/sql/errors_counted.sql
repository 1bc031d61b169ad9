-- What each error found counts as.
-- Grain: one row per row of error_units.
select
    row_key, day, vendor, program, project, task_type, language,
    category, severity, annotator, question, given, correct,
    1 as errors
from error_units
