-- The answers of two annotators on the item-questions that both answered, unequal ones first.
-- Grain: one row per unit.
with found as (
    select counted.*, loads.file_name, loads.sheet
    from (
        select * from ({compared}) where {where} and who in ($one, $other)
    ) as counted
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
