-- The ids of touched labels that are another's, such as "12," of the item "12".
-- Grain: one row per such id that label_spellings does not know.
select distinct item_id, unit_id(item_id) as unit_id
from labels_all
semi join (select day from touched where "table" = 'labels') as days
    on labels_all.day is not distinct from days.day
where {odd}
    and item_id <> unit_id(item_id)
    and item_id not in (select item_id from label_spellings)
