-- How many items of {one} are found in {other}, as they are written.
-- Grain: one row. Columns: items looked for, of them found.
with ids as (
    select distinct item_id from {one} where item_id is not null
),
found as (
    select distinct item_id from {other} semi join ids using (item_id)
)
select count(*) as ids, count(found.item_id) as as_they_are
from ids
left join found using (item_id)
