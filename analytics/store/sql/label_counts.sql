-- How many item-questions show each pattern of answers, in numbers.
-- Grain: one row per day in the temporary table days, cell and pattern of label_units.
select day, cells.place as cell_place, patterns.place as pattern_place, units
from (
    select day, cell, pattern, count(*) as units
    from label_units
    semi join days on label_units.day is not distinct from days.day
    group by day, cell, pattern
)
inner join label_cells as cells using (cell)
inner join label_patterns as patterns using (pattern)
