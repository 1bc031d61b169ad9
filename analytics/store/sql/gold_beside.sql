-- The gold answer beside compared answers, as if one more annotator, number 0, had given it.
-- Grain: one row per unit whose item and question have exactly one accepted answer.
-- Columns: those of compared_answers; load_id and row_no are those of the gold.
select distinct on (units.unit) units.* replace (
    0::ubigint as who, 'gold answer' as annotator, 'gold' as given_by,
    gold.accepted[1] as answer, gold.load_id as load_id, gold.row_no as row_no
)
from ({compared}) as units
inner join gold_answers as gold
    on matched(units.item_id) = gold.match_id
    and (
        units.question = gold.question
        or (gold.questions = 1 and (gold.question = 'label' or units.question = 'label'))
    )
where len(gold.accepted) = 1
