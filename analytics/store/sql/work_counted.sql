-- What each row of work counts as.
-- Grain: one row per live row of work.
-- Columns: lineage, dimensions, units by outcome; missing where the row does not tell.
-- A total row is decided only where it tells accepted and rejected units: one of them alone says
-- nothing of the rest. Fractions are decimals, so that their sums do not depend on their order.
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
    case when unit_s > 0 then floor(ln(unit_s) / ln(1.05))::integer else -1000 end as handling_bin,
    1 as submissions,
    case when is_delivery and stage_is_first then units end as delivered,
    case when is_delivery and stage_makes then case
        when tells_parts then units_accepted + units_rejected
        when is_decided then units
    end end as reviewed,
    case when is_delivery and stage_makes then case
        when tells_parts then case when units_rejected is not null then units_accepted end
        when is_accepted then units
        when is_decided then 0
    end end as reviewed_accepted,
    case when is_delivery and stage_makes then case
        when tells_parts then units_accepted
        when is_accepted then units
        when is_decided then 0
    end end as accepted,
    case when is_delivery and stage_makes then case
        when tells_parts then units_rejected
        when is_accepted then 0
        when is_decided then units
    end end as rejected,
    case
        when is_delivery and stage = 'rework' then units
        when is_delivery then units_reworked
    end as reworked,
    case
        when is_delivery and units_first_pass is not null
        then coalesce(units_first_reviewed, units)
        when is_delivery and first_pass is not null then units
    end as first_reviewed,
    case
        when is_delivery and units_first_pass is not null then units_first_pass
        when is_delivery and first_pass then units
        when is_delivery and not first_pass then 0
    end as first_accepted,
    case when is_delivery and stage_is_first and is_one and item_id is not null then 1 end
        as drawable,
    case when is_delivery and handling_s is not null then units end as timed_units,
    case when is_delivery and units is not null then handling_s end as handling_s,
    case when is_delivery and hours_paid is not null then units end as paid_units,
    case when is_delivery then hours_paid end as hours_paid,
    case when is_delivery and hours_productive is not null then units end as productive_units,
    case when is_delivery then hours_productive end as hours_productive
from (
    select
        *,
        handling_s / coalesce(nullif(units, 0), 1) as unit_s,
        coalesce(status in ('approved', 'overturned', 'rejected'), false) as is_decided,
        coalesce(status in ('approved', 'overturned'), false) as is_accepted,
        coalesce(units_accepted, units_rejected) is not null
            and (coalesce(grain, 'task') <> 'task' or coalesce(status, 'submitted') = 'submitted')
            as tells_parts,
        is_gold is not true and coalesce(status, 'submitted')
            in ('submitted', 'approved', 'rejected', 'overturned') as is_delivery,
        coalesce(grain, 'task') = 'task' and units = 1 as is_one,
        coalesce(stage, 'annotate') = 'annotate' as stage_is_first,
        coalesce(stage, 'annotate') <> 'review' as stage_makes
    from (
        select * replace (
            coalesce(
                units::decimal(38, 6), case when coalesce(grain, 'task') = 'task' then 1 end
            ) as units,
            units_accepted::decimal(38, 6) as units_accepted,
            units_first_pass::decimal(38, 6) as units_first_pass,
            units_first_reviewed::decimal(38, 6) as units_first_reviewed,
            units_rejected::decimal(38, 6) as units_rejected,
            units_reworked::decimal(38, 6) as units_reworked,
            handling_s::decimal(38, 6) as handling_s,
            hours_paid::decimal(38, 6) as hours_paid,
            hours_productive::decimal(38, 6) as hours_productive
        )
        from work
    )
)
