-- The pattern of answers of each item-question.
-- Grain: one row per row of label_units.
select
    null::uhugeint as row_key, day,
    vendor, program, project, task_type, language,
    question, guideline, pool, pattern,
    1 as units
from label_units
