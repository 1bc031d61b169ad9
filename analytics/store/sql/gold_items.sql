-- The answers behind a cell of given and right, against gold: who, when, and where it stands.
-- Grain: one row per answer, in the order of the files.
select
    facts.item_id, units.question, facts.value as given, units.correct, units.annotator,
    units.vendor, units.day, units.task_type, units.language, facts.round, facts.guideline,
    loads.file_name, loads.sheet, facts.row_no
from (
    select row_key, question, correct, annotator, vendor, day, task_type, language
    from gold_confusions_counted
    where {where}
) as units
inner join labels as facts on units.row_key = facts.row_key
inner join loads on facts.load_id = loads.load_id
order by facts.load_id, facts.row_no, facts.row_key
limit $limit offset $offset
