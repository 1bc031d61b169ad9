-- The rollup of agreement_counted, with its names.
-- Grain: one row per day, cell and pattern of label_counts.
select
    counts.day, cells.vendor, cells.program, cells.project, cells.task_type, cells.language,
    cells.question, cells.guideline, cells.pool, patterns.answers as pattern,
    counts.units
from label_counts as counts
inner join label_cells as cells on counts.cell_place = cells.place
inner join label_patterns as patterns on counts.pattern_place = patterns.place
