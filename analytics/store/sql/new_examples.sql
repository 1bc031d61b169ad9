-- The answers of one unit of each cell and each pattern that is new.
-- Grain: one row per answer of those units.
-- Columns: pattern, cell and of_vendor, of the unit; item_id; answer; and the names of the cell, where
-- that is a cell of pool alone: those of other pools are known before.
with units as (select * from units where cell = other),
examples as (
    select distinct on (pattern) * from units
    where pattern not in (select pattern from label_patterns)
    union
    select distinct on (cell) * from units
    where cell not in (select cell from label_cells)
)
select
    examples.pattern, examples.cell, examples.of_vendor, answers.item_id, answers.answer,
    answers.vendor, answers.program, answers.project, answers.question,
    coalesce(answers.task_type, 'not given') as task_type,
    coalesce(answers.language, 'not given') as language,
    coalesce(answers.guideline, 'not given') as guideline,
    'alone' as pool
from examples
inner join counted_answers as answers
    on examples.item = hash(answers.item_id)
    and examples.asked = hash(answers.program, answers.project, answers.question)
where examples.of_vendor is null or examples.of_vendor = hash(answers.vendor)
