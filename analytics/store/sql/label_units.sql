-- The pattern of answers of each item-question touched by a load.
-- Grain: one row per item, question and pool of annotators.
-- A pattern is the sorted answers, one per annotator, joined by the record separator. Skips,
-- untrusted answers, control items and free text do not count; of the rest an annotator's newest
-- round does. Within a pool `vendor` only one vendor's annotators are compared. Items that several
-- vendors answered also get a row in pool `across`, of all their annotators; pool `alone` serves
-- both readings. An item counts on the day of its newest counted answer, under the guideline of the
-- newest one that names a guideline.
with newest_round as (
    select program, project, vendor, item_id, question, annotator, max(round) as round
    from labels
    where round > 1
        and value is not null
        and trusted is not false
        and is_gold_item is not true
    group by program, project, vendor, item_id, question, annotator
),
counted as (
    select
        coalesce(labels.vendor, 'not given') as vendor,
        coalesce(labels.program, 'not given') as program,
        coalesce(labels.project, 'not given') as project,
        coalesce(labels.question, 'label') as question,
        labels.item_id, labels.task_type, labels.language, labels.guideline, labels.day,
        labels.value
    from labels
    {touched}
    left join newest_round
        on labels.item_id = newest_round.item_id
        and labels.annotator = newest_round.annotator
        and labels.question is not distinct from newest_round.question
        and labels.vendor is not distinct from newest_round.vendor
        and labels.program is not distinct from newest_round.program
        and labels.project is not distinct from newest_round.project
    where labels.value is not null
        and labels.trusted is not false
        and labels.is_gold_item is not true
        and coalesce(labels.scale, 'nominal') not in ('text', 'span')
        and (newest_round.round is null or labels.round = newest_round.round)
),
within_vendor as (
    select
        program, project, question, item_id, vendor,
        max(day) as day, min(task_type) as task_type, min(language) as language,
        arg_max(guideline, (coalesce(day, date '0001-01-01'), guideline)) as guideline,
        string_agg(value, chr(30)) as answers
    from counted
    group by program, project, question, item_id, vendor
),
shared as (
    select program, project, question, item_id
    from within_vendor
    group by program, project, question, item_id
    having count(*) > 1
),
across_vendors as (
    select
        counted.program, counted.project, counted.question, counted.item_id,
        max(counted.day) as day, min(counted.task_type) as task_type,
        min(counted.language) as language,
        arg_max(
            counted.guideline, (coalesce(counted.day, date '0001-01-01'), counted.guideline)
        ) as guideline,
        string_agg(counted.value, chr(30)) as answers
    from counted
    inner join shared using (program, project, question, item_id)
    group by counted.program, counted.project, counted.question, counted.item_id
),
units as (
    select
        within_vendor.*,
        case when shared.item_id is null then 'alone' else 'vendor' end as pool
    from within_vendor
    left join shared using (program, project, question, item_id)
    union all by name
    select *, 'several vendors' as vendor, 'across' as pool from across_vendors
),
patterns as (
    select answers, array_to_string(list_sort(string_split(answers, chr(30))), chr(30)) as pattern
    from (select distinct answers from units)
)
select
    units.day, units.vendor, units.program, units.project,
    coalesce(units.task_type, 'not given') as task_type,
    coalesce(units.language, 'not given') as language,
    units.question, coalesce(units.guideline, 'not given') as guideline,
    units.pool, units.item_id, patterns.pattern
from units
inner join patterns using (answers)
