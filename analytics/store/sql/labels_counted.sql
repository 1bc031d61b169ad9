-- What each answer counts as, and whether it meets a gold answer.
-- Grain: one row per live row of labels.
-- An answer meets the gold answer of its item and question; `label` stands for the only question.
select
    labels.row_key, labels.day,
    coalesce(labels.vendor, 'not given') as vendor,
    coalesce(labels.program, 'not given') as program,
    coalesce(labels.project, 'not given') as project,
    coalesce(labels.task_type, 'not given') as task_type,
    coalesce(labels.language, 'not given') as language,
    coalesce(labels.question, 'label') as question,
    coalesce(labels.annotator, 'not given') as annotator,
    case when answered and labels.is_gold_item is not true then 1 end as labels,
    case when labels.value is null then 1 end as skipped,
    case when labels.trusted is false then 1 end as untrusted,
    case when answered and gold.accepted is not null then 1 end as gold_checked,
    case when answered and gold.accepted is not null then
        case when list_contains(gold.accepted, labels.value) then 0 else 1 end
    end as gold_wrong
from (select *, value is not null and trusted is not false as answered from labels) as labels
left join gold_answers as gold
    on labels.item_id = gold.item_id
    and coalesce(labels.question, 'label') = gold.question
