-- The answers behind the patterns that are new, read from one unit each.
-- Grain: one row per pattern of the temporary table units that label_patterns does not know.
select seen.pattern, array_to_string(list_sort(list(answers.answer)), chr(30)) as answers
from (
    select pattern, min(item_id) as item_id, arg_min(whose, item_id) as whose
    from units
    where pattern not in (select pattern from label_patterns)
    group by pattern
) as seen
inner join asked using (whose)
inner join counted_answers as answers
    on seen.item_id = answers.item_id
    and asked.program = answers.program
    and asked.project = answers.project
    and asked.question = answers.question
where asked.only is null or asked.only = answers.vendor
group by seen.pattern
