-- Items that have gold and answers, but never to the same question.
-- Grain: one row. Columns: how many, and the first of them: what gold and what the labels answer.
with answers as (
    select distinct matched(item_id) as match_id, coalesce(question, 'label') as question
    from labels
    where matched(item_id) in (select match_id from gold_answers)
),
items as (
    select
        match_id,
        bool_or(
            gold.question = answers.question
            or (gold.questions = 1 and (gold.question = 'label' or answers.question = 'label'))
        ) as meets,
        min(gold.question) as question_here,
        min(answers.question) as question_there
    from gold_answers as gold
    inner join answers using (match_id)
    group by match_id
)
select
    count(*) as apart,
    coalesce(arg_min(question_here, match_id), '') as question_here,
    coalesce(arg_min(question_there, match_id), '') as question_there
from items
where not meets
