-- What a unit is about whose answers differ in that.
-- Grain: one row per unit of the temporary table units whose answers name several task types,
-- languages or guidelines.
select
    units.item_id, units.whose,
    min(answers.task_type) as task_type,
    min(answers.language) as language,
    arg_max(
        answers.guideline, (coalesce(answers.day, date '0001-01-01'), answers.guideline)
    ) filter (where answers.guideline is not null) as guideline
from units
inner join asked using (whose)
inner join counted_answers as answers
    on units.item_id = answers.item_id
    and asked.program = answers.program
    and asked.project = answers.project
    and asked.question = answers.question
where units.about <> units.most and (asked.only is null or asked.only = answers.vendor)
group by units.item_id, units.whose
