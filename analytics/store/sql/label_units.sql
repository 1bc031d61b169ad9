-- Which answers each item-question got from the annotators of one vendor.
-- Grain: one row per item, vendor, program, project and question touched by a load.
-- Columns: item_id; whose and about, numbers of the names in label_names; most, another number where
-- its answers differ in what they are about; day, of the newest answer; pattern, the sum of the
-- answers' hashes: equal for equal answers in whatever order, and those of two vendors
-- add; pool, until other vendors are looked at.
select
    item_id,
    hash(vendor, program, project, question) as whose,
    min(hash(task_type, language, guideline)) as about,
    max(hash(task_type, language, guideline)) as most,
    max(day) as day,
    sum(hash(answer)) as pattern,
    'alone' as pool
from counted_answers
{touched}
group by item_id, hash(vendor, program, project, question)
