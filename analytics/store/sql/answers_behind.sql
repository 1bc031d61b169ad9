-- The answers of the item-questions that show one of some patterns.
-- Grain: one row per answer of the chosen units.
with wanted as (
    select answers, row_number() over () as place
    from (select unnest($patterns::varchar[]) as answers)
),
chosen as (
    select units.*, wanted.place
    from label_units as units
    inner join label_patterns as patterns using (pattern)
    inner join wanted on patterns.answers = wanted.answers
    inner join label_cells as cells using (cell)
    where {where}
    order by wanted.place, units.day desc, units.item, units.cell
    limit $limit
)
select
    found.item_id, found.question, found.given_by as vendor, found.annotator, found.answer,
    found.day, loads.file_name, loads.sheet, found.row_no, found.unit
from ({compared}) as found
inner join loads using (load_id)
inner join (select hash(item, cell) as unit, place from chosen) as chosen using (unit)
order by chosen.place, found.day desc, found.item_id, found.unit, found.given_by, found.annotator
