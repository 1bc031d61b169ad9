-- Items of {one} that are found in {other} only once blanks, case and trailing separators are ignored.
-- Grain: one row. Columns: how many, and the first of them as either side writes it.
with lost as (
    select item_id, tidied(item_id) as tidy
    from (select distinct item_id from {one} where item_id is not null) as ids
    anti join {other} using (item_id)
),
there as (
    select tidied(item_id) as tidy, min(item_id) as example
    from (select distinct item_id from {other} where item_id is not null)
    group by all
)
select
    count(*) as near,
    coalesce(min(lost.item_id), '') as written_here,
    coalesce(arg_min(there.example, lost.item_id), '') as written_there
from lost
inner join there using (tidy)
