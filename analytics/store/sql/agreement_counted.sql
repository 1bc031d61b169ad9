-- How many item-questions show each pattern of answers.
-- Grain: one row per day, names, pool and pattern of label_units.
-- A pattern is the sorted answers, one per annotator, joined by the record separator.
select
    null::uhugeint as row_key, units.day,
    whose.vendor, whose.program, whose.project, about.task_type, about.language,
    whose.question, about.guideline, units.pool, patterns.answers as pattern,
    units.units
from (
    select day, whose, about, pool, pattern, count(*) as units
    from label_units
    group by day, whose, about, pool, pattern
) as units
inner join label_whose as whose using (whose)
inner join label_about as about using (about)
inner join label_patterns as patterns using (pattern)
