-- How many item ids of one table are found in another, as they are and after tidying.
-- Grain: one row per pair of tables that are joined by item.
-- Columns: one side, the other, ids on the one side, found as they are, found once blanks, case and
-- trailing separators are ignored, and an example of each that only then is found.
with sides as (
    select 'gold' as one, 'labels' as other, item_id, 'one' as side from gold
    union all select 'gold', 'labels', item_id, 'other' from labels
    union all select 'audits', 'work', item_id, 'one' from audits
    union all select 'audits', 'work', item_id, 'other' from work
),
ids as (
    select distinct one, other, side, item_id, tidied(item_id) as tidy
    from sides
    where item_id is not null
),
found as (
    select
        left_ids.one, left_ids.other, left_ids.item_id,
        exact.item_id is not null as as_is,
        near.example
    from ids as left_ids
    left join ids as exact
        on exact.side = 'other' and left_ids.one = exact.one and left_ids.item_id = exact.item_id
    left join (
        select one, tidy, min(item_id) as example from ids where side = 'other' group by one, tidy
    ) as near
        on left_ids.one = near.one and left_ids.tidy = near.tidy
    where left_ids.side = 'one'
)
select
    one, other,
    count(*) as ids,
    count_if(as_is) as as_they_are,
    count_if(as_is or example is not null) as tidied,
    min(case when not as_is and example is not null then item_id end) as written_here,
    min(case when not as_is and example is not null then example end) as written_there
from found
group by one, other
order by one, other
