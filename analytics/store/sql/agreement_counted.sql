-- How many item-questions show each pattern of answers.
-- Grain: one row per day, cell and pattern of label_units.
-- A pattern is the sorted answers, one per annotator, joined by the record separator.
select
    null::uhugeint as row_key, units.day,
    cells.vendor, cells.program, cells.project, cells.task_type, cells.language,
    cells.question, cells.guideline, cells.pool, patterns.answers as pattern,
    units.units
from (
    select day, cell, pattern, count(*) as units
    from label_units
    group by day, cell, pattern
) as units
inner join label_cells as cells using (cell)
inner join label_patterns as patterns using (pattern)
