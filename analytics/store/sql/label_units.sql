-- Which answers each item-question got, as if one vendor had given them all.
-- Grain: one row per item, program, project and question touched by a load.
-- Columns: item and asked, the numbers of the item's id and of the other three; of_vendor, the number of
-- the one vendor whose answers count, missing here; cell, the number of its names in label_cells;
-- other, another number where its answers differ in their names (see mixed_units); day, of the newest
-- answer; pattern, the sum of the answers' hashes: equal for equal answers in whatever order.
select
    hash(item_id) as item,
    asked,
    null::ubigint as of_vendor,
    min(cell) as cell,
    max(cell) as other,
    max(day) as day,
    sum(hash(answer)) as pattern
from (
    select
        item_id, day, answer,
        hash(program, project, question) as asked,
        cell_number(
            vendor, program, project, question, task_type, language, guideline, 'alone'
        ) as cell
    from counted_answers
    {touched}
)
group by item_id, asked
