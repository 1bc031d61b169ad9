-- Every answer that is compared with others, and the unit in which it is.
-- Grain: one row per unit of {units} and answer of it that counts; an answer may be in a unit of
-- its vendor and in one across vendors.
-- Columns: the names of the unit; unit, its number; vendor, of the unit; given_by and annotator, of
-- the answer; who, their number.
select
    units.day, cells.vendor, cells.program, cells.project, cells.task_type, cells.language,
    cells.question, cells.guideline, cells.pool, answers.item_id,
    hash(units.item, units.cell) as unit,
    answers.vendor as given_by, answers.annotator,
    hash(answers.vendor, answers.annotator) as who,
    answers.answer, answers.row_key, answers.load_id, answers.row_no
from {units} as units
inner join label_cells as cells using (cell)
inner join counted_answers as answers
    on units.item = hash(answers.item_id)
    and cells.program = answers.program
    and cells.project = answers.project
    and cells.question = answers.question
    and (cells.pool = 'across' or cells.vendor = answers.vendor)
