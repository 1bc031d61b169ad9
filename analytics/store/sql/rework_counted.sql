-- What each row of rework counts as: every time an item was reworked, and each item once.
-- Grain: one row per live row of work that is or tells of rework.
-- An item counts on the day it was first reworked. A total row tells how many of its units were.
select
    work_counted.row_key, work_counted.day,
    work_counted.vendor, work_counted.program, work_counted.project, work_counted.task_type,
    work_counted.language, work_counted.stage, work_counted.annotator,
    work_counted.reworked as events,
    case when reworks.place = 1 then work_counted.reworked end as items
from work_counted
inner join (
    select
        row_key,
        case
            when item_id is null or stage is distinct from 'rework' then 1
            else row_number() over (
                partition by vendor, program, project, item_id, stage
                order by day nulls last, submitted_at nulls last, row_key
            )
        end as place
    from work
    where stage = 'rework' or units_reworked is not null
) as reworks using (row_key)
where work_counted.reworked is not null
