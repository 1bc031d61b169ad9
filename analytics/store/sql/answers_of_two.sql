-- The answers of two annotators on the item-questions that both answered, unequal ones first; one of
-- them may be the gold answer, number 0.
-- Grain: one row per unit.
with counted as (
    select * from ({compared}) where {where}
),
found as (
    select answers.*, loads.file_name, loads.sheet
    from (
        select * from counted where who in ($one, $other)
        union all
        select * from ({gold}) where 0 in ($one, $other)
    ) as answers
    inner join loads using (load_id)
)
select
    one.item_id, one.question, one.day,
    one.answer as answer_one, other.answer as answer_other,
    one.file_name, one.sheet, one.row_no,
    other.file_name as file_other, other.sheet as sheet_other, other.row_no as row_other
from found as one
inner join found as other using (unit)
where one.who = $one and other.who = $other
order by one.answer = other.answer, one.day desc, one.item_id, one.unit
limit $limit
