-- What each audit of a gold item says of its auditor: did the verdict meet the gold answer?
-- Grain: one row per judged audit of one unit whose annotator's answer meets gold.
-- Only labels of items with an audit that names its auditor are looked up in gold: they are few.
-- An audit that names no question is wrong where any of the annotator's answers misses gold.
with truth as (
    select
        coalesce(labels.vendor, 'not given') as vendor,
        labels.item_id, labels.annotator,
        coalesce(labels.question, 'label') as question,
        max(case when list_contains(gold.accepted, labels.value) then 0 else 1 end) as missed
    from (
        select * from labels
        semi join (select item_id from audits where auditor is not null) as audited using (item_id)
    ) as labels
    inner join gold_answers as gold
        on matched(labels.item_id) = gold.match_id
        and (
            coalesce(labels.question, 'label') = gold.question
            or (
                gold.questions = 1
                and (gold.question = 'label' or coalesce(labels.question, 'label') = 'label')
            )
        )
    where labels.value is not null and labels.trusted is not false
    group by all
)
select
    counted.row_key, counted.day,
    counted.vendor, counted.program, counted.project, counted.task_type, counted.language,
    counted.question, counted.auditor,
    1 as met,
    max(truth.missed) as wrong_met,
    case when max(truth.missed) = 1 then max(counted.wrong) end as found,
    1 - max(truth.missed) as right_met,
    case when max(truth.missed) = 0 then 1 - max(counted.wrong) end as cleared
from audits_counted as counted
inner join audits using (row_key)
inner join truth
    on truth.vendor = counted.vendor
    and truth.item_id = audits.item_id
    and truth.annotator = audits.annotator
    and (truth.question = counted.question or audits.question is null)
where counted.audited = 1 and audits.auditor is not null
group by all
