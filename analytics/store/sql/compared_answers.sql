-- Every answer that is compared with others, and the unit in which it is.
-- Grain: one row per unit of {units} and answer of it that counts; an answer may be in a unit of
-- its vendor and in one across vendors.
-- Columns: the names of the unit; unit, its number; vendor, of the unit; given_by and annotator, of
-- the answer; who, their number.
select
    units.day, whose.vendor, whose.program, whose.project, about.task_type, about.language,
    whose.question, about.guideline, units.pool, units.item_id,
    hash(units.item_id, units.whose) as unit, units.pattern as pattern_key,
    answers.vendor as given_by, answers.annotator,
    hash(answers.vendor, answers.annotator) as who,
    answers.answer, answers.row_key, answers.load_id, answers.row_no
from {units} as units
inner join label_whose as whose using (whose)
inner join label_about as about using (about)
inner join counted_answers as answers
    on units.item_id = answers.item_id
    and whose.program = answers.program
    and whose.project = answers.project
    and whose.question = answers.question
    and (units.pool = 'across' or whose.vendor = answers.vendor)
