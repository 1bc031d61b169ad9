-- Which answer was given where gold knows the right one.
-- Grain: one row per answer on an item with gold.
select
    row_key, day, vendor, program, project, task_type, language,
    question, annotator, given, correct,
    gold_checked as answers
from labels_counted
where gold_checked is not null
