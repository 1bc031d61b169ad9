-- What each answer counts as, and whether it meets a gold answer.
-- Grain: one row per live row of labels.
-- An answer meets the gold answer of its item and question. Where the item has gold for one question
-- only, `label` on either side stands for that question: a file with one question need not name it.
select
    labels.row_key, labels.day,
    coalesce(labels.vendor, 'not given') as vendor,
    coalesce(labels.program, 'not given') as program,
    coalesce(labels.project, 'not given') as project,
    coalesce(labels.task_type, 'not given') as task_type,
    coalesce(labels.language, 'not given') as language,
    labels.question_or_label as question,
    coalesce(labels.annotator, 'not given') as annotator,
    case when answered and labels.is_gold_item is not true then 1 end as labels,
    case when labels.value is null then 1 end as skipped,
    case when labels.trusted is false then 1 end as untrusted,
    case when answered and gold.accepted is not null then 1 end as gold_checked,
    case when answered and gold.accepted is not null then
        case when list_contains(gold.accepted, labels.value) then 0 else 1 end
    end as gold_wrong,
    case when answered and gold.accepted is not null then left(labels.value, 80) end as given,
    case when answered and gold.accepted is not null then left(
        case
            when list_contains(gold.accepted, labels.value) then labels.value
            else array_to_string(list_sort(gold.accepted), ' or ')
        end, 80
    ) end as correct
from (
    select
        *,
        matched(item_id) as match_id,
        coalesce(question, 'label') as question_or_label,
        value is not null and trusted is not false as answered
    from labels
) as labels
left join gold_answers as gold
    on labels.match_id = gold.match_id
    and (
        labels.question_or_label = gold.question
        or (gold.questions = 1 and (gold.question = 'label' or labels.question_or_label = 'label'))
    )
