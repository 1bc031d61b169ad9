-- What each row of work counts as.
-- Grain: one row per live row of work.
-- Columns: lineage, dimensions, units by outcome; missing where the row does not tell.
select
    row_key, day,
    coalesce(vendor, 'not given') as vendor,
    coalesce(program, 'not given') as program,
    coalesce(project, 'not given') as project,
    coalesce(task_type, 'not given') as task_type,
    coalesce(language, 'not given') as language,
    coalesce(stage, 'annotate') as stage,
    coalesce(annotator, 'not given') as annotator,
    handling_kind,
    case
        when handling_s > 0 then floor(ln(handling_s) / ln(1.05))::integer
        when handling_s = 0 then -1000
    end as handling_bin,
    1 as submissions,
    case when is_delivery and stage_is_first then units end as delivered,
    case when is_delivery and stage_makes then case
        when status in ('approved', 'overturned', 'rejected') then units
        when units_accepted is not null
            then units_accepted + coalesce(units_rejected, 0)
        when units_rejected is not null then units_rejected
    end end as reviewed,
    case when is_delivery and stage_makes then case
        when status in ('approved', 'overturned') then coalesce(units_accepted, units)
        when status = 'rejected' then 0
        when units_accepted is not null then units_accepted
    end end as accepted,
    case when is_delivery and stage_makes then case
        when status = 'rejected' then units
        when status in ('approved', 'overturned') then coalesce(units_rejected, 0)
        when units_rejected is not null then units_rejected
    end end as rejected,
    case
        when is_delivery and stage = 'rework' then units
        when is_delivery then units_reworked
    end as reworked,
    case when is_delivery and first_pass is not null then units end as first_reviewed,
    case when is_delivery and first_pass then units when is_delivery and not first_pass then 0 end
        as first_accepted,
    case when handling_s is not null then units end as timed_units,
    handling_s,
    case when hours_paid is not null then units end as paid_units,
    hours_paid,
    case when hours_productive is not null then units end as productive_units,
    hours_productive
from (
    select
        * replace (
            coalesce(units, case when coalesce(grain, 'task') = 'task' then 1 end) as units
        ),
        is_gold is not true and coalesce(status, 'submitted')
            in ('submitted', 'approved', 'rejected', 'overturned') as is_delivery,
        coalesce(stage, 'annotate') = 'annotate' as stage_is_first,
        coalesce(stage, 'annotate') <> 'review' as stage_makes
    from work
)
